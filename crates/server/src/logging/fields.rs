use std::iter;

use serde_json::{Map, Value};

use super::access;

/// What a message says word by word, for programs: every part of an access line, the `name=value` words of a security event,
/// and the request that an error ended. `message` is as [`log_line`](crate::printable::log_line) leaves it.
pub(super) fn fields(target: &str, message: &str) -> Map<String, Value> {
    match target {
        access::TARGET => {
            let words = message.splitn(access::FIELDS.len(), ' ');
            present(iter::zip(access::FIELDS, words))
        }
        "sendook::login" | "sendook::cors" => {
            // What follows the last semicolon is prose. No value holds a space, whatever a client sent.
            let (words, _) = message.rsplit_once("; ").unwrap_or((message, ""));
            present(words.split(' ').filter_map(|word| word.split_once('=')))
        }
        _ if target.starts_with("sendook_web::") => {
            let id = message.strip_prefix("request ");
            let id = id.and_then(|rest| Some(rest.split_once(": answered ")?.0));
            present(id.map(|id| ("request", id)).into_iter())
        }
        _ => Map::new(),
    }
}

/// Without those that a line has a dash for.
fn present<'a>(words: impl Iterator<Item = (&'a str, &'a str)>) -> Map<String, Value> {
    let present = words.filter(|(_, text)| *text != "-");
    present.map(field).collect()
}

fn field((name, text): (&str, &str)) -> (String, Value) {
    match name {
        "request" => ("request_id".to_owned(), text.into()),
        "status" | "bytes" | "milliseconds" | "left_out" => {
            let number = text.parse().map(Value::Number);
            (name.to_owned(), number.unwrap_or_else(|_| text.into()))
        }
        _ => (name.to_owned(), text.into()),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn access_lines_and_security_events_have_fields() {
        for (target, message, expected) in [
            (
                "sendook::access",
                "::1 GET /\"a=b;,\\u{85}/… 200 214 0.412000 r-1",
                json!({"client": "::1", "method": "GET", "path": "/\"a=b;,\\u{85}/…", "status": 200, "bytes": 214,
                       "milliseconds": 0.412, "request_id": "r-1"}),
            ),
            (
                "sendook::access",
                "- CONNECT  404 0 1.000000 -",
                json!({"method": "CONNECT", "path": "", "status": 404, "bytes": 0, "milliseconds": 1.0}),
            ),
            (
                "sendook::login",
                "password change failed: client=203.0.113.7 account=- request=r-1",
                json!({"client": "203.0.113.7", "request_id": "r-1"}),
            ),
            (
                "sendook::cors",
                "origin refused: origin=http://x;y=\\x20z; method=GET client=::1 request=r left_out=3; no X=1 lists it",
                json!({"origin": "http://x;y=\\x20z;", "method": "GET", "client": "::1", "request_id": "r", "left_out": 3}),
            ),
            (
                "sendook_web::error::problem",
                "request r-1: answered 503 database_full: a=b",
                json!({"request_id": "r-1"}),
            ),
            ("sendook::login", "", json!({})),
            ("actix_http", "request r-1: answered client=::1", json!({})),
        ] {
            assert_eq!(
                Value::Object(fields(target, message)),
                expected,
                "{message}"
            );
        }
    }
}
