use chrono::{DateTime, Datelike, Utc};

/// A text that is not taken for an instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.about("An instant"))]
pub enum InvalidInstant {
    /// Not of the form that RFC 3339 describes.
    Malformed,
    /// Before 1970 or after 9999, in UTC: RFC 3339 has four digits for the year, and answers are in UTC.
    OutOfRange,
}

impl InvalidInstant {
    /// The sentence about the value of this name.
    pub fn about(self, what: &str) -> String {
        let rule = match self {
            Self::Malformed => {
                "must be an RFC 3339 date and time, for example 2026-03-01T10:00:00Z"
            }
            Self::OutOfRange => "must lie in the years 1970 to 9999 in UTC",
        };
        format!("{what} {rule}.")
    }
}

/// Reads an instant as RFC 3339 writes it, in whole microseconds. A leap second counts as the first moment of the
/// next minute.
///
/// # Errors
/// [`InvalidInstant`] says whether the form or the year is at fault.
pub fn parse_instant(text: &str) -> Result<DateTime<Utc>, InvalidInstant> {
    let at = DateTime::parse_from_rfc3339(text).map_err(|_| InvalidInstant::Malformed)?;
    let at = DateTime::from_timestamp_micros(at.timestamp_micros());
    in_range(at.ok_or(InvalidInstant::OutOfRange)?)
}

/// Takes an instant of the years 1970 to 9999, in UTC.
///
/// # Errors
/// [`InvalidInstant::OutOfRange`] for any other.
pub fn in_range(at: DateTime<Utc>) -> Result<DateTime<Utc>, InvalidInstant> {
    if (1970..=9999).contains(&at.year()) {
        Ok(at)
    } else {
        Err(InvalidInstant::OutOfRange)
    }
}

#[cfg(test)]
mod tests {
    use chrono::SecondsFormat;
    use proptest::prelude::*;

    use super::*;

    /// What the text is read as, in UTC with microseconds.
    fn read(text: &str) -> Result<String, InvalidInstant> {
        parse_instant(text).map(|at| at.to_rfc3339_opts(SecondsFormat::Micros, true))
    }

    #[test]
    fn the_edges_are_those_of_utc_whatever_the_offset() {
        for (text, expected) in [
            ("1970-01-01T00:00:00Z", "1970-01-01T00:00:00.000000Z"),
            ("1969-12-31T23:30:00-00:30", "1970-01-01T00:00:00.000000Z"),
            ("1970-01-01T00:30:00+00:30", "1970-01-01T00:00:00.000000Z"),
            (
                "9999-12-31T23:59:59.999999999Z",
                "9999-12-31T23:59:59.999999Z",
            ),
            ("9999-12-31T23:59:59+05:00", "9999-12-31T18:59:59.000000Z"),
            ("2026-03-01t10:00:00z", "2026-03-01T10:00:00.000000Z"),
            ("2016-12-31T23:59:60Z", "2017-01-01T00:00:00.000000Z"),
        ] {
            assert_eq!(read(text).as_deref(), Ok(expected), "{text}");
        }
        for text in [
            "9999-12-31T23:59:59-05:00",
            "9999-12-31T23:59:60Z",
            "1970-01-01T00:30:00+01:00",
            "1969-12-31T23:59:59.999999Z",
            "0000-01-01T00:00:00Z",
            "0001-01-01T00:00:00Z",
        ] {
            assert_eq!(read(text), Err(InvalidInstant::OutOfRange), "{text}");
        }
    }

    #[test]
    fn other_forms_are_refused() {
        for text in [
            "",
            "2026-03-01",
            "2026-03-01T10:00:00",
            "2026-03-01T24:00:00Z",
            "2026-02-29T10:00:00Z",
            "10000-01-01T00:00:00Z",
            "+10000-01-01T00:00:00Z",
            "-0001-01-01T00:00:00Z",
            "1772359200",
        ] {
            assert_eq!(read(text), Err(InvalidInstant::Malformed), "{text}");
        }
    }

    proptest! {
        #[test]
        fn what_is_taken_reads_back_unchanged(micros in 0..253_402_300_800_000_000_i64, minutes in -1439..1440_i32) {
            let at = DateTime::from_timestamp_micros(micros).unwrap();
            let zone = chrono::FixedOffset::east_opt(minutes * 60).unwrap();
            let text = at.with_timezone(&zone).to_rfc3339();
            // With an offset, the year that is written may be one that RFC 3339 cannot write.
            if !text.starts_with('+') {
                prop_assert_eq!(parse_instant(&text), Ok(at));
            }
            prop_assert_eq!(parse_instant(&at.to_rfc3339()), Ok(at));
        }
    }
}
