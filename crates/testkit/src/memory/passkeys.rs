use chrono::{DateTime, Utc};
use sendook_domain::entities::{AuditEvent, FactorUse, PasskeyChallenge, StoredFactor};
use sendook_domain::ports::{
    ChangeCounts, FactorOutcome, FailureKey, NewSession, Passkeys, StoreError,
};
use sendook_domain::values::{CredentialId, Digest};

use super::MemoryStore;
use super::paging::batch;

impl Passkeys for MemoryStore {
    fn keep_passkey_challenge(&self, challenge: &PasskeyChallenge) -> Result<(), StoreError> {
        let mut state = self.begin()?;
        let kept = &mut state.passkey_challenges;
        let of_same =
            |one: &PasskeyChallenge| challenge.purpose.same_session_or_login(&one.purpose);
        while kept.iter().filter(|one| of_same(one)).count() >= PasskeyChallenge::AT_ONCE {
            let all = kept.iter().enumerate().filter(|(_, one)| of_same(one));
            // Those that end later than the new one were kept before a clock was set back.
            let first = all.min_by_key(|(_, one)| {
                let is_from_before = one.expires_at > challenge.expires_at;
                (!is_from_before, one.expires_at)
            });
            if let Some((at, _)) = first {
                kept.remove(at);
            }
        }
        kept.push(challenge.clone());
        Ok(())
    }

    fn take_passkey_challenge(
        &self,
        digest: &Digest,
    ) -> Result<Option<PasskeyChallenge>, StoreError> {
        let mut state = self.begin()?;
        let kept = &mut state.passkey_challenges;
        let at = kept.iter().position(|kept| kept.digest == *digest);
        Ok(at.map(|at| kept.remove(at)))
    }

    fn sweep_passkey_challenges(
        &self,
        expired: DateTime<Utc>,
        limit: u32,
    ) -> Result<usize, StoreError> {
        let mut state = self.begin()?;
        let over = state
            .passkey_challenges
            .extract_if(.., |kept| kept.expires_at < expired);
        Ok(over.take(batch(limit)).count())
    }

    fn passkey(&self, credential_id: &CredentialId) -> Result<Option<StoredFactor>, StoreError> {
        let state = self.begin()?;
        let mut factors = state.factors.values();
        let found = factors.find(|stored| {
            let counts = stored.factor.confirmed_at.is_some();
            counts && stored.credential_id.as_ref() == Some(credential_id)
        });
        Ok(found.cloned())
    }

    fn log_in_by_passkey(
        &self,
        session: &NewSession,
        shown: &FactorUse,
        failures: &[FailureKey],
        change: &mut ChangeCounts<'_>,
        audit: &AuditEvent,
    ) -> Result<FactorOutcome, StoreError> {
        let mut state = self.begin()?;
        let user = &session.session.user_id;
        if !state.is_enabled(user) {
            return Ok(FactorOutcome::Gone);
        }
        if !state.use_factor(user, shown, audit.at) {
            return Ok(FactorOutcome::Spent);
        }
        state.change_failures(failures, change);
        state.begin_session(session);
        state.audit.push(audit.clone());
        Ok(FactorOutcome::Accepted)
    }
}
