use std::sync::Arc;

use super::key_limits::check_request;
use super::key_request::{IssuedKey, KeyRequest, KeyRequestError};
use crate::authorization::permission::ManageKeys;
use crate::authorization::{Denial, Grant};
use crate::entities::{
    Actor, ApiKey, AuditAction, AuditEvent, ClientInfo, InboxScope, KeyMaker, KeySecret,
    KeyWithDigests, Organization,
};
use crate::idempotency::{Remember, answer_of};
use crate::ports::{ApiKeys, Inboxes, Issuer, StoreError, UsageLog};
use crate::tokens::{IssuedToken, TokenKind};
use crate::values::Id;

/// Manages the API keys of organizations.
#[derive(Clone)]
pub struct ApiKeyService {
    pub(crate) store: Arc<dyn ApiKeys>,
    pub(crate) usage: Arc<dyn UsageLog>,
    pub(crate) issuer: Issuer,
    pub(crate) inboxes: Arc<dyn Inboxes>,
}

impl ApiKeyService {
    /// Makes a key, and keeps the answer that `remember` makes of it.
    ///
    /// # Errors
    /// [`KeyRequestError`]; then nothing was kept.
    pub fn create(
        &self,
        grant: &Grant<ManageKeys>,
        request: KeyRequest,
        origin: &ClientInfo,
        remember: Option<&Remember<'_, IssuedKey>>,
    ) -> Result<IssuedKey, KeyRequestError> {
        check_request(&request, self.issuer.clock.now())?;
        let (organization, reach) = (grant.organization_id(), grant.inboxes());
        if let Some(unknown) = self.unknown_inbox(organization, reach, &request.inboxes)? {
            return Err(KeyRequestError::UnknownInbox(unknown));
        }
        let KeyRequest {
            scopes, expires_at, ..
        } = request;
        if !grant.covers(scopes, &request.inboxes, &request.limits, expires_at) {
            return Err(Denial::ReachesFurther.into());
        }
        let (new, issued) = self.issue(grant, request)?;
        let mut audit = self.audit(AuditAction::KeyCreated, grant, &issued.key.id, origin)?;
        audit.detail = Some(issued.key.name.as_str().to_owned());
        let answer = answer_of(remember, &issued)?;
        self.store.create_key(&new, &audit, answer.as_ref())?;
        Ok(issued)
    }

    /// Prepares a key; nothing is kept yet.
    pub(crate) fn issue(
        &self,
        grant: &Grant<ManageKeys>,
        request: KeyRequest,
    ) -> Result<(KeyWithDigests, IssuedKey), StoreError> {
        let now = self.issuer.clock.now();
        let kind = TokenKind::ApiKey(request.environment);
        let token = IssuedToken::generate(kind, &*self.issuer.secrets)?;
        let key = ApiKey {
            id: self.issuer.new_id()?,
            organization_id: grant.organization_id().clone(),
            name: request.name,
            environment: request.environment,
            active: true,
            disabled_reason: None,
            scopes: request.scopes,
            inboxes: request.inboxes,
            limits: request.limits,
            expires_at: request.expires_at,
            last_used_at: None,
            last_used_ip: None,
            request_count: 0,
            created_by: match grant.actor() {
                Actor::User(user) => Some(KeyMaker::User(user.clone())),
                Actor::Key(key) => Some(KeyMaker::Key(key.clone())),
                Actor::RunToken(run) => Some(KeyMaker::Key(run.key_id.clone())),
                Actor::Operator | Actor::Anonymous => None,
            },
            created_at: now,
            updated_at: now,
            secret: KeySecret {
                hint: token.hint(),
                created_at: now,
                ends_at: None,
                last_used_at: None,
            },
            previous: None,
        };
        let digest = token.digest(&*self.issuer.digester);
        let issued = IssuedKey {
            key: key.clone(),
            secret: token.secret().clone(),
        };
        let new = KeyWithDigests {
            key,
            digest,
            previous_digest: None,
        };
        Ok((new, issued))
    }

    /// The key without a secret whose time is over.
    pub(crate) fn seen(&self, key: ApiKey) -> ApiKey {
        key.seen_at(self.issuer.clock.now())
    }

    /// The first inbox that is not one of the organization, within the reach.
    pub(crate) fn unknown_inbox(
        &self,
        organization: &Id<Organization>,
        reach: &InboxScope,
        inboxes: &InboxScope,
    ) -> Result<Option<String>, StoreError> {
        let InboxScope::Only(ids) = inboxes else {
            return Ok(None);
        };
        for id in ids {
            if self.inboxes.inbox(organization, reach, id)?.is_none() {
                return Ok(Some(id.to_string()));
            }
        }
        Ok(None)
    }

    pub(super) fn audit<A>(
        &self,
        action: AuditAction,
        grant: &Grant<A>,
        key: &Id<ApiKey>,
        origin: &ClientInfo,
    ) -> Result<AuditEvent, StoreError> {
        let mut audit = self.issuer.audit(action, grant.actor().clone(), origin)?;
        audit.organization_id = Some(grant.organization_id().clone());
        audit.target = Some(key.to_string());
        Ok(audit)
    }
}
