use std::net::IpAddr;

use chrono::{DateTime, NaiveDate, Utc};
use sendook_domain::entities::ScopeSet;
use sendook_domain::values::{AllowedIps, Digest, Id, RateLimit};

/// A row that the domain cannot read: written by hand, or by another version. Names the column, never
/// its value.
#[derive(Debug, thiserror::Error)]
#[error("a row of the database has an unreadable {0}")]
pub(crate) struct CorruptRow(pub(crate) &'static str);

/// Reads an id.
pub(super) fn id<T>(text: String) -> Result<Id<T>, CorruptRow> {
    text.try_into().map_err(|_| CorruptRow("id"))
}

/// Reads the digest of a credential.
pub(crate) fn digest(bytes: &[u8]) -> Result<Digest, CorruptRow> {
    let bytes = bytes.try_into().map_err(|_| CorruptRow("digest"))?;
    Ok(Digest::from_bytes(bytes))
}

/// Reads several ids.
pub(crate) fn ids<T>(texts: &[String]) -> Result<Vec<Id<T>>, CorruptRow> {
    texts.iter().cloned().map(id).collect()
}

/// Reads scopes, separated by spaces.
pub(super) fn scopes(text: &str) -> Result<ScopeSet, CorruptRow> {
    ScopeSet::restore(text).map_err(|_| CorruptRow("scope"))
}

/// Reads the address of a client, if it is known.
pub(super) fn address(text: Option<&str>) -> Result<Option<IpAddr>, CorruptRow> {
    let parsed = text.map(str::parse).transpose();
    parsed.map_err(|_| CorruptRow("address"))
}

/// Reads the addresses that a key is accepted from, separated by spaces, if it is not accepted from all.
pub(super) fn allowed_ips(text: Option<&str>) -> Result<Option<AllowedIps>, CorruptRow> {
    let read = |text| AllowedIps::restore(text).ok_or(CorruptRow("address range"));
    text.map(read).transpose()
}

/// Reads a rate limit, if there is one.
pub(super) fn rate_limit(
    limit: Option<i64>,
    window_seconds: Option<i64>,
) -> Result<Option<RateLimit>, CorruptRow> {
    let (Some(limit), Some(window)) = (limit, window_seconds) else {
        let is_absent = limit.is_none() && window_seconds.is_none();
        return if is_absent {
            Ok(None)
        } else {
            Err(CorruptRow("rate limit"))
        };
    };
    let numbers = u32::try_from(limit).ok().zip(u32::try_from(window).ok());
    let read = numbers.and_then(|(limit, window)| RateLimit::new(limit, window).ok());
    read.map(Some).ok_or(CorruptRow("rate limit"))
}

/// Reads an instant: microseconds since 1970-01-01T00:00:00Z.
pub(crate) fn instant(micros: i64) -> Result<DateTime<Utc>, CorruptRow> {
    DateTime::from_timestamp_micros(micros).ok_or(CorruptRow("instant"))
}

/// Reads an instant that may be missing.
pub(crate) fn optional_instant(micros: Option<i64>) -> Result<Option<DateTime<Utc>>, CorruptRow> {
    micros.map(instant).transpose()
}

/// Writes an instant.
pub(crate) fn micros(instant: &DateTime<Utc>) -> i64 {
    instant.timestamp_micros()
}

/// Reads a day: days since 1970-01-01.
pub(crate) fn day(number: i64) -> Result<NaiveDate, CorruptRow> {
    let number = i32::try_from(number).ok();
    number
        .and_then(NaiveDate::from_epoch_days)
        .ok_or(CorruptRow("day"))
}

/// Writes a day.
pub(crate) fn epoch_day(day: NaiveDate) -> i64 {
    day.to_epoch_days().into()
}
