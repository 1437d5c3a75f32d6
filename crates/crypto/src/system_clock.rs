use std::time::SystemTime;

use chrono::{DateTime, SubsecRound, Utc};
use sendook_domain::ports::Clock;

/// The clock of the operating system, in whole microseconds.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this is the port's adapter")]
    fn now(&self) -> DateTime<Utc> {
        DateTime::<Utc>::from(SystemTime::now()).trunc_subsecs(6)
    }
}
