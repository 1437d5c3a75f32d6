//! Reports of leaked credentials, which end what they name.

use std::sync::Arc;

use crate::accounts::TooManyAttempts;
use crate::accounts::count;
use crate::api_keys::RunTokenService;
use crate::entities::{
    Actor, ApiKey, AuditAction, AuditEvent, ClientInfo, KeyWithDigests, MailContent, Organization,
    OutgoingMail, Role, Session, TokenState, User,
};
use crate::policies::{PER_ADDRESS, SessionLifetimes, disable_leaked};
use crate::ports::{
    ApiKeys, EndSessions, FailureKey, Invitations, Issuer, KeyUpdate, LoginFailures, MailLinks,
    Members, PasswordResets, Ports, SecondFactorLogins, Sessions, StoreError,
};
use crate::tokens::{FoundToken, TokenKind, UnsearchableText};
use crate::values::{Digest, Id, is_deceptive};

/// The longest note of where a credential was found, in characters.
const MAX_FOUND_AT: usize = 500;

/// Where anyone can report exposed credentials. The holder of one could do worse: possession is the proof.
pub struct LeakService {
    keys: Arc<dyn ApiKeys>,
    run_tokens: RunTokenService,
    sessions: Arc<dyn Sessions>,
    resets: Arc<dyn PasswordResets>,
    members: Arc<dyn Members>,
    links: Arc<dyn MailLinks>,
    invitations: Arc<dyn Invitations>,
    factor_logins: Arc<dyn SecondFactorLogins>,
    failures: Arc<dyn LoginFailures>,
    issuer: Issuer,
    lifetimes: SessionLifetimes,
}

