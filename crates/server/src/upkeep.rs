//! Regular upkeep of the database, and what an operator should know about it.

use std::sync::Arc;
use std::thread;
use std::time::Duration;

use actix_web::rt::time;
use chrono::TimeDelta;
use sendook_domain::policies::CLOCK_TOLERANCE;
use sendook_domain::ports::Clock;
use sendook_domain::with_causes;
use sendook_persistence::SqlStore;

use crate::blocking::blocking;

/// The time between two rounds.
const EVERY: Duration = Duration::from_mins(1);

/// The write-ahead log of SQLite is emptied when it is longer than this: 64 MiB.
const LONGEST_LOG: u64 = 64 << 20;

/// Looks after the database until the service stops.
pub(crate) async fn look_after(store: Arc<SqlStore>, clock: Arc<dyn Clock>) {
    check_integrity(Arc::clone(&store));
    let mut wrong = false;
    loop {
        let (file, here) = (Arc::clone(&store), Arc::clone(&clock));
        let shorten = move || file.shorten_log(LONGEST_LOG);
        if blocking("shorten the write-ahead log", shorten).await == Some(true) {
            log::info!("the write-ahead log had grown beyond 64 MiB, and was emptied");
        }
        let server = Arc::clone(&store);
        let compare = move || server.clock_lead(&*here);
        if let Some(lead) = blocking("compare the clocks", compare).await {
            wrong = log_clock(lead, wrong);
        }
        time::sleep(EVERY).await;
    }
}

/// Reads the whole file once. Not on a thread of the runtime, which would wait for it when the service stops.
fn check_integrity(store: Arc<SqlStore>) {
    let check = move || match store.check_integrity() {
        Ok(None) => log::debug!("the database file is whole"),
        Ok(Some(damage)) => log::error!(
            "the database file is damaged: {damage}. Restore a backup; until then /health/ready answers 503"
        ),
        Err(error) => log::warn!("could not check the database file: {}", with_causes(&error)),
    };
    if let Err(error) = thread::Builder::new()
        .name("integrity".to_owned())
        .spawn(check)
    {
        log::warn!("could not check the database file: {error}");
    }
}

/// A warning, if the clocks are further apart than they may be. `lead`: how far the clock of this server is ahead of the database's.
pub(crate) fn clock_warning(lead: Option<TimeDelta>) -> Option<String> {
    let lead = lead.filter(|lead| lead.abs() > CLOCK_TOLERANCE)?;
    let seconds = lead.abs().num_seconds();
    let direction = if lead > TimeDelta::zero() {
        "ahead of"
    } else {
        "behind"
    };
    Some(format!(
        "The clock of this server is {seconds} s {direction} the database's: one of them is wrong."
    ))
}

/// Logs when the clocks begin to be too far apart, and when they no longer are. `before`: whether they were at the last look;
/// returns whether they are now.
fn log_clock(lead: Option<TimeDelta>, before: bool) -> bool {
    let warning = clock_warning(lead);
    match &warning {
        Some(warning) if !before => log::warn!("{warning}"),
        None if before => log::info!("the clocks of this server and of the database agree again"),
        _ => {}
    }
    warning.is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clocks_may_be_five_seconds_apart() {
        let warning = |micros| clock_warning(Some(TimeDelta::microseconds(micros)));
        for micros in [0, 5_000_000, -5_000_000] {
            assert_eq!(warning(micros), None, "{micros}");
        }
        let ahead = warning(5_000_001).unwrap();
        assert!(ahead.contains("5 s ahead of the database's"), "{ahead}");
        let behind = warning(-86_400_000_000).unwrap();
        assert!(behind.contains("86400 s behind the database's"), "{behind}");
        assert_eq!(
            clock_warning(None),
            None,
            "SQLite has the clock of the machine"
        );
    }
}
