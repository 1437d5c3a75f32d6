use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};

/// An instant as people read it: how long ago, and exactly.
pub(crate) struct Moment {
    /// For programs: RFC 3339.
    pub(crate) exact: String,
    /// For the tool tip.
    pub(crate) full: String,
    /// In words.
    pub(crate) relative: String,
}

impl Moment {
    /// `at`, seen from `now`.
    pub(crate) fn new(at: DateTime<Utc>, now: DateTime<Utc>) -> Self {
        Self {
            exact: at.to_rfc3339_opts(SecondsFormat::Secs, true),
            full: at.format("%-d %b %Y, %H:%M UTC").to_string(),
            relative: relative(at, now),
        }
    }
}

/// The script in `assets/dashboard.js` counts on with the same words.
fn relative(at: DateTime<Utc>, now: DateTime<Utc>) -> String {
    let distance = (now - at).abs();
    // What is past is complete; what is to come is near enough: a day that was just granted is one.
    let half = if at > now { 2 } else { i32::MAX };
    let whole = |unit: TimeDelta| (distance + unit / half).num_seconds() / unit.num_seconds();
    let (number, unit) = if distance < TimeDelta::minutes(1) {
        return if at > now { "in a moment" } else { "just now" }.to_owned();
    } else if distance < TimeDelta::hours(1) {
        (whole(TimeDelta::minutes(1)), "minute")
    } else if distance < TimeDelta::days(1) {
        (whole(TimeDelta::hours(1)), "hour")
    } else if distance < TimeDelta::days(31) {
        (whole(TimeDelta::days(1)), "day")
    } else {
        return at.format("%-d %b %Y").to_string();
    };
    let plural = if number == 1 { "" } else { "s" };
    if at > now {
        format!("in {number} {unit}{plural}")
    } else {
        format!("{number} {unit}{plural} ago")
    }
}
