use chrono::{DateTime, Utc};
use sendook_domain::entities::{
    ApiKey, Attachment, AuditEvent, KeyWithDigests, Organization, RememberedAnswer, RunToken,
    StoredRunToken,
};
use sendook_domain::policies::run_token_end;
use sendook_domain::ports::{EndRunTokens, NewRunToken, RunTokenCreation, RunTokens, StoreError};
use sendook_domain::values::{Digest, Id};

use super::MemoryStore;
use super::paging::batch;
use super::state::State;

impl RunTokens for MemoryStore {
    fn create_run_token(
        &self,
        new: &NewRunToken,
        most: u16,
        audit: &AuditEvent,
        answer: Option<&RememberedAnswer>,
    ) -> Result<RunTokenCreation, StoreError> {
        let mut state = self.begin()?;
        let key = state.keys.get(&new.key_id).cloned();
        let Some(key) = key.filter(|key| key.secret(&new.secret).is_some()) else {
            return Ok(RunTokenCreation::KeyGone);
        };
        state.end_run_tokens_with(&key, &key, new.token.created_at);
        let tokens = state.run_tokens.values();
        let live = tokens.filter(|kept| is_live(kept, &new.key_id, new.token.created_at));
        let ends: Vec<_> = live.map(|kept| kept.token.expires_at).collect();
        if let Some(until) = ends.iter().min()
            && ends.len() >= usize::from(most)
        {
            return Ok(RunTokenCreation::TooMany { until: *until });
        }
        state.check_answer(answer)?;
        state.remember(answer);
        state.run_tokens.insert(new.token.id.clone(), new.clone());
        state.audit.push(audit.clone());
        Ok(RunTokenCreation::Kept)
    }

    fn run_token_by_digest(&self, digest: &Digest) -> Result<Option<StoredRunToken>, StoreError> {
        let state = self.begin()?;
        let mut tokens = state.run_tokens.values();
        let found = tokens.find(|kept| kept.digest == *digest);
        Ok(found.map(stored))
    }

    fn run_tokens(
        &self,
        organization: &Id<Organization>,
        key: &Id<ApiKey>,
        now: DateTime<Utc>,
    ) -> Result<Vec<RunToken>, StoreError> {
        let state = self.begin()?;
        let newest_first = state.run_tokens.values().rev();
        let own = newest_first
            .filter(|kept| state.is_key_of(key, organization) && is_live(kept, key, now));
        Ok(own.map(|kept| kept.token.clone()).collect())
    }

    fn end_run_tokens(
        &self,
        organization: &Id<Organization>,
        key: &Id<ApiKey>,
        which: &EndRunTokens,
        now: DateTime<Utc>,
        audit: &AuditEvent,
    ) -> Result<usize, StoreError> {
        let mut state = self.begin()?;
        let own = state.is_key_of(key, organization);
        let ended = state.end_run_tokens(usize::MAX, |kept| {
            let meant = match which {
                EndRunTokens::All => true,
                EndRunTokens::Only(id) => kept.token.id == *id,
            };
            own && meant && is_live(kept, key, now)
        });
        if ended > 0 {
            state.audit.push(audit.clone());
        }
        Ok(ended)
    }

    fn sweep_run_tokens(&self, expired: DateTime<Utc>, limit: u32) -> Result<usize, StoreError> {
        let is_over = |kept: &NewRunToken| kept.token.expires_at < expired;
        Ok(self.begin()?.end_run_tokens(batch(limit), is_over))
    }
}

fn stored(kept: &NewRunToken) -> StoredRunToken {
    StoredRunToken {
        token: kept.token.clone(),
        secret: kept.secret,
        rendered: Attachment::default(),
    }
}

fn is_live(kept: &NewRunToken, key: &Id<ApiKey>, now: DateTime<Utc>) -> bool {
    kept.key_id == *key && kept.token.expires_at > now
}

impl State {
    fn is_key_of(&self, key: &Id<ApiKey>, organization: &Id<Organization>) -> bool {
        let found = self.keys.get(key);
        found.is_some_and(|found| found.key.organization_id == *organization)
    }

    fn end_run_tokens(&mut self, limit: usize, ends: impl Fn(&NewRunToken) -> bool) -> usize {
        let over = self.run_tokens.extract_if(.., |_, kept| ends(kept));
        let ended: Vec<_> = over.take(limit).map(|(_, kept)| kept.digest).collect();
        let count = ended.len();
        self.invalidate(ended);
        count
    }

    /// Ends the tokens of a key as far as they end with what has become of it.
    pub(super) fn end_run_tokens_with(
        &mut self,
        before: &KeyWithDigests,
        after: &KeyWithDigests,
        now: DateTime<Utc>,
    ) {
        let mut ended = Vec::new();
        for kept in self.run_tokens.values_mut() {
            if is_live(kept, &before.key.id, now) {
                let end = run_token_end(&stored(kept), before, after, now);
                if end != kept.token.expires_at {
                    kept.token.expires_at = end;
                    ended.push(kept.digest);
                }
            }
        }
        self.invalidate(ended);
    }

    /// Ends the tokens whose secret is gone.
    pub(super) fn end_orphaned_run_tokens(&mut self) {
        let keys = std::mem::take(&mut self.keys);
        self.end_run_tokens(usize::MAX, |kept| {
            let key = keys.get(&kept.key_id);
            key.and_then(|key| key.secret(&kept.secret)).is_none()
        });
        self.keys = keys;
    }
}
