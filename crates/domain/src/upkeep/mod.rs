//! The sweep: deletes what has ended and is no longer needed.

mod swept;

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};

use crate::entities::Factor;
use crate::policies::SessionLifetimes;
use crate::policies::{
    ANSWERS_REMEMBERED, DEVICES_REMEMBERED, REGISTRATIONS_PER_NETWORK, SweepDecision, SweepRecord,
};
use crate::ports::{
    AuditTrail, Clock, Factors, Freshness, INVALIDATIONS_KEPT, Invitations, LoginFailures, Outbox,
    Passkeys, PasswordResets, Ports, RememberedAnswers, RunTokens, SecondFactorLogins, Sessions,
    StoreError, Sweeps, UsageCounts,
};
use crate::usage::kept_since;

pub use self::swept::Swept;

/// How many rows of a kind one batch deletes: few enough that no request has to wait for it. A store may take
/// them in smaller portions, as a session's tokens go with it.
const BATCH: u32 = 500;

/// The longest window of all counts: a younger one may still matter.
const LONGEST_WINDOW: TimeDelta = REGISTRATIONS_PER_NETWORK.window;

/// How often it is tried to say that the clock is right, while other servers sweep.
const MAX_RACES: usize = 8;

/// Deletes what is over: in small batches, in the background, on any number of servers at once.
///
/// What is over by a clock that is wrong may still be good. So nothing is deleted by the clock unless it agrees with the
/// last sweep ([`SweepRecord`]).
pub struct Housekeeping {
    sweeps: Arc<dyn Sweeps>,
    sessions: Arc<dyn Sessions>,
    resets: Arc<dyn PasswordResets>,
    factors: Arc<dyn Factors>,
    factor_logins: Arc<dyn SecondFactorLogins>,
    passkeys: Arc<dyn Passkeys>,
    outbox: Arc<dyn Outbox>,
    invitations: Arc<dyn Invitations>,
    run_tokens: Arc<dyn RunTokens>,
    answers: Arc<dyn RememberedAnswers>,
    failures: Arc<dyn LoginFailures>,
    audit_trail: Arc<dyn AuditTrail>,
    usage: Arc<dyn UsageCounts>,
    freshness: Arc<dyn Freshness>,
    clock: Arc<dyn Clock>,
    lifetimes: SessionLifetimes,
    audit_retention: TimeDelta,
}

impl Housekeeping {
    /// Deletes sessions that have ended by these lifetimes, and audit lines older than the retention.
    pub fn new(ports: &Ports, lifetimes: SessionLifetimes, audit_retention: TimeDelta) -> Self {
        Self {
            sweeps: ports.store.clone(),
            sessions: ports.store.clone(),
            resets: ports.store.clone(),
            factors: ports.store.clone(),
            factor_logins: ports.store.clone(),
            passkeys: ports.store.clone(),
            outbox: ports.store.clone(),
            invitations: ports.store.clone(),
            run_tokens: ports.store.clone(),
            answers: ports.store.clone(),
            failures: ports.store.clone(),
            audit_trail: ports.store.clone(),
            usage: ports.store.clone(),
            freshness: ports.store.clone(),
            clock: ports.clock.clone(),
            lifetimes,
            audit_retention,
        }
    }

    /// Deletes one batch of each kind, if the clock is trusted. Returns the decision; unless it is
    /// [`Sweep`](SweepDecision::Sweep), nothing was deleted.
    ///
    /// # Errors
    /// What the store reports.
    pub fn sweep(&self) -> Result<(SweepDecision, Swept), StoreError> {
        let now = self.clock.now();
        // By their number, so that no clock matters; and whatever becomes of the rest.
        let invalidations = self
            .freshness
            .forget_invalidations(INVALIDATIONS_KEPT, BATCH);
        let (decision, record) = self.begin(now)?;
        let mut swept = Swept {
            // Another server sweeps at this moment, and may leave something.
            more: record.is_none() && decision == SweepDecision::Sweep,
            ..Swept::default()
        };
        if let Some(record) = record {
            swept = self.sweep_batch(now)?;
            if !swept.more {
                self.sweeps
                    .replace_sweep_record(Some(&record), &record.finished())?;
            }
        }
        swept.more |= invalidations? == BATCH as usize;
        Ok((decision, swept))
    }

