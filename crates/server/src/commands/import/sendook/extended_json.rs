//! Values as the Extended JSON of `MongoDB` writes them, relaxed or canonical
//! (<https://www.mongodb.com/docs/manual/reference/mongodb-extended-json/>).

use chrono::{DateTime, Utc};
use sendook_domain::values::{Id, in_range, parse_instant};
use serde::Deserialize;
use serde::de::Error as _;

/// The id of a document.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "WrittenId")]
pub(super) struct ObjectId(String);

#[derive(Deserialize)]
#[serde(untagged)]
enum WrittenId {
    Extended {
        #[serde(rename = "$oid")]
        digits: String,
    },
    Plain(String),
}

impl TryFrom<WrittenId> for ObjectId {
    type Error = &'static str;

    fn try_from(written: WrittenId) -> Result<Self, &'static str> {
        let (WrittenId::Extended { digits } | WrittenId::Plain(digits)) = written;
        let digits = digits.to_ascii_lowercase();
        if digits.len() == 24 && digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            Ok(Self(digits))
        } else {
            Err("an id has 24 hexadecimal digits")
        }
    }
}

impl ObjectId {
    /// The id, as it goes on here.
    pub(super) fn id<T>(&self) -> Result<Id<T>, String> {
        Id::parse(&self.0).map_err(|error| error.to_string())
    }

    /// When it was made, to the second: its first four bytes say it.
    pub(super) fn made_at(&self) -> Option<DateTime<Utc>> {
        let seconds = i64::from_str_radix(self.0.get(..8)?, 16).ok()?;
        DateTime::from_timestamp(seconds, 0)
    }
}

/// A moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Moment(pub(super) DateTime<Utc>);

#[derive(Deserialize)]
#[serde(untagged)]
enum Written {
    Extended {
        #[serde(rename = "$date")]
        date: WrittenMoment,
    },
    Plain(WrittenMoment),
}

#[derive(Deserialize)]
#[serde(untagged)]
enum WrittenMoment {
    Text(String),
    Milliseconds(i64),
    Number {
        #[serde(rename = "$numberLong")]
        milliseconds: String,
    },
}

impl<'de> Deserialize<'de> for Moment {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let (Written::Extended { date } | Written::Plain(date)) =
            Written::deserialize(deserializer)?;
        let milliseconds = match date {
            WrittenMoment::Text(text) => {
                return parse_instant(&text).map(Self).map_err(D::Error::custom);
            }
            WrittenMoment::Milliseconds(number) => Some(number),
            WrittenMoment::Number { milliseconds } => milliseconds.parse().ok(),
        };
        let at = milliseconds.and_then(DateTime::from_timestamp_millis);
        let at = at.ok_or_else(|| D::Error::custom("a date is out of range"))?;
        in_range(at).map(Self).map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_read_in_both_forms() {
        for text in [
            r#"{"$oid": "65E1b2c3d4e5f60718293a4b"}"#,
            r#""65e1b2c3d4e5f60718293a4b""#,
        ] {
            let id: ObjectId = serde_json::from_str(text).unwrap();
            assert_eq!(id.0, "65e1b2c3d4e5f60718293a4b");
            let at = id.made_at().unwrap().to_rfc3339();
            assert_eq!(at, "2024-03-01T10:49:39+00:00");
        }
        for text in [r#"{"$oid": "65e1"}"#, r#""z5e1b2c3d4e5f60718293a4b""#, "7"] {
            assert!(serde_json::from_str::<ObjectId>(text).is_err(), "{text}");
        }
    }

    #[test]
    fn moments_are_read_in_every_form() {
        for text in [
            r#"{"$date": "2024-03-01T10:48:35.123Z"}"#,
            r#"{"$date": {"$numberLong": "1709290115123"}}"#,
            r#"{"$date": 1709290115123}"#,
            r#""2024-03-01T11:48:35.123+01:00""#,
        ] {
            let Moment(at) = serde_json::from_str(text).unwrap();
            assert_eq!(at.timestamp_millis(), 1_709_290_115_123, "{text}");
        }
        for text in [
            r#"{"$date": "yesterday"}"#,
            r#"{"$date": {"$numberLong": "9223372036854775807"}}"#,
            r#"{"$date": -1}"#,
        ] {
            assert!(serde_json::from_str::<Moment>(text).is_err(), "{text}");
        }
    }
}
