//! What goes on besides requests: the use of credentials is written down, and what is over is deleted.

use std::sync::Arc;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use sendook_crypto::Argon2Hasher;
use sendook_domain::authentication::Credentials;
use sendook_domain::ports::{Ports, StoreError};
use sendook_domain::upkeep::Housekeeping;
use sendook_domain::with_causes;
use sendook_runtime::{SweepLog, UsageWriter};

/// How often the use of credentials is written, and what is over is deleted.
const EVERY: Duration = Duration::from_secs(30);

/// The pause between two batches of one sweep, which leaves the database to the requests.
const BETWEEN_BATCHES: Duration = Duration::from_millis(100);

/// What somebody does who knows that the clock is right.
const CLOCK_IS_RIGHT: &str = "if the clock is right, `Housekeeping::trust_clock` has it deleted";

/// What one round does.
pub(crate) struct Work {
    pub(crate) ports: Ports,
    pub(crate) usage: UsageWriter,
    pub(crate) credentials: Arc<Credentials>,
    /// `None`: nothing is deleted.
    pub(crate) housekeeping: Option<Housekeeping>,
    pub(crate) hasher: Arc<Argon2Hasher>,
}

impl Work {
    /// Writes how credentials were used since the last time.
    pub(crate) fn write_usage(&self) -> Result<(), StoreError> {
        self.usage.flush(&self.ports, &self.credentials)
    }

    /// The same in small steps, between which the requests have their turn.
    fn write_usage_in_batches(&self) -> Result<(), StoreError> {
        let begun = self.usage.begin_flush(&self.ports);
        while self.usage.flush_batch(&self.ports, &self.credentials)? > 0 {}
        begun
    }

    /// What fails is done again in the next round.
    fn round(&self) {
        if let Err(error) = self.write_usage_in_batches() {
            log::warn!(
                "could not write down the use of keys and sessions: {}",
                with_causes(&error)
            );
        }
        self.hasher.release_unused_memory(Instant::now());
    }

    /// Deletes one batch of what is over. Returns whether there may be more.
    fn sweep(&self, log: &mut SweepLog) -> bool {
        let swept = self.housekeeping.as_ref().map(Housekeeping::sweep);
        match swept {
            None => false,
            Some(Ok((decision, swept))) => {
                log.decided(decision);
                swept.more
            }
            Some(Err(error)) => {
                log::warn!("could not delete what is over: {}", with_causes(&error));
                false
            }
        }
    }

    /// Works until the other end of `running` is dropped.
    fn work_while(&self, running: &Receiver<()>) {
        let mut log = SweepLog::new(CLOCK_IS_RIGHT);
        let (mut next_round, mut pause) = (Instant::now() + EVERY, EVERY);
        while running.recv_timeout(pause) == Err(RecvTimeoutError::Timeout) {
            if Instant::now() >= next_round {
                next_round = Instant::now() + EVERY;
                self.round();
            }
            pause = if self.sweep(&mut log) {
                BETWEEN_BATCHES
            } else {
                next_round.saturating_duration_since(Instant::now())
            };
        }
    }
}

/// The thread that does it: one of its own, so that any async runtime will do, and none.
pub(crate) struct Upkeep {
    work: Arc<Work>,
    /// Dropped to stop the thread.
    running: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Upkeep {
    pub(crate) fn start(work: Work) -> Self {
        let work = Arc::new(work);
        let (running, stopped) = mpsc::channel();
        let worker = Arc::clone(&work);
        let thread = thread::Builder::new().name("sendook".to_owned());
        let thread = thread
            .spawn(move || worker.work_while(&stopped))
            .inspect_err(|error| {
                log::error!("the use of keys is written down at the end alone: {error}");
            });
        Self {
            work,
            running: Some(running),
            thread: thread.ok(),
        }
    }

    pub(crate) fn work(&self) -> &Work {
        &self.work
    }
}

impl Drop for Upkeep {
    fn drop(&mut self) {
        self.running = None;
        if let Some(thread) = self.thread.take() {
            // It has reported its own panic.
            let _ = thread.join();
        }
        if let Err(error) = self.work.write_usage() {
            log::error!(
                "the use of keys and sessions since the last half minute is lost: {}",
                with_causes(&error)
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use sendook_crypto::{Argon2Settings, RingSecrets};
    use sendook_domain::entities::AuditAction;
    use sendook_domain::ports::{
        Accounts as _, ApiKeys as _, AuditTrail as _, Clock as _, Sweeps as _, UsageLog as _,
    };
    use sendook_domain::services::{ServiceSettings, Services};
    use sendook_domain::values::{EmailDomain, TimeDelta};
    use sendook_testkit::builders::{an_account, an_audit_event};
    use sendook_testkit::{TestWorld, test_ports};

    use super::*;

    fn work(world: &TestWorld, sweeps: bool) -> Work {
        let settings = ServiceSettings::new(EmailDomain::parse("example.com").unwrap());
        let housekeeping =
            || Housekeeping::new(&world.ports, settings.lifetimes, TimeDelta::days(90));
        let hasher = Argon2Hasher::new(Argon2Settings::default(), Arc::new(RingSecrets::new()));
        Work {
            ports: world.ports.clone(),
            usage: world.usage.clone(),
            credentials: Services::new(&world.ports, &settings).credentials,
            housekeeping: sweeps.then(housekeeping),
            hasher: Arc::new(hasher.unwrap()),
        }
    }

    #[test]
    fn a_round_writes_what_was_used_and_what_could_not_be_written_before() {
        let world = test_ports();
        let account = an_account();
        let audit = an_audit_event(AuditAction::Registered);
        world.store.open(&account, &audit).unwrap();
        let digest = account.api_key.digest;
        let stored = world.store.key_by_digest(&digest).unwrap().unwrap();
        let work = work(&world, false);
        let key = &stored.key;
        let uses = || {
            let seen = world.store.key(&key.organization_id, &key.id);
            seen.unwrap().unwrap().request_count
        };
        let now = world.clock.now();
        world.usage.tracker().key_used(&stored, digest, None, now);
        world.store.set_away(true);
        work.round();
        world.store.set_away(false);
        assert_eq!(uses(), 0);
        work.round();
        work.round();
        assert_eq!(uses(), 1);
    }

    #[test]
    fn it_sweeps_only_if_asked() {
        for sweeps in [false, true] {
            let world = test_ports();
            let mut log = SweepLog::new(CLOCK_IS_RIGHT);
            let more = work(&world, sweeps).sweep(&mut log);
            assert!(!more);
            let record = world.store.sweep_record().unwrap();
            assert_eq!((record.is_some(), log.is_held()), (sweeps, sweeps));
        }
    }

    #[test]
    fn a_sweep_says_that_there_is_more_until_nothing_is_left() {
        let world = test_ports();
        let lines = 1_100;
        for _ in 0..lines {
            world
                .store
                .record(&an_audit_event(AuditAction::Registered))
                .unwrap();
        }
        world.clock.advance(TimeDelta::days(91));
        let work = work(&world, true);
        work.housekeeping.as_ref().unwrap().trust_clock().unwrap();
        let mut log = SweepLog::new(CLOCK_IS_RIGHT);
        let mut batches = 1;
        while work.sweep(&mut log) {
            batches += 1;
        }
        assert_eq!(batches, 3);
    }
}
