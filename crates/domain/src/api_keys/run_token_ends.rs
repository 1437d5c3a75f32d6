//! Ending run tokens before they expire.

use super::key_request::KeyRequestError;
use super::run_tokens::{RunTokenService, about};
use crate::authentication::ApiKeyPrincipal;
use crate::authorization::permission::{IntrospectTokens, ManageKeys};
use crate::authorization::{Denial, Grant};
use crate::entities::{ApiKey, AuditAction, AuditEvent, ClientInfo, RunToken};
use crate::ports::{EndRunTokens, StoreError};
use crate::values::{Digest, Id};

impl RunTokenService {
    /// Ends one run token of a key, and gives it as it was. `None`: no such key, or it has no such token.
    ///
    /// # Errors
    /// [`KeyRequestError`]; then nothing was ended.
    pub fn end(
        &self,
        grant: &Grant<ManageKeys>,
        key: &Id<ApiKey>,
        id: &Id<RunToken>,
        origin: &ClientInfo,
    ) -> Result<Option<RunToken>, KeyRequestError> {
        let actor = grant.actor().clone();
        let audit = self
            .issuer
            .audit(AuditAction::RunTokenEnded, actor, origin)?;
        let Some(key) = self.keys.covered(grant, key)? else {
            return Ok(None);
        };
        let mut live = self.live(&key)?.into_iter();
        let Some(token) = live.find(|token| token.id == *id) else {
            return Ok(None);
        };
        let ended = self.end_one(&key, &token, audit)?;
        Ok(ended.then_some(token))
    }

    /// Ends every run token of a key, and tells how many. `None`: no such key.
    ///
    /// # Errors
    /// [`KeyRequestError`]; then nothing was ended.
    pub fn end_all(
        &self,
        grant: &Grant<ManageKeys>,
        key: &Id<ApiKey>,
        origin: &ClientInfo,
    ) -> Result<Option<usize>, KeyRequestError> {
        let Some(key) = self.keys.covered(grant, key)? else {
            return Ok(None);
        };
        let actor = grant.actor().clone();
        let mut audit = self
            .issuer
            .audit(AuditAction::RunTokenEnded, actor, origin)?;
        audit.organization_id = Some(key.organization_id.clone());
        audit.target = Some(key.id.to_string());
        audit.detail = Some("all run tokens of the API key".to_owned());
        Ok(Some(self.end_some(&key, &EndRunTokens::All, &audit)?))
    }

    /// Lets a run token end itself. `None`: the request came with the key, or the token was ended since.
    ///
    /// # Errors
    /// What the store reports.
    pub fn end_self(
        &self,
        holder: &ApiKeyPrincipal,
        origin: &ClientInfo,
    ) -> Result<Option<RunToken>, StoreError> {
        let Some(run) = holder.run_token() else {
            return Ok(None);
        };
        let (ended, actor) = (AuditAction::RunTokenEnded, holder.actor());
        let audit = self.issuer.audit(ended, actor, origin)?;
        let ended = self.end_one(&holder.stored().key, &run.token, audit)?;
        Ok(ended.then(|| run.token.clone()))
    }

    /// Ends the run token with this digest, if it is of the organization.
    ///
    /// # Errors
    /// [`Denial::ReachesFurther`], if it reaches further than the grant, or what the store reports.
    pub(crate) fn revoke(
        &self,
        grant: &Grant<IntrospectTokens>,
        digest: &Digest,
        origin: &ClientInfo,
    ) -> Result<(), KeyRequestError> {
        let found = self.by_digest(digest)?;
        let own = found.filter(|(_, key)| key.organization_id == *grant.organization_id());
        let Some((token, key)) = own else {
            return Ok(());
        };
        if !grant.covers(
            token.scopes,
            &token.inboxes,
            &key.limits,
            Some(token.expires_at),
        ) {
            return Err(Denial::ReachesFurther.into());
        }
        let actor = grant.actor().clone();
        let audit = self
            .issuer
            .audit(AuditAction::RunTokenEnded, actor, origin)?;
        self.end_one(&key, &token, audit)?;
        Ok(())
    }

    /// Finds a run token, good or not, and the key that made it.
    pub(crate) fn by_digest(
        &self,
        digest: &Digest,
    ) -> Result<Option<(RunToken, ApiKey)>, StoreError> {
        let Some(run) = self.store.run_token_by_digest(digest)? else {
            return Ok(None);
        };
        let key = self.keys.store.key_by_digest(&run.secret)?;
        Ok(key.map(|found| (run.token, found.key)))
    }

    /// Ends one run token of a key, unless it has expired. Completes the line of the audit trail.
    pub(crate) fn end_one(
        &self,
        key: &ApiKey,
        token: &RunToken,
        audit: AuditEvent,
    ) -> Result<bool, StoreError> {
        let audit = about(audit, key, token);
        let which = EndRunTokens::Only(token.id.clone());
        Ok(self.end_some(key, &which, &audit)? > 0)
    }

    fn end_some(
        &self,
        key: &ApiKey,
        which: &EndRunTokens,
        audit: &AuditEvent,
    ) -> Result<usize, StoreError> {
        let organization = &key.organization_id;
        self.store
            .end_run_tokens(organization, &key.id, which, audit.at, audit)
    }

    fn live(&self, key: &ApiKey) -> Result<Vec<RunToken>, StoreError> {
        let now = self.issuer.clock.now();
        self.store.run_tokens(&key.organization_id, &key.id, now)
    }
}
