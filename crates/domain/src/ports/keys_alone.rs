use chrono::{DateTime, Utc};

use super::{
    ApiKeys, ChangeCounts, EndRunTokens, EndSessions, FailureKey, Freshness, NewGeneration,
    NewRunToken, NewSession, NewTokens, RunTokenCreation, RunTokens, Sessions, StoreError,
};
use crate::entities::{
    ApiKey, AuditEvent, Organization, PasswordHash, RememberedAnswer, RunToken, Session,
    StoredAccessToken, StoredRefreshToken, StoredRunToken, User,
};
use crate::values::{Digest, Id};

/// A store of a program that judges API keys, and has neither people who log in nor run tokens.
///
/// Said of a store, it stands in for the ports of both: nothing of the kind is found, nothing is there to be changed or ended, and a new one is
/// an error. [`ApiKeys`] and [`Freshness`] are what is left to write, and make a [`CredentialStore`](super::CredentialStore) of it. In the
/// crate `sendook`, `KeyGuard::on` judges by it; `key_contract_tests!` of `sendook-testkit` shows whether it keeps its promises.
///
/// What the arguments of [`ApiKeys`] hold for others need not be kept:
///
/// - the remembered answers of `create_key` and `update_key`, and the mails of a leaked key, are for stores of the whole service;
/// - a line of the audit trail is kept where there is a trail, in the same step as the change that it tells of;
/// - of the counts in `record_key_use`, those of the key itself are shown. Those by day, and those of the organization, matter where they are read.
pub trait KeysAlone: ApiKeys + Freshness {}

fn keeps_keys_alone() -> StoreError {
    StoreError::internal("this store keeps keys alone")
}

impl<S: KeysAlone> RunTokens for S {
    fn create_run_token(
        &self,
        _: &NewRunToken,
        _: u16,
        _: &AuditEvent,
        _: Option<&RememberedAnswer>,
    ) -> Result<RunTokenCreation, StoreError> {
        Err(keeps_keys_alone())
    }

    fn run_token_by_digest(&self, _: &Digest) -> Result<Option<StoredRunToken>, StoreError> {
        Ok(None)
    }

    fn run_tokens(
        &self,
        _: &Id<Organization>,
        _: &Id<ApiKey>,
        _: DateTime<Utc>,
    ) -> Result<Vec<RunToken>, StoreError> {
        Ok(Vec::new())
    }

    fn end_run_tokens(
        &self,
        _: &Id<Organization>,
        _: &Id<ApiKey>,
        _: &EndRunTokens,
        _: DateTime<Utc>,
        _: &AuditEvent,
    ) -> Result<usize, StoreError> {
        Ok(0)
    }

    fn sweep_run_tokens(&self, _: DateTime<Utc>, _: u32) -> Result<usize, StoreError> {
        Ok(0)
    }
}

impl<S: KeysAlone> Sessions for S {
    fn log_in(
        &self,
        _: &NewSession,
        _: &[FailureKey],
        _: &mut ChangeCounts<'_>,
        _: &AuditEvent,
    ) -> Result<bool, StoreError> {
        Err(keeps_keys_alone())
    }

    fn access_token_by_digest(&self, _: &Digest) -> Result<Option<StoredAccessToken>, StoreError> {
        Ok(None)
    }

    fn refresh_token_by_digest(
        &self,
        _: &Digest,
    ) -> Result<Option<StoredRefreshToken>, StoreError> {
        Ok(None)
    }

    fn advance_session(
        &self,
        _: &Id<Session>,
        _: i64,
        _: &NewGeneration,
        _: &NewTokens,
    ) -> Result<bool, StoreError> {
        Ok(false)
    }

    fn add_tokens(&self, _: &Id<Session>, _: i64, _: &NewTokens) -> Result<bool, StoreError> {
        Ok(false)
    }

    fn session(&self, _: &Id<User>, _: &Id<Session>) -> Result<Option<Session>, StoreError> {
        Ok(None)
    }

    fn reauthenticate(
        &self,
        _: &Id<User>,
        _: &Id<Session>,
        _: &PasswordHash,
        _: &AuditEvent,
    ) -> Result<bool, StoreError> {
        Ok(false)
    }

    fn sessions(&self, _: &Id<User>) -> Result<Vec<Session>, StoreError> {
        Ok(Vec::new())
    }

    fn end_sessions(
        &self,
        _: &Id<User>,
        _: &EndSessions,
        _: &AuditEvent,
    ) -> Result<usize, StoreError> {
        Ok(0)
    }

    fn touch_sessions(
        &self,
        _: &[(Id<Session>, DateTime<Utc>)],
        _: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        Ok(())
    }

    fn sweep_devices(&self, _: DateTime<Utc>, _: u32) -> Result<usize, StoreError> {
        Ok(0)
    }

    fn sweep_sessions(
        &self,
        _: DateTime<Utc>,
        _: DateTime<Utc>,
        _: u32,
    ) -> Result<usize, StoreError> {
        Ok(0)
    }
}
