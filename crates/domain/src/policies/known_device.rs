use chrono::{DateTime, TimeDelta, Utc};

/// How long a device is remembered after the last login on it.
pub const DEVICES_REMEMBERED: TimeDelta = TimeDelta::days(90);

/// Whether a device on which a person last logged in at `seen_at` is known to be theirs at `now`.
pub fn is_known_device(seen_at: DateTime<Utc>, now: DateTime<Utc>) -> bool {
    seen_at >= now - DEVICES_REMEMBERED
}
