use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::{ApiKeyService, KeyRequestError, RunTokenService};
use crate::authentication::{
    ApiKeyPrincipal, Attempt, Caller, CredentialQuery, Credentials, EitherStrategy,
    StoredCredential, Strategy,
};
use crate::authorization::Grant;
use crate::authorization::permission::IntrospectTokens;
use crate::entities::{
    ApiKey, AuditAction, ClientInfo, Organization, Session, StoredAccessToken, User,
};
use crate::organizations::lacks_factor;
use crate::ports::{EndSessions, Factors, Issuer, KeyUpdate, Organizations, Sessions, StoreError};
use crate::tokens::{PlainToken, TokenKind};
use crate::values::Id;

/// Where other services of an organization ask about credentials that were shown to them (RFC 7662), and
/// revoke them (RFC 7009). What is not of the organization is unknown here.
pub struct IntrospectionService {
    pub(crate) organizations: Arc<dyn Organizations>,
    pub(crate) factors: Arc<dyn Factors>,
    pub(crate) sessions: Arc<dyn Sessions>,
    pub(crate) issuer: Issuer,
    pub(crate) strategy: EitherStrategy,
    pub(crate) credentials: Arc<Credentials>,
    pub(crate) keys: ApiKeyService,
    pub(crate) run_tokens: RunTokenService,
}

/// What a good credential stands for.
#[derive(Debug, Clone)]
pub enum Introspected {
    /// A service of the organization, and what its API key or run token makes of it now.
    Key(Box<ApiKey>, ApiKeyPrincipal),
    /// A member of the organization, with a second factor if it requires one.
    Member(StoredAccessToken),
}

impl Introspected {
    /// From this moment on it is no longer valid.
    pub fn expires_at(&self) -> Option<DateTime<Utc>> {
        match self {
            Self::Key(key, holder) => {
                let run_token = holder.run_token().map(|run| run.token.expires_at);
                let ends = [key.expires_at, holder.stored().secret_ends_at, run_token];
                ends.into_iter().flatten().min()
            }
            Self::Member(token) => Some(token.expires_at),
        }
    }
}

impl IntrospectionService {
    /// Returns what a credential of the organization stands for. `None`: it would be let in nowhere, or it is of
    /// another organization.
    ///
    /// # Errors
    /// What the store reports.
    pub fn introspect(
        &self,
        grant: &Grant<IntrospectTokens>,
        text: &str,
    ) -> Result<Option<Introspected>, StoreError> {
        let Ok(token) = PlainToken::parse(text.trim()) else {
            return Ok(None);
        };
        let query = CredentialQuery {
            kind: token.kind(),
            digest: token.digest(&*self.issuer.digester),
        };
        let mut found = self.credentials.find(&query)?;
        let now = self.issuer.clock.now();
        // A secret that was presented to another service has been deployed: a further rotation must not take it for unused.
        if let Some(StoredCredential::Key(stored)) = &found
            && stored.awaits_first_use()
            && self.strategy.judge(query.kind, found.as_ref(), now).is_ok()
        {
            let attempt = Attempt {
                query,
                client: None,
            };
            found = self.credentials.begin_use(&attempt, stored)?;
        }
        match (self.strategy.judge(query.kind, found.as_ref(), now), found) {
            (Ok(Caller::Key(holder)), _) => Ok(self.key(grant, holder)),
            (Ok(Caller::User(_)), Some(StoredCredential::AccessToken(token))) => {
                self.member(grant, &token)
            }
            _ => Ok(None),
        }
    }

    fn key(
        &self,
        grant: &Grant<IntrospectTokens>,
        holder: ApiKeyPrincipal,
    ) -> Option<Introspected> {
        let own = holder.organization_id() == grant.organization_id();
        own.then(|| Introspected::Key(Box::new(self.keys.of_holder(&holder)), holder))
    }

    fn member(
        &self,
        grant: &Grant<IntrospectTokens>,
        token: &StoredAccessToken,
    ) -> Result<Option<Introspected>, StoreError> {
        let user = &token.user_id;
        let Some(organization) = self.organization(grant, user)? else {
            return Ok(None);
        };
        let barred = lacks_factor(&*self.factors, user, &organization)?;
        Ok((!barred).then(|| Introspected::Member(token.clone())))
    }

    /// The organization, if the person is a member of it.
    fn organization(
        &self,
        grant: &Grant<IntrospectTokens>,
        user: &Id<User>,
    ) -> Result<Option<Organization>, StoreError> {
        let id = grant.organization_id();
        let found = self.organizations.membership(user, id)?;
        Ok(found.map(|(organization, _)| organization))
    }

    /// Revokes a credential of the organization, good or not: deletes a key or ends a run token that reaches no further than the
    /// key that asks, or ends the session of a member, by its access token or its refresh token. Does nothing for any
    /// other text, and does not reveal which it was.
    ///
    /// # Errors
    /// [`Denial::ReachesFurther`](crate::authorization::Denial), or what the store reports; then nothing was revoked.
    pub fn revoke(
        &self,
        grant: &Grant<IntrospectTokens>,
        text: &str,
        origin: &ClientInfo,
    ) -> Result<(), KeyRequestError> {
        let Ok(token) = PlainToken::parse(text.trim()) else {
            return Ok(());
        };
        let digest = token.digest(&*self.issuer.digester);
        if let TokenKind::ApiKey(_) | TokenKind::Legacy = token.kind()
            && let Some(found) = self.keys.store.key_by_digest(&digest)?
        {
            return self.delete_key(grant, &found.key, origin);
        }
        let session = match token.kind() {
            TokenKind::RunToken => return self.run_tokens.revoke(grant, &digest, origin),
            TokenKind::AccessToken | TokenKind::Legacy => self
                .sessions
                .access_token_by_digest(&digest)?
                .map(|found| (found.user_id, found.session_id)),
            TokenKind::RefreshToken => self
                .sessions
                .refresh_token_by_digest(&digest)?
                .map(|found| (found.session.user_id, found.session.id)),
            // They are no sessions.
            TokenKind::ApiKey(_)
            | TokenKind::LinkToken
            | TokenKind::InvitationToken
            | TokenKind::SecondFactorToken => None,
        };
        if let Some((user, session)) = session {
            self.end_session(grant, &user, session, origin)?;
        }
        Ok(())
    }

    fn delete_key(
        &self,
        grant: &Grant<IntrospectTokens>,
        key: &ApiKey,
        origin: &ClientInfo,
    ) -> Result<(), KeyRequestError> {
        if key.organization_id != *grant.organization_id() {
            return Ok(());
        }
        let id = &key.id;
        let audit = self
            .keys
            .audit(AuditAction::KeyDeleted, grant, id, origin)?;
        let delete = |_| Ok::<_, KeyRequestError>(KeyUpdate::Deleted);
        self.keys.update(grant, id, &audit, delete)?;
        Ok(())
    }

    fn end_session(
        &self,
        grant: &Grant<IntrospectTokens>,
        user: &Id<User>,
        session: Id<Session>,
        origin: &ClientInfo,
    ) -> Result<(), StoreError> {
        // Also of who is barred from it: a session that may be in the wrong hands ends all the same.
        if self.organization(grant, user)?.is_some() {
            let actor = grant.actor().clone();
            let mut audit = self.issuer.audit(AuditAction::LoggedOut, actor, origin)?;
            audit.user_id = Some(user.clone());
            audit.target = Some(session.to_string());
            let which = EndSessions::Only(session);
            self.sessions.end_sessions(user, &which, &audit)?;
        }
        Ok(())
    }
}
