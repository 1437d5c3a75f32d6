use chrono::{DateTime, Utc};
use sendook_domain::entities::RefreshChain;
use sendook_domain::entities::{
    AuditEvent, PasswordHash, Session, StoredAccessToken, StoredRefreshToken, User,
};
use sendook_domain::policies::last_use;
use sendook_domain::ports::{
    ChangeCounts, EndSessions, FailureKey, NewGeneration, NewSession, NewTokens, Sessions,
    StoreError,
};
use sendook_domain::values::Digest;
use sendook_domain::values::Id;

use super::MemoryStore;
use super::paging::batch;

impl Sessions for MemoryStore {
    fn log_in(
        &self,
        session: &NewSession,
        failures: &[FailureKey],
        change: &mut ChangeCounts<'_>,
        audit: &AuditEvent,
    ) -> Result<bool, StoreError> {
        let mut state = self.begin()?;
        let user = &session.session.user_id;
        let holds = |proof| state.has_hash(user, proof) && state.is_enabled(user);
        if !session.proof.as_ref().is_none_or(holds) {
            return Ok(false);
        }
        state.change_failures(failures, change);
        state.begin_session(session);
        state.audit.push(audit.clone());
        Ok(true)
    }

    fn access_token_by_digest(
        &self,
        digest: &Digest,
    ) -> Result<Option<StoredAccessToken>, StoreError> {
        Ok(self.begin()?.sessions.by_access_token(digest))
    }

    fn refresh_token_by_digest(
        &self,
        digest: &Digest,
    ) -> Result<Option<StoredRefreshToken>, StoreError> {
        Ok(self.begin()?.sessions.by_refresh_token(digest))
    }

    fn advance_session(
        &self,
        id: &Id<Session>,
        from: i64,
        next: &NewGeneration,
        tokens: &NewTokens,
    ) -> Result<bool, StoreError> {
        let mut state = self.begin()?;
        let Some(row) = state.sessions.at_generation(id, from) else {
            return Ok(false);
        };
        let (known, now) = (row.session.last_used_at, next.began_at);
        row.session.last_used_at = last_use(Some(known), now, now);
        row.chain = RefreshChain {
            generation: from + 1,
            began_at: now,
            began_by: next.began_by.clone(),
            used_at: row.session.last_used_at,
        };
        state.end_access_tokens(id);
        state.sessions.insert_tokens(id, from + 1, tokens);
        Ok(true)
    }

    fn add_tokens(
        &self,
        id: &Id<Session>,
        of: i64,
        tokens: &NewTokens,
    ) -> Result<bool, StoreError> {
        let sessions = &mut self.begin()?.sessions;
        let stands = sessions.at_generation(id, of).is_some();
        if stands {
            sessions.insert_tokens(id, of, tokens);
        }
        Ok(stands)
    }

    fn session(&self, user: &Id<User>, id: &Id<Session>) -> Result<Option<Session>, StoreError> {
        let state = self.begin()?;
        let found = state.sessions.get(id).map(|row| &row.session);
        Ok(found.filter(|session| session.user_id == *user).cloned())
    }

    fn reauthenticate(
        &self,
        user: &Id<User>,
        id: &Id<Session>,
        proof: &PasswordHash,
        audit: &AuditEvent,
    ) -> Result<bool, StoreError> {
        let mut state = self.begin()?;
        if !state.has_hash(user, proof) || !state.is_enabled(user) {
            return Ok(false);
        }
        let found = state.sessions.get_mut(id);
        let Some(row) = found.filter(|row| row.session.user_id == *user) else {
            return Ok(false);
        };
        row.session.authenticated_at = audit.at;
        state.audit.push(audit.clone());
        Ok(true)
    }

    fn sessions(&self, user: &Id<User>) -> Result<Vec<Session>, StoreError> {
        let state = self.begin()?;
        let newest_first = state.sessions.newest_first();
        Ok(newest_first
            .filter(|session| session.user_id == *user)
            .cloned()
            .collect())
    }

    fn end_sessions(
        &self,
        user: &Id<User>,
        which: &EndSessions,
        audit: &AuditEvent,
    ) -> Result<usize, StoreError> {
        let mut state = self.begin()?;
        let ended = state.end_sessions(usize::MAX, |session| {
            session.user_id == *user
                && match which {
                    EndSessions::All => true,
                    EndSessions::Only(this) => session.id == *this,
                    EndSessions::AllBut(this) => session.id != *this,
                }
        });
        if ended > 0 {
            state.audit.push(audit.clone());
        }
        Ok(ended)
    }

    fn touch_sessions(
        &self,
        used: &[(Id<Session>, DateTime<Utc>)],
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let mut state = self.begin()?;
        for (id, at) in used {
            let Some(row) = state.sessions.get_mut(id) else {
                continue;
            };
            let known = row.session.last_used_at;
            row.session.last_used_at = last_use(Some(known), *at, now);
            if row.session.last_used_at < known {
                state.invalidate_session(id);
            }
        }
        Ok(())
    }

    fn sweep_sessions(
        &self,
        expired: DateTime<Utc>,
        unused: DateTime<Utc>,
        limit: u32,
    ) -> Result<usize, StoreError> {
        let is_over =
            |session: &Session| session.expires_at < expired || session.last_used_at < unused;
        Ok(self.begin()?.end_sessions(batch(limit), is_over))
    }

    fn sweep_devices(&self, unseen: DateTime<Utc>, limit: u32) -> Result<usize, StoreError> {
        Ok(self.begin()?.forget_devices(unseen, batch(limit)))
    }
}
