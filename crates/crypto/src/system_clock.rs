use std::sync::LazyLock;
use std::time::{Duration, Instant, SystemTime};

use chrono::{DateTime, SubsecRound, Utc};
use sendook_domain::ports::Clock;

/// When the monotonic time of this process began.
static BEGAN: LazyLock<Instant> = LazyLock::new(Instant::now);

/// The clocks of the operating system: the one that people set, in whole microseconds, and the monotonic one.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this is the port's adapter")]
    fn now(&self) -> DateTime<Utc> {
        DateTime::<Utc>::from(SystemTime::now()).trunc_subsecs(6)
    }

    fn monotonic(&self) -> Duration {
        BEGAN.elapsed()
    }
}
