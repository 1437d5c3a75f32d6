use std::sync::atomic::{AtomicU32, Ordering};

use chrono::{DateTime, TimeDelta, Utc};
use sendook_domain::ports::Digester as _;
use sendook_domain::values::Digest;
use sendook_domain::values::{Id, IdKind};

use crate::fakes::{FakeDigester, FixedClock};

/// The next number of this process.
pub(super) fn next() -> u32 {
    static NEXT: AtomicU32 = AtomicU32::new(1);
    NEXT.fetch_add(1, Ordering::Relaxed)
}

/// A moment later than all that were given before, in whole microseconds. The first ones lie shortly
/// after [`FixedClock::START`].
pub fn a_moment() -> DateTime<Utc> {
    FixedClock::START + TimeDelta::microseconds(i64::from(next()) * 1_007)
}

/// A moment long after all others that are given: 2100-01-01T00:00:00Z.
pub fn a_late_moment() -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + TimeDelta::seconds(4_102_444_800)
}

/// A new id. It sorts after all that were given before.
pub fn an_id<T: IdKind>() -> Id<T> {
    Id::new(a_moment(), [0x5a; 8])
}

/// The digest of no credential.
pub fn a_digest() -> Digest {
    FakeDigester.digest(&format!("credential {}", next()))
}
