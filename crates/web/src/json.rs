//! Answers in JSON: one thing, a page of a list, and how instants are written in them.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderValue};
use actix_web::web::Bytes;
use chrono::{DateTime, Datelike, Timelike, Utc};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use sendook_domain::ports::Page;
use serde::{Serialize, Serializer};
use utoipa::ToSchema;

/// The type of every JSON answer.
pub(crate) const JSON: HeaderValue = HeaderValue::from_static("application/json; charset=utf-8");

/// What is escaped in a value of the link: all that could end it, or the header that it stands in.
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b':');

/// `200 OK` with a JSON body.
pub(crate) fn ok(body: &impl Serialize) -> HttpResponse {
    written(StatusCode::OK, write(body))
}

/// `201 Created` with a JSON body.
pub(crate) fn created(body: &impl Serialize) -> HttpResponse {
    written(StatusCode::CREATED, write(body))
}

/// `202 Accepted` with a JSON body.
pub(crate) fn accepted(body: &impl Serialize) -> HttpResponse {
    written(StatusCode::ACCEPTED, write(body))
}

/// A body in JSON, as a text.
pub(crate) fn text(body: &impl Serialize) -> String {
    serde_json::to_string(body).unwrap_or_default()
}

/// A body in JSON.
pub(crate) fn write(body: &impl Serialize) -> Bytes {
    // Most answers fit in, so that the buffer does not have to grow step by step.
    let mut written = Vec::with_capacity(1024);
    match serde_json::to_writer(&mut written, body) {
        Ok(()) => written.into(),
        Err(_) => Bytes::new(),
    }
}

/// An answer whose JSON is written already.
pub(crate) fn written(status: StatusCode, body: Bytes) -> HttpResponse {
    let mut answer = HttpResponse::with_body(status, body);
    answer.headers_mut().insert(header::CONTENT_TYPE, JSON);
    answer.map_into_boxed_body()
}

/// One page of a list, as a JSON array of what `dto` makes of the items; a further page is announced (RFC 8288). `parameters`
/// is the filter of this page, serialized again from the parsed values: nothing that a client sent is echoed into a header.
pub(crate) fn ok_page<'l, T, K, D: Serialize>(
    listing: &'l Page<T, K>,
    limit: u16,
    parameters: &[(&str, Option<String>)],
    dto: impl Fn(&'l T) -> D,
) -> HttpResponse {
    let mut answer = ok(&listing.items.iter().map(dto).collect::<Vec<_>>());
    announce_next(&mut answer, listing, limit, parameters);
    answer
}

/// Adds the link to the next page, if there is one.
///
/// The target is a query alone, which clients resolve against the address that they asked (RFC 3986, section 5.2): a
/// proxy may have changed host, scheme and path on the way here.
pub(crate) fn announce_next<T, K>(
    answer: &mut HttpResponse,
    listing: &Page<T, K>,
    limit: u16,
    parameters: &[(&str, Option<String>)],
) {
    let Some(cursor) = &listing.next else {
        return;
    };
    let mut link = format!("<?limit={limit}");
    for (name, value) in parameters {
        if let Some(value) = value {
            let value = utf8_percent_encode(value, ESCAPED);
            link.extend(["&", name, "="].into_iter().chain(value));
        }
    }
    link.extend(["&cursor=", cursor.as_str(), ">; rel=\"next\""]);
    if let Ok(link) = HeaderValue::try_from(link) {
        answer.headers_mut().insert(header::LINK, link);
    }
}

/// An instant as answers show it: RFC 3339 in UTC with milliseconds.
#[derive(Debug, Clone, Copy, ToSchema)]
#[schema(value_type = String, format = DateTime, example = "2026-03-01T10:00:00.000Z")]
pub(crate) struct Timestamp(pub(crate) DateTime<Utc>);

/// The last instant that RFC 3339 can write in UTC, in the units that are shown.
const LAST: DateTime<Utc> = match DateTime::from_timestamp_millis(253_402_300_799_999) {
    Some(at) => at,
    None => DateTime::UNIX_EPOCH,
};

const PATTERN: [u8; 24] = *b"0000-00-00T00:00:00.000Z";

impl Timestamp {
    /// Writes the text by hand: every answer has several, and each takes 300 instructions so, 860 by chrono's
    /// `to_rfc3339_opts` and 3,650 by its `format`; a whole request takes 26,400.
    /// Years have four digits: what a clock that runs far ahead puts behind 9999 shows as the end of that year.
    fn text(self) -> [u8; 24] {
        let at = self.0.min(LAST);
        let mut text = PATTERN;
        let year = u32::try_from(at.year()).unwrap_or_default() % 10_000;
        let milliseconds = at.timestamp_subsec_millis() % 1_000;
        for (place, width, number) in [
            (0, 4, year),
            (5, 2, at.month()),
            (8, 2, at.day()),
            (11, 2, at.hour()),
            (14, 2, at.minute()),
            (17, 2, at.second()),
            (20, 3, milliseconds),
        ] {
            write_digits(&mut text[place..place + width], number);
        }
        text
    }

    /// The text.
    pub(crate) fn as_string(self) -> String {
        String::from_utf8_lossy(&self.text()).into_owned()
    }
}

fn write_digits(digits: &mut [u8], mut number: u32) {
    for digit in digits.iter_mut().rev() {
        *digit = b"0123456789"[(number % 10) as usize];
        number /= 10;
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let text = self.text();
        serializer.serialize_str(std::str::from_utf8(&text).unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use chrono::{SecondsFormat, TimeDelta};
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_lies_behind_the_last_year_shows_as_its_end() {
        let last = "9999-12-31T23:59:59.999Z";
        for behind in [TimeDelta::microseconds(999), TimeDelta::days(400)] {
            assert_eq!(Timestamp(LAST + behind).as_string(), last);
        }
    }

    proptest! {
        #[test]
        fn it_is_what_chrono_writes(micros in 0..253_402_300_800_000_000_i64) {
            let at = DateTime::UNIX_EPOCH + TimeDelta::microseconds(micros);
            let theirs = at.to_rfc3339_opts(SecondsFormat::Millis, true);
            prop_assert_eq!(Timestamp(at).as_string(), theirs);
        }
    }
}
