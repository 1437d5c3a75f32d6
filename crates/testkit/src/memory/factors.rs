use chrono::{DateTime, Utc};
use sendook_domain::entities::{AuditEvent, Factor, FactorKind, OutgoingMail, StoredFactor, User};
use sendook_domain::ports::{Confirmation, Factors, StoreError, Unique};
use sendook_domain::values::{Digest, FactorName, Id};

use super::MemoryStore;
use super::paging::batch;
use super::state::State;

impl Factors for MemoryStore {
    fn factors_of(&self, user: &Id<User>) -> Result<Vec<StoredFactor>, StoreError> {
        let state = self.begin()?;
        let newest_first = state.factors.values().rev();
        Ok(newest_first
            .filter(|stored| counts_for(stored, user))
            .cloned()
            .collect())
    }

    fn has_factor(&self, user: &Id<User>) -> Result<bool, StoreError> {
        Ok(self.begin()?.has_factor(user))
    }

    fn offer_factor(&self, factor: &StoredFactor) -> Result<(), StoreError> {
        let mut state = self.begin()?;
        let new = &factor.factor;
        state.factors.retain(|_, stored| {
            let old = &stored.factor;
            old.confirmed_at.is_some() || old.user_id != new.user_id || old.kind != new.kind
        });
        state.factors.insert(new.id.clone(), factor.clone());
        Ok(())
    }

    fn offered_factor(
        &self,
        user: &Id<User>,
        id: &Id<Factor>,
    ) -> Result<Option<StoredFactor>, StoreError> {
        let state = self.begin()?;
        let found = state.factors.get(id);
        Ok(found.filter(|stored| is_offered_to(stored, user)).cloned())
    }

    fn confirm_factor(
        &self,
        factor: &StoredFactor,
        codes: &[Digest],
        audit: &AuditEvent,
        mails: &[OutgoingMail],
    ) -> Result<Confirmation, StoreError> {
        let mut state = self.begin()?;
        let new = &factor.factor;
        let offered = state.factors.get(&new.id);
        let Some(offered) = offered.filter(|stored| is_offered_to(stored, &new.user_id)) else {
            return Ok(Confirmation::NotOffered);
        };
        let counting = state.factors.values();
        let counting = counting.filter(|stored| counts_for(stored, &new.user_id));
        if counting.count() >= Factor::MAX {
            return Ok(Confirmation::TooMany);
        }
        let mut confirmed = factor.clone();
        if new.kind == FactorKind::Totp {
            confirmed.secret.clone_from(&offered.secret);
        }
        let credential = factor.credential_id.as_ref();
        let mut others = state.factors.values().filter(|one| one.factor.id != new.id);
        let is_taken = |other: &StoredFactor| other.credential_id.as_ref() == credential;
        if credential.is_some() && others.any(is_taken) {
            return Err(StoreError::Taken(Unique::Passkey));
        }
        state.factors.insert(new.id.clone(), confirmed);
        let mut kept = state.recovery_codes.keys();
        let codes_kept = !kept.any(|(user, _)| *user == new.user_id);
        if codes_kept {
            state.insert_codes(&new.user_id, codes);
        }
        state.queue_mails(mails);
        state.audit.push(audit.clone());
        Ok(Confirmation::Confirmed { codes_kept })
    }

    fn rename_factor(
        &self,
        user: &Id<User>,
        id: &Id<Factor>,
        name: &FactorName,
        audit: &AuditEvent,
    ) -> Result<Option<Factor>, StoreError> {
        let mut state = self.begin()?;
        let Some(stored) = state.counting_factor(user, id) else {
            return Ok(None);
        };
        stored.factor.name = name.clone();
        let renamed = stored.factor.clone();
        state.audit.push(audit.clone());
        Ok(Some(renamed))
    }

    fn remove_factor(
        &self,
        user: &Id<User>,
        id: &Id<Factor>,
        audit: &AuditEvent,
        mails: &[OutgoingMail],
    ) -> Result<Option<Factor>, StoreError> {
        let mut state = self.begin()?;
        let found = state.factors.get(id);
        let Some(removed) = found.filter(|stored| counts_for(stored, user)).cloned() else {
            return Ok(None);
        };
        state.factors.remove(id);
        if !state.has_factor(user) {
            state.end_codes(user);
        }
        state.end_factor_logins(user);
        state.queue_mails(mails);
        state.audit.push(audit.clone());
        Ok(Some(removed.factor))
    }