    /// Trusts the clock from now on, because an operator says that it is right. The next sweeps delete whatever is over.
    ///
    /// # Errors
    /// What the store reports.
    pub fn trust_clock(&self) -> Result<(), StoreError> {
        for _ in 0..MAX_RACES {
            let before = self.sweeps.sweep_record()?;
            let trusted = SweepRecord::trusted(self.clock.now());
            if self
                .sweeps
                .replace_sweep_record(before.as_ref(), &trusted)?
            {
                return Ok(());
            }
        }
        Err(StoreError::unavailable("too many sweeps at once"))
    }

    /// Decides, and keeps the record. Gives it back if there is to be a sweep, unless another server has begun one in
    /// between.
    fn begin(
        &self,
        now: DateTime<Utc>,
    ) -> Result<(SweepDecision, Option<SweepRecord>), StoreError> {
        let before = self.sweeps.sweep_record()?;
        let overdue = match &before {
            Some(record) => self.is_anything_due(record.overdue_before())?,
            None => false,
        };
        let (decision, after) = SweepRecord::decide(before.as_ref(), overdue, now);
        let kept = self.sweeps.replace_sweep_record(before.as_ref(), &after)?;
        let to_sweep = kept && decision == SweepDecision::Sweep;
        Ok((decision, to_sweep.then_some(after)))
    }

    fn is_anything_due(&self, now: DateTime<Utc>) -> Result<bool, StoreError> {
        let (unused, audited) = (now - self.lifetimes.idle, now - self.audit_retention);
        self.sweeps.is_anything_due(now, unused, audited)
    }

    fn sweep_batch(&self, now: DateTime<Utc>) -> Result<Swept, StoreError> {
        // Each has its turn: what hinders one must not keep the others for longer than was promised.
        let sessions = self
            .sessions
            .sweep_sessions(now, now - self.lifetimes.idle, BATCH);
        let devices = self.sessions.sweep_devices(now - DEVICES_REMEMBERED, BATCH);
        let resets = self.resets.sweep_password_resets(now, BATCH);
        let factors = self
            .factors
            .sweep_offered_factors(now - Factor::OFFERED_FOR, BATCH);
        let factor_logins = self.factor_logins.sweep_second_factor_logins(now, BATCH);
        let passkey_challenges = self.passkeys.sweep_passkey_challenges(now, BATCH);
        let mail_links = self.outbox.sweep_mail_links(now, BATCH);
        let invitations = self.invitations.sweep_invitations(now, BATCH);
        let run_tokens = self.run_tokens.sweep_run_tokens(now, BATCH);
        let answers = self
            .answers
            .sweep_remembered_answers(now - ANSWERS_REMEMBERED, BATCH);
        let failures = self.failures.sweep_failures(now - LONGEST_WINDOW, BATCH);
        let audit_events = self
            .audit_trail
            .sweep_audit(now - self.audit_retention, BATCH);
        let usage = self.usage.sweep_usage(kept_since(now), BATCH);
        let mut swept = Swept {
            sessions: sessions?,
            devices: devices?,
            resets: resets?,
            factors: factors?,
            factor_logins: factor_logins?,
            passkey_challenges: passkey_challenges?,
            mail_links: mail_links?,
            invitations: invitations?,
            run_tokens: run_tokens?,
            answers: answers?,
            failures: failures?,
            audit_events: audit_events?,
            usage: usage?,
            more: false,
        };
        swept.more = swept.counts().contains(&(BATCH as usize));
        Ok(swept)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policies::{PER_ACCOUNT, PER_ADDRESS, PER_SECOND_FACTOR};

    #[test]
    fn no_count_has_a_longer_window_than_the_one_that_is_swept_by() {
        for rule in [PER_ACCOUNT, PER_ADDRESS, PER_SECOND_FACTOR] {
            assert!(rule.window <= LONGEST_WINDOW);
        }
    }
}
