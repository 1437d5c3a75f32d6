use std::fmt::Arguments;
use std::io::{self, Write as _};

use chrono::{DateTime, SecondsFormat, Utc};
use env_logger::fmt::Formatter;
use log::{Level, Record};
use serde::Serialize;
use serde_json::{Map, Value};

use super::fields::fields;
use crate::printable::log_line;

/// An event, in the order in which it is written. docs/operations/health-and-logs.md describes the names.
#[derive(Serialize)]
struct Event<'a> {
    timestamp: String,
    level: &'static str,
    target: &'a str,
    message: &'a str,
    #[serde(flatten)]
    fields: Map<String, Value>,
}

/// Writes an event as a JSON object on one line.
pub(super) fn write_json(line: &mut Formatter, record: &Record) -> io::Result<()> {
    let timestamp = line.timestamp_millis().to_string();
    let object = object(timestamp, record.level(), record.target(), record.args())?;
    writeln!(line, "{object}")
}

/// The line for what ended the service, which shows whatever `RUST_LOG` says.
pub(super) fn failure(now: DateTime<Utc>, reason: &Arguments) -> serde_json::Result<String> {
    let timestamp = now.to_rfc3339_opts(SecondsFormat::Millis, true);
    object(timestamp, Level::Error, "sendook", reason)
}

fn object(
    timestamp: String,
    level: Level,
    target: &str,
    message: &Arguments,
) -> serde_json::Result<String> {
    let message = log_line(message);
    serde_json::to_string(&Event {
        timestamp,
        level: level.as_str(),
        target,
        message: &message,
        fields: fields(target, &message),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_is_an_object_on_one_line() {
        let line = |target, message: Arguments| {
            let timestamp = "2026-03-01T10:00:00.000Z".to_owned();
            object(timestamp, Level::Warn, target, &message).unwrap()
        };
        assert_eq!(
            line("a", format_args!("\"b\"\n\u{85} sndk_prod_abc \\")),
            r#"{"timestamp":"2026-03-01T10:00:00.000Z","level":"WARN","target":"a","message":"\"b\"\\n\\u{85} … \\"}"#
        );
        assert_eq!(
            line(
                "sendook::access",
                format_args!("::1 GET /\"sndk_prod_abc\u{85}\\ 404 2 0.5 r-1")
            ),
            r#"{"timestamp":"2026-03-01T10:00:00.000Z","level":"WARN","target":"sendook::access","#
                .to_owned()
                + r#""message":"::1 GET /\"…\\u{85}\\ 404 2 0.5 r-1","bytes":2,"client":"::1","method":"GET","milliseconds":0.5,"#
                + r#""path":"/\"…\\u{85}\\","request_id":"r-1","status":404}"#
        );
    }

    #[test]
    fn a_failure_looks_like_an_event() {
        let line = failure(DateTime::UNIX_EPOCH, &format_args!("no {}", "port")).unwrap();
        assert_eq!(
            line,
            r#"{"timestamp":"1970-01-01T00:00:00.000Z","level":"ERROR","target":"sendook","message":"no port"}"#
        );
    }
}
