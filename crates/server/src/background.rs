//! Background tasks: writing usage to the database, deleting what has expired, and returning the memory of hashes.

use std::sync::Arc;
use std::time::{Duration, Instant};

use actix_web::rt::task::JoinHandle;
use actix_web::rt::{spawn, time};
use actix_web::web;
use parking_lot::Mutex;
use sendook_crypto::Argon2Hasher;
use sendook_domain::authentication::Credentials;
use sendook_domain::key_end_notices::KeyEndRound;
use sendook_domain::ports::{Clock, Ports};
use sendook_domain::upkeep::Housekeeping;
use sendook_persistence::SqlStore;
use sendook_runtime::{SweepLog, UsageWriter};
use sendook_web::Api;

use crate::blocking::blocking;
use crate::metrics::BackgroundMetrics;
use crate::settings::Settings;
use crate::upkeep::look_after;

/// How often the use of sessions and keys is written to the database. With [`RESTS`], what users see of it is at most a minute old.
const FLUSH_EVERY: Duration = Duration::from_secs(30);

/// The time between two sweeps.
const SWEEP_EVERY: Duration = Duration::from_mins(1);

/// The pause between two batches of one sweep, which leaves the database to the requests.
const BETWEEN_BATCHES: Duration = Duration::from_millis(100);

/// The pause after each batch of key usage, as a multiple of the time that the batch took: this server keeps the database
/// busy with usage for at most a fifth of the time, however slow the database is.
const REST: u32 = 4;

/// The most that all pauses of one round may take together, so that usage shows up soon even when there is much to write.
const RESTS: Duration = Duration::from_secs(10);

/// What an operator does who knows that the clock is right.
const CLOCK_IS_RIGHT: &str = "if the clock is right, \"sendook sweep --now\" deletes it now";

const USAGE: &str = "write down the use of keys and sessions";

/// Usage that requests recorded and that is not yet written to the database.
#[derive(Clone)]
struct Gathered {
    ports: Ports,
    usage: UsageWriter,
    credentials: Arc<Credentials>,
}

/// The tasks that run alongside the requests.
pub(crate) struct Background {
    gathered: Gathered,
    tasks: [JoinHandle<()>; 5],
}

impl Background {
    pub(crate) fn start(
        settings: &Settings,
        ports: &Ports,
        api: &web::Data<Api>,
        hasher: Arc<Argon2Hasher>,
        store: Arc<SqlStore>,
        usage: UsageWriter,
        metrics: &BackgroundMetrics,
    ) -> Self {
        let (lifetimes, retention) = (settings.lifetimes(), settings.audit_retention);
        let housekeeping = Arc::new(Housekeeping::new(ports, lifetimes, retention));
        let gathered = Gathered {
            ports: ports.clone(),
            usage,
            credentials: Arc::clone(&api.services.credentials),
        };
        Self {
            tasks: [
                spawn(flush_for_ever(gathered.clone(), metrics.clone())),
                spawn(sweep_for_ever(
                    housekeeping,
                    Arc::clone(&ports.clock),
                    metrics.clone(),
                )),
                spawn(tell_key_ends_for_ever(api.clone())),
                spawn(release_memory_for_ever(hasher)),
                spawn(look_after(store, Arc::clone(&ports.clock))),
            ],
            gathered,
        }
    }

    /// Stops the tasks and writes the remaining usage to the database.
    pub(crate) async fn stop(self) {
        for task in &self.tasks {
            task.abort();
        }
        flush(self.gathered).await;
    }
}

async fn flush_for_ever(gathered: Gathered, metrics: BackgroundMetrics) {
    let mut next = time::Instant::now() + FLUSH_EVERY;
    loop {
        time::sleep_until(next).await;
        next = time::Instant::now() + FLUSH_EVERY;
        let begun = gathered.clone();
        let begun = blocking(USAGE, move || begun.usage.begin_flush(&begun.ports)).await;
        let finished = with_rests(|| {
            let it = gathered.clone();
            blocking(USAGE, move || {
                it.usage.flush_batch(&it.ports, &it.credentials)
            })
        })
        .await;
        if begun.is_some() && finished {
            metrics.flushed(gathered.ports.clock.now());
        }
    }
}

