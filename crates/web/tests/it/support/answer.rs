use serde_json::Value;

use super::Answer;

impl Answer {
    /// The body of an answer with this status: `null` if it has none.
    #[track_caller]
    pub(crate) fn json(&self, status: u16) -> Value {
        assert_eq!(self.status, status, "{}", self.text);
        if status == 204 {
            assert_eq!(self.text, "");
            return Value::Null;
        }
        let content_type = self.header("content-type");
        assert_eq!(content_type, Some("application/json; charset=utf-8"));
        serde_json::from_str(&self.text).unwrap()
    }

    /// The body of an error with this status and code, in the one shape that errors have; at OAuth's endpoints in theirs.
    #[track_caller]
    pub(crate) fn error(&self, status: u16, code: &str) -> Value {
        let body = self.json(status);
        assert_eq!(body["code"], code, "{body}");
        let description = body["error_description"].as_str();
        match description {
            Some(text) => assert!(text.bytes().all(is_of_oauth), "{body}"),
            None => assert_eq!(body["error"], body["message"], "{body}"),
        }
        let sentence = body["message"].as_str().unwrap();
        assert!(
            sentence.ends_with(['.', '?']) || sentence == "Invalid domain name",
            "{sentence:?}"
        );
        assert_eq!(
            body["requestId"].as_str(),
            self.header("x-request-id"),
            "{body}"
        );
        let known = [
            "code",
            "error",
            "error_description",
            "errors",
            "message",
            "methods",
            "mfaToken",
            "requestId",
        ];
        let mut names = body.as_object().unwrap().keys();
        assert!(names.all(|name| known.contains(&name.as_str())), "{body}");
        body
    }

    /// Fails unless it is this error of one of OAuth's endpoints (RFC 6749, section 5.2).
    #[track_caller]
    pub(crate) fn oauth_error(&self, status: u16, error: &str, code: &str) -> Value {
        let body = self.error(status, code);
        assert_eq!(body["error"], error, "{body}");
        assert!(body["error_description"].is_string(), "{body}");
        body
    }

    /// Fails unless it is this error, and its sentence has these words.
    #[track_caller]
    pub(crate) fn says(&self, status: u16, code: &str, words: &str) {
        let body = self.error(status, code);
        let sentence = body["message"].as_str().unwrap();
        assert!(sentence.contains(words), "{sentence}");
    }

    /// Which fields a validation error names, sorted. Its own sentence is that of the first.
    #[track_caller]
    pub(crate) fn faulty_fields(&self) -> Vec<String> {
        let body = self.error(400, "validation_failed");
        assert_eq!(body["message"], body["errors"][0]["msg"], "{body}");
        let faults = body["errors"].as_array().unwrap().iter();
        let mut paths: Vec<String> = faults
            .map(|fault| {
                assert!(
                    fault["msg"].as_str().unwrap().ends_with(['.', '?']),
                    "{fault}"
                );
                fault["path"].as_str().unwrap().to_owned()
            })
            .collect();
        paths.sort();
        paths
    }
}

/// What a description may hold (RFC 6749, section 5.2).
fn is_of_oauth(byte: u8) -> bool {
    (0x20..=0x7e).contains(&byte) && byte != b'"' && byte != b'\\'
}
