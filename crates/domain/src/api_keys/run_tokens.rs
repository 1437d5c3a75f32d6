//! Run tokens: credentials that a service makes of its API key for one task, so that whatever runs the task never sees the key.

use std::sync::Arc;

use super::api_key_service::ApiKeyService;
use super::key_limits::check_inboxes_of_new_key;
use super::run_token_request::{IssuedRunToken, RunTokenError, RunTokenRequest};
use crate::authentication::ApiKeyPrincipal;
use crate::authorization::permission::ReadKeys;
use crate::authorization::{Denial, Grant};
use crate::entities::{
    ApiKey, AuditAction, AuditEvent, ClientInfo, InboxScope, RunToken, ScopeSet,
};
use crate::idempotency::{Remember, answer_of};
use crate::policies::LIVE_RUN_TOKENS_PER_KEY;
use crate::ports::{
    Issuer, NewRunToken, Page, Pagination, RunTokenCreation, RunTokens, StoreError,
};
use crate::tokens::{IssuedToken, TokenKind};
use crate::values::Id;

/// Where services make run tokens, and organizations list and end them.
#[derive(Clone)]
pub struct RunTokenService {
    pub(crate) store: Arc<dyn RunTokens>,
    pub(crate) keys: ApiKeyService,
    pub(crate) issuer: Issuer,
}

impl RunTokenService {
    /// Makes a run token of the key that a request came with, and keeps the answer that `remember` makes of it.
    ///
    /// # Errors
    /// [`RunTokenError`]; then nothing was kept.
    pub fn issue(
        &self,
        holder: &ApiKeyPrincipal,
        request: RunTokenRequest,
        origin: &ClientInfo,
        remember: Option<&Remember<'_, IssuedRunToken>>,
    ) -> Result<IssuedRunToken, RunTokenError> {
        if holder.run_token().is_some() {
            return Err(Denial::NotForRunTokens.into());
        }
        let scopes = wanted_scopes(holder, request.scopes)?;
        let inboxes = self.wanted_inboxes(holder, request.inboxes)?;
        let secret = IssuedToken::generate(TokenKind::RunToken, &*self.issuer.secrets)
            .map_err(StoreError::from)?;
        let audit = self
            .issuer
            .audit(AuditAction::RunTokenCreated, holder.actor(), origin)?;
        let stored = holder.stored();
        let ends = [stored.key.expires_at, stored.secret_ends_at];
        let end_of_lifetime = audit.at + request.lifetime.get();
        let token = RunToken {
            id: self.issuer.new_id()?,
            label: request.label,
            scopes,
            inboxes,
            created_at: audit.at,
            expires_at: ends.into_iter().flatten().fold(end_of_lifetime, Ord::min),
        };
        let new = NewRunToken {
            digest: secret.digest(&*self.issuer.digester),
            key_id: holder.key_id().clone(),
            secret: stored.digest,
            token,
        };
        let audit = about(audit, &stored.key, &new.token);
        let issued = IssuedRunToken {
            token: new.token.clone(),
            secret: secret.secret().clone(),
        };
        let answer = answer_of(remember, &issued)?;
        match self
            .store
            .create_run_token(&new, LIVE_RUN_TOKENS_PER_KEY, &audit, answer.as_ref())?
        {
            RunTokenCreation::Kept => Ok(issued),
            RunTokenCreation::KeyGone => Err(RunTokenError::KeyGone),
            RunTokenCreation::TooMany { until } => Err(RunTokenError::TooMany(until - audit.at)),
        }
    }

    fn wanted_inboxes(
        &self,
        holder: &ApiKeyPrincipal,
        wanted: Option<InboxScope>,
    ) -> Result<InboxScope, RunTokenError> {
        let Some(wanted) = wanted else {
            return Ok(holder.inboxes().clone());
        };
        if let InboxScope::Only(ids) = &wanted {
            check_inboxes_of_new_key(ids)?;
        }
        let (organization, reach) = (holder.organization_id(), holder.inboxes());
        match self.keys.unknown_inbox(organization, reach, &wanted)? {
            Some(unknown) => Err(RunTokenError::UnknownInbox(unknown)),
            None => Ok(wanted),
        }
    }

    /// Lists the run tokens of a key that have not expired, newest first. `None`: no such key.
    ///
    /// # Errors
    /// What the store reports.
    pub fn list(
        &self,
        grant: &Grant<ReadKeys>,
        key: &Id<ApiKey>,
        page: &Pagination<RunToken>,
    ) -> Result<Option<Page<RunToken>>, StoreError> {
        if self.keys.find(grant, key)?.is_none() {
            return Ok(None);
        }
        let now = self.issuer.clock.now();
        let tokens = self.store.run_tokens(grant.organization_id(), key, now)?;
        Ok(Some(page.of_all(tokens, |token| &token.id)))
    }
}

/// What the key may do, or a part of it.
fn wanted_scopes(
    holder: &ApiKeyPrincipal,
    wanted: Option<ScopeSet>,
) -> Result<ScopeSet, RunTokenError> {
    let Some(wanted) = wanted else {
        return Ok(holder.scopes());
    };
    let excess = wanted.iter().find(|scope| !holder.scopes().allows(*scope));
    match excess {
        Some(scope) => Err(RunTokenError::ScopeExceedsKey(scope)),
        None if wanted.is_empty() => Err(RunTokenError::NoScopes),
        None => Ok(wanted),
    }
}

/// The line of the audit trail, with the token, its key and its label, unless it has another detail.
pub(super) fn about(audit: AuditEvent, key: &ApiKey, token: &RunToken) -> AuditEvent {
    let of_key = format!("of API key {}", key.id);
    let detail = match &token.label {
        Some(label) => format!("{of_key}: {}", label.as_str()),
        None => of_key,
    };
    AuditEvent {
        organization_id: Some(key.organization_id.clone()),
        target: Some(token.id.to_string()),
        key_id: (!audit.is_about(key.id.as_str())).then(|| key.id.clone()),
        detail: audit.detail.or(Some(detail)),
        ..audit
    }
}
