use chrono::{DateTime, Utc};
use sendook_domain::entities::{
    AuditEvent, FactorUse, OutgoingMail, PasswordHash, SecondFactorLogin, Session, User,
    may_move_counter,
};
use sendook_domain::ports::{
    ChangeCounts, FactorOutcome, FailureKey, FinishedLogin, SecondFactorLogins, StoreError,
};
use sendook_domain::values::{Digest, Id};

use super::MemoryStore;
use super::paging::batch;
use super::state::State;

impl SecondFactorLogins for MemoryStore {
    fn begin_second_factor_login(
        &self,
        login: &SecondFactorLogin,
        proof: &PasswordHash,
        audit: &AuditEvent,
    ) -> Result<bool, StoreError> {
        let mut state = self.begin()?;
        let user = &login.user_id;
        if !state.has_hash(user, proof) || !state.is_enabled(user) {
            return Ok(false);
        }
        state.factor_logins.push(login.clone());
        state.audit.push(audit.clone());
        Ok(true)
    }

    fn second_factor_login(
        &self,
        digest: &Digest,
    ) -> Result<Option<SecondFactorLogin>, StoreError> {
        let state = self.begin()?;
        let mut logins = state.factor_logins.iter();
        Ok(logins.find(|login| login.digest == *digest).cloned())
    }

    fn finish_second_factor_login(
        &self,
        login: &FinishedLogin,
        failures: &[FailureKey],
        change: &mut ChangeCounts<'_>,
        audit: &AuditEvent,
        mails: &[OutgoingMail],
    ) -> Result<FactorOutcome, StoreError> {
        let mut state = self.begin()?;
        let user = &login.session.session.user_id;
        let mut waiting = state.factor_logins.iter();
        let waits = waiting.any(|one| one.digest == login.login && one.user_id == *user);
        if !waits || !state.is_enabled(user) {
            return Ok(FactorOutcome::Gone);
        }
        if !state.use_factor(user, &login.shown, audit.at) {
            return Ok(FactorOutcome::Spent);
        }
        state.factor_logins.retain(|one| one.digest != login.login);
        state.change_failures(failures, change);
        state.begin_session(&login.session);
        state.queue_mails(mails);
        state.audit.push(audit.clone());
        Ok(FactorOutcome::Accepted)
    }

    fn reauthenticate_by_factor(
        &self,
        user: &Id<User>,
        session: &Id<Session>,
        shown: &FactorUse,
        audit: &AuditEvent,
    ) -> Result<FactorOutcome, StoreError> {
        let mut state = self.begin()?;
        let own = state.sessions.get(session);
        if !state.is_enabled(user) || own.is_none_or(|row| row.session.user_id != *user) {
            return Ok(FactorOutcome::Gone);
        }
        if !state.use_factor(user, shown, audit.at) {
            return Ok(FactorOutcome::Spent);
        }
        if let Some(row) = state.sessions.get_mut(session) {
            row.session.authenticated_at = audit.at;
        }
        state.audit.push(audit.clone());
        Ok(FactorOutcome::Accepted)
    }

    fn end_second_factor_login(
        &self,
        digest: &Digest,
        audit: &AuditEvent,
    ) -> Result<bool, StoreError> {
        let mut state = self.begin()?;
        let before = state.factor_logins.len();
        state.factor_logins.retain(|one| one.digest != *digest);
        let ended = state.factor_logins.len() < before;
        if ended {
            state.audit.push(audit.clone());
        }
        Ok(ended)
    }

    fn sweep_second_factor_logins(
        &self,
        expired: DateTime<Utc>,
        limit: u32,
    ) -> Result<usize, StoreError> {
        let mut state = self.begin()?;
        let over = state
            .factor_logins
            .extract_if(.., |login| login.expires_at < expired);
        Ok(over.take(batch(limit)).count())
    }
}

impl State {
    /// Ends the logins of a person that wait for a second factor.
    pub(super) fn end_factor_logins(&mut self, user: &Id<User>) {
        self.factor_logins.retain(|login| login.user_id != *user);
    }

    /// Uses up what a person showed, if it is good. Returns whether it was.
    pub(super) fn use_factor(
        &mut self,
        user: &Id<User>,
        shown: &FactorUse,
        at: DateTime<Utc>,
    ) -> bool {
        match shown {
            FactorUse::Factor { id, counter } => {
                let found = self.counting_factor(user, id);
                let Some(stored) = found.filter(|one| may_move_counter(one.counter, *counter))
                else {
                    return false;
                };
                stored.counter = *counter;
                stored.factor.last_used_at = Some(at);
                true
            }
            FactorUse::RecoveryCode(digest) => {
                let found = self.recovery_codes.get_mut(&(user.clone(), *digest));
                let Some(since) = found.filter(|since| since.is_none()) else {
                    return false;
                };
                *since = Some(at);
                true
            }
        }
    }
}