/// Writes one batch after another, pausing between them, until none are left or one fails. Returns whether all were written.
async fn with_rests<W: Future<Output = Option<usize>>>(mut write_batch: impl FnMut() -> W) -> bool {
    let mut rests = RESTS;
    loop {
        let since = time::Instant::now();
        let left = match write_batch().await {
            Some(left @ 1..) => left,
            last => return last.is_some(),
        };
        let rest = rest_after(since.elapsed(), left, rests);
        rests -= rest;
        time::sleep(rest).await;
    }
}

/// The pause after a batch that took `took`, if `left` batches and `rests` of pauses remain.
fn rest_after(took: Duration, left: usize, rests: Duration) -> Duration {
    let share = rests / u32::try_from(left).unwrap_or(u32::MAX);
    (took * REST).min(share)
}

async fn flush(gathered: Gathered) {
    let all = move || gathered.usage.flush(&gathered.ports, &gathered.credentials);
    blocking(USAGE, all).await;
}

async fn sweep_for_ever(
    housekeeping: Arc<Housekeeping>,
    clock: Arc<dyn Clock>,
    metrics: BackgroundMetrics,
) {
    let mut log = SweepLog::new(CLOCK_IS_RIGHT);
    loop {
        let housekeeping = Arc::clone(&housekeeping);
        let swept = blocking("sweep", move || housekeeping.sweep()).await;
        let more = swept.is_some_and(|(decision, swept)| {
            log.decided(decision);
            metrics.swept(clock.now(), log.is_held(), swept.more);
            swept.more
        });
        time::sleep(if more { BETWEEN_BATCHES } else { SWEEP_EVERY }).await;
    }
}

async fn tell_key_ends_for_ever(api: web::Data<Api>) {
    let round = Arc::new(Mutex::new(KeyEndRound::default()));
    loop {
        let (api, so_far) = (api.clone(), Arc::clone(&round));
        let told = blocking("tell of keys that end soon", move || {
            let mut round = so_far.lock();
            api.services.key_end_notices.tell_some(&mut round)?;
            Ok(round.is_over())
        });
        let is_over = told.await.unwrap_or(true);
        time::sleep(if is_over {
            SWEEP_EVERY
        } else {
            BETWEEN_BATCHES
        })
        .await;
    }
}

async fn release_memory_for_ever(hasher: Arc<Argon2Hasher>) {
    loop {
        let next = hasher.release_unused_memory(Instant::now());
        time::sleep_until(next.into()).await;
    }
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;
    use std::future::ready;

    use super::*;

    #[actix_web::test]
    async fn batches_are_written_until_none_is_left_or_one_fails() {
        for (answers, called, all) in [
            (vec![Some(2), Some(1), Some(0), Some(9)], 3, true),
            (vec![Some(2), None, Some(0)], 2, false),
            (vec![Some(0)], 1, true),
        ] {
            let answers = RefCell::new(answers.into_iter());
            let before = answers.borrow().len();
            let written = with_rests(|| ready(answers.borrow_mut().next().unwrap())).await;
            assert_eq!(written, all);
            assert_eq!(before - answers.borrow().len(), called);
        }
    }

    #[test]
    fn a_rest_is_longer_than_the_work_while_there_is_time_for_all_of_them() {
        let millis = Duration::from_millis;
        for (took, left, rests, rest) in [
            (5, 1, 10_000, 20),
            (5, 500, 10_000, 20),
            (5, 1_000, 10_000, 10),
            (5, 1_000, 0, 0),
            (5_000, 2, 10_000, 5_000),
        ] {
            assert_eq!(rest_after(millis(took), left, millis(rests)), millis(rest));
        }
    }
}