    fn reset_factors(
        &self,
        user: &Id<User>,
        audit: &AuditEvent,
        mails: &[OutgoingMail],
    ) -> Result<usize, StoreError> {
        let mut state = self.begin()?;
        let counted = state.factors.values();
        let counted = counted.filter(|stored| counts_for(stored, user)).count();
        state
            .factors
            .retain(|_, stored| stored.factor.user_id != *user);
        state.end_codes(user);
        state.end_factor_logins(user);
        if counted > 0 {
            state.queue_mails(mails);
            state.audit.push(audit.clone());
        }
        Ok(counted)
    }

    fn recovery_codes_left(&self, user: &Id<User>) -> Result<usize, StoreError> {
        let state = self.begin()?;
        let codes = state.recovery_codes.iter();
        Ok(codes
            .filter(|((owner, _), used)| owner == user && used.is_none())
            .count())
    }

    fn renew_recovery_codes(
        &self,
        user: &Id<User>,
        codes: &[Digest],
        audit: &AuditEvent,
        mails: &[OutgoingMail],
    ) -> Result<bool, StoreError> {
        let mut state = self.begin()?;
        if !state.has_factor(user) {
            return Ok(false);
        }
        state.end_codes(user);
        state.insert_codes(user, codes);
        state.queue_mails(mails);
        state.audit.push(audit.clone());
        Ok(true)
    }

    fn sealed_factors(
        &self,
        after: Option<&Id<Factor>>,
        limit: u32,
    ) -> Result<Vec<StoredFactor>, StoreError> {
        let state = self.begin()?;
        let apps = state.factors.values();
        let apps = apps.filter(|stored| stored.factor.kind == FactorKind::Totp);
        let next = apps.filter(|stored| after.is_none_or(|after| stored.factor.id > *after));
        Ok(next.take(batch(limit)).cloned().collect())
    }

    fn newest_sealed_factors(&self, limit: u32) -> Result<Vec<StoredFactor>, StoreError> {
        let state = self.begin()?;
        let apps = state.factors.values().rev();
        let apps = apps.filter(|stored| stored.factor.kind == FactorKind::Totp);
        Ok(apps.take(batch(limit)).cloned().collect())
    }

    fn replace_factor_secret(
        &self,
        id: &Id<Factor>,
        before: &[u8],
        after: &[u8],
    ) -> Result<bool, StoreError> {
        let mut state = self.begin()?;
        match state.factors.get_mut(id) {
            Some(stored) if stored.secret == before => {
                stored.secret = after.to_vec();
                Ok(true)
            }
            _ => Ok(false),
        }
    }

    fn sweep_offered_factors(
        &self,
        offered: DateTime<Utc>,
        limit: u32,
    ) -> Result<usize, StoreError> {
        let mut state = self.begin()?;
        let over = state.factors.extract_if(.., |_, stored| {
            stored.factor.confirmed_at.is_none() && stored.factor.created_at < offered
        });
        Ok(over.take(batch(limit)).count())
    }
}

fn counts_for(stored: &StoredFactor, user: &Id<User>) -> bool {
    stored.factor.user_id == *user && stored.factor.confirmed_at.is_some()
}

fn is_offered_to(stored: &StoredFactor, user: &Id<User>) -> bool {
    stored.factor.user_id == *user && stored.factor.confirmed_at.is_none()
}

impl State {
    pub(super) fn has_factor(&self, user: &Id<User>) -> bool {
        let mut factors = self.factors.values();
        factors.any(|stored| counts_for(stored, user))
    }

    /// The factor with this id, if it counts for this person.
    pub(super) fn counting_factor(
        &mut self,
        user: &Id<User>,
        id: &Id<Factor>,
    ) -> Option<&mut StoredFactor> {
        let found = self.factors.get_mut(id);
        found.filter(|stored| counts_for(stored, user))
    }

    fn insert_codes(&mut self, user: &Id<User>, codes: &[Digest]) {
        let new = codes.iter().map(|digest| ((user.clone(), *digest), None));
        self.recovery_codes.extend(new);
    }

    fn end_codes(&mut self, user: &Id<User>) {
        self.recovery_codes.retain(|(owner, _), _| owner != user);
    }
}