/// Why a report was not looked at.
#[derive(Debug, thiserror::Error)]
pub enum LeakReportError {
    /// Too many reports from one address.
    #[error(transparent)]
    TooMany(#[from] TooManyAttempts),
    /// The text is too long, or holds too many credentials.
    #[error(transparent)]
    Text(#[from] UnsearchableText),
    /// A port failed. Credentials that were ended before stay so; the same report again ends the others.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// One report, as the audit trail records it.
struct Report<'a> {
    found_at: Option<String>,
    origin: &'a ClientInfo,
}

impl LeakService {
    pub(crate) fn new(
        ports: &Ports,
        run_tokens: RunTokenService,
        issuer: Issuer,
        lifetimes: SessionLifetimes,
    ) -> Self {
        Self {
            keys: ports.store.clone(),
            run_tokens,
            sessions: ports.store.clone(),
            resets: ports.store.clone(),
            members: ports.store.clone(),
            links: ports.store.clone(),
            invitations: ports.store.clone(),
            factor_logins: ports.store.clone(),
            failures: ports.store.clone(),
            issuer,
            lifetimes,
        }
    }

    /// Ends every credential in the text: disables a key with both its secrets and tells the owners of its organization, ends a run token (its key stays), ends the session of
    /// another token, and voids a link or an invitation.
    /// The caller does not learn whether there was one.
    ///
    /// # Errors
    /// [`LeakReportError`].
    pub fn report(
        &self,
        text: &str,
        found_at: Option<&str>,
        origin: &ClientInfo,
    ) -> Result<(), LeakReportError> {
        self.throttle(origin)?;
        let found_at = found_at.map(shortened);
        let report = Report { found_at, origin };
        for token in FoundToken::all_in(text)? {
            let digest = token.digest(&*self.issuer.digester);
            match token.kind() {
                TokenKind::ApiKey(_) => self.disable_key(&digest, &report)?,
                TokenKind::AccessToken => self.end_session_of_access_token(&digest, &report)?,
                TokenKind::RefreshToken => self.end_session_of_refresh_token(&digest, &report)?,
                TokenKind::LinkToken => self.void_link(&digest, &report)?,
                TokenKind::InvitationToken => self.end_invitation(&digest, &report)?,
                TokenKind::SecondFactorToken => self.end_login(&digest, &report)?,
                TokenKind::RunToken => self.end_run_token(&digest, &report)?,
                TokenKind::Legacy => {
                    self.disable_key(&digest, &report)?;
                    self.end_session_of_access_token(&digest, &report)?;
                }
            }
        }
        Ok(())
    }

    fn disable_key(&self, digest: &Digest, report: &Report) -> Result<(), StoreError> {
        let Some(stored) = self.keys.key_by_digest(digest)? else {
            return Ok(());
        };
        let key = stored.key;
        let mut audit = self.audit(AuditAction::KeyLeaked, report)?;
        audit.organization_id = Some(key.organization_id.clone());
        audit.target = Some(key.id.to_string());
        let told = self.tell_owners(&stored.organization, &key)?;
        let mut disable = |key: KeyWithDigests| {
            let disabled = disable_leaked(&key, digest, audit.at);
            disabled.map_or(KeyUpdate::Unchanged, |key| {
                KeyUpdate::Leaked(Box::new(key), told.clone())
            })
        };
        self.keys
            .update_key(&key.organization_id, &key.id, &mut disable, &audit)?;
        Ok(())
    }

    fn tell_owners(
        &self,
        organization: &Organization,
        key: &ApiKey,
    ) -> Result<Vec<OutgoingMail>, StoreError> {
        let mut mails = Vec::new();
        let owners = self.members.people_of_role(&organization.id, Role::Owner)?;
        for owner in owners {
            let content = MailContent::KeyLeaked {
                organization: organization.name.clone(),
                key_name: key.name.clone(),
                key_id: key.id.clone(),
            };
            mails.extend(self.issuer.mail(&owner.email, content)?);
        }
        Ok(mails)
    }

    /// An access token that is over is harmless, as an old secret is.
    fn end_session_of_access_token(
        &self,
        digest: &Digest,
        report: &Report,
    ) -> Result<(), StoreError> {
        let found = self.sessions.access_token_by_digest(digest)?;
        let now = self.issuer.clock.now();
        let idle = self.lifetimes.idle;
        match found.filter(|token| token.state_at(now, idle) == TokenState::Active) {
            Some(token) => self.end_session(&token.user_id, &token.session_id, report),
            None => Ok(()),
        }
    }

    /// One that was used counts too: its holder could end the session by using it again.
    fn end_session_of_refresh_token(
        &self,
        digest: &Digest,
        report: &Report,
    ) -> Result<(), StoreError> {
        let found = self.sessions.refresh_token_by_digest(digest)?;
        let now = self.issuer.clock.now();
        let session = found.map(|token| token.session);
        match session.filter(|session| session.ends_at(self.lifetimes.idle) > now) {
            Some(session) => self.end_session(&session.user_id, &session.id, report),
            None => Ok(()),
        }
    }

    fn void_link(&self, digest: &Digest, report: &Report) -> Result<(), StoreError> {
        let Some(reset) = self.resets.password_reset_by_digest(digest)? else {
            return self.void_email_link(digest, report);
        };
        let mut audit = self.audit(AuditAction::ResetLinkLeaked, report)?;
        audit.user_id = Some(reset.user_id);
        self.resets.void_password_reset(digest, &audit)?;
        Ok(())
    }

    fn void_email_link(&self, digest: &Digest, report: &Report) -> Result<(), StoreError> {
        let Some(link) = self.links.mail_link_by_digest(digest)? else {
            return Ok(());
        };
        let mut audit = self.audit(AuditAction::EmailLinkLeaked, report)?;
        audit.user_id = Some(link.user_id);
        self.links.void_mail_link(digest, &audit)?;
        Ok(())
    }

    fn end_invitation(&self, digest: &Digest, report: &Report) -> Result<(), StoreError> {
        let Some(stored) = self.invitations.invitation_by_digest(digest)? else {
            return Ok(());
        };
        let (organization, id) = (&stored.organization.id, &stored.invitation.id);
        let mut audit = self.audit(AuditAction::InvitationLeaked, report)?;
        audit.organization_id = Some(organization.clone());
        audit.target = Some(id.to_string());
        self.invitations.end_invitation(organization, id, &audit)?;
        Ok(())
    }

    /// Whoever has the token has still to show the second factor; but the password has leaked with it, most likely.
    fn end_login(&self, digest: &Digest, report: &Report) -> Result<(), StoreError> {
        let Some(login) = self.factor_logins.second_factor_login(digest)? else {
            return Ok(());
        };
        let mut audit = self.audit(AuditAction::SecondFactorLoginLeaked, report)?;
        audit.user_id = Some(login.user_id);
        self.factor_logins.end_second_factor_login(digest, &audit)?;
        Ok(())
    }

    /// The key that made it has not leaked with it.
    fn end_run_token(&self, digest: &Digest, report: &Report) -> Result<(), StoreError> {
        let Some((token, key)) = self.run_tokens.by_digest(digest)? else {
            return Ok(());
        };
        let audit = self.audit(AuditAction::RunTokenLeaked, report)?;
        self.run_tokens.end_one(&key, &token, audit)?;
        Ok(())
    }

    fn end_session(
        &self,
        user: &Id<User>,
        session: &Id<Session>,
        report: &Report,
    ) -> Result<(), StoreError> {
        let mut audit = self.audit(AuditAction::SessionLeaked, report)?;
        audit.user_id = Some(user.clone());
        audit.target = Some(session.to_string());
        let which = EndSessions::Only(session.clone());
        self.sessions.end_sessions(user, &which, &audit)?;
        Ok(())
    }

    fn audit(&self, action: AuditAction, report: &Report) -> Result<AuditEvent, StoreError> {
        let mut audit = self.issuer.audit(action, Actor::Anonymous, report.origin)?;
        audit.detail.clone_from(&report.found_at);
        Ok(audit)
    }

    /// Every report counts as a guess, whatever it holds: so strings cannot be tried here without limit, and the answer
    /// does not reveal what the string was.
    fn throttle(&self, origin: &ClientInfo) -> Result<(), LeakReportError> {
        let key = FailureKey::apart("reports of leaks", origin, &*self.issuer.digester);
        let now = self.issuer.clock.now();
        Ok(count(&*self.failures, &[(key, PER_ADDRESS)], now)??)
    }
}

fn shortened(text: &str) -> String {
    text.chars()
        .filter(|char| !is_deceptive(*char))
        .take(MAX_FOUND_AT)
        .collect()
}
