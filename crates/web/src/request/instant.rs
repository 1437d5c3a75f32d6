use chrono::{DateTime, SecondsFormat, Utc};

/// Reads an instant as RFC 3339 writes it, in whole microseconds.
///
/// # Errors
/// A sentence for whoever wrote another form.
pub(crate) fn instant(text: &str) -> Result<DateTime<Utc>, &'static str> {
    DateTime::parse_from_rfc3339(text)
        .ok()
        .and_then(|at| DateTime::from_timestamp_micros(at.timestamp_micros()))
        .ok_or("This is no RFC 3339 date and time, as 2026-03-01T10:00:00Z is.")
}

/// The form that [`instant`] reads back unchanged.
pub(crate) fn exact(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Micros, true)
}
