use chrono::{DateTime, SecondsFormat, Utc};
use sendook_domain::values::parse_instant;

/// Reads the instant of the field or parameter of this name. The error is a sentence about it.
pub(crate) fn instant(name: &'static str) -> impl Fn(&str) -> Result<DateTime<Utc>, String> {
    move |text| parse_instant(text).map_err(|error| error.about(name))
}

/// The form that [`instant`] reads back unchanged.
pub(crate) fn exact(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Micros, true)
}
