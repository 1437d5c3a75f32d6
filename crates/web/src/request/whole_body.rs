//! A body that has arrived, and what it says.

use std::collections::HashSet;

use actix_web::http::StatusCode;
use actix_web::web::{self, Bytes};
use percent_encoding::percent_decode_str;
use serde_json::{Map, Value};

use super::field_names::camel_case;
use super::repeated_name::repeats_a_name;
use super::{Fields, unique_names};
use crate::error::Problem;

/// What some programs on Windows put before a text (RFC 8259, section 8.1, lets us ignore it).
const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

/// What clients may send several times: where a token is to be used (RFC 8707, section 2; RFC 8693, section 2.1). It is not read.
const REPEATABLE: [&str; 2] = ["resource", "audience"];

/// A parameter of ours that restricts a token, unlike those of the RFC: left empty by a mistake, it must not be passed over.
const RESTRICTION: &str = "inboxIds";

const TWICE: &str = "A parameter came twice.";

/// The declared media type of a body. A body without one is taken for JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Media {
    Json,
    Form,
    Other,
}

/// A body that has arrived. What it says is read in a step of its own, as the answer to a request that was sent again depends on its
/// bytes alone.
#[derive(Clone)]
pub(crate) struct WholeBody {
    pub(super) media: Media,
    pub(super) cut: bool,
    pub(super) bytes: Bytes,
}

impl WholeBody {
    /// What the client sent.
    pub(crate) fn bytes(&self) -> &Bytes {
        &self.bytes
    }

    /// As [`JsonBody::fields`](super::JsonBody::fields).
    pub(crate) fn fields(&self) -> Result<Fields, Problem> {
        if self.media != Media::Json {
            return Err(not_json());
        }
        parse(&self.bytes, self.cut)
    }

    /// As [`JsonBody::optional_fields`](super::JsonBody::optional_fields).
    pub(crate) fn optional_fields(&self) -> Result<Fields, Problem> {
        match (self.bytes.is_empty(), self.media) {
            (true, _) if self.cut => Err(length_required()),
            (true, _) => Ok(Fields::new(Map::new())),
            (false, Media::Json) => parse(&self.bytes, self.cut),
            (false, _) => Err(not_json()),
        }
    }

    /// The parameters of a form, as OAuth's endpoints take them; JSON is as good.
    ///
    /// # Errors
    /// As [`fields`](Self::fields); 400 if a parameter comes twice.
    pub(crate) fn parameters(&self) -> Result<Fields, Problem> {
        match self.media {
            Media::Json if repeats_a_name(without_mark(&self.bytes)) => {
                Err(Problem::invalid_request(TWICE))
            }
            Media::Json => parse(&self.bytes, self.cut),
            Media::Form => form(&self.bytes),
            Media::Other => Err(not_json()),
        }
    }

    /// As [`JsonBody::form_pairs`](super::JsonBody::form_pairs).
    pub(super) fn form_pairs(&self) -> Result<Vec<(String, String)>, Problem> {
        match self.media {
            Media::Form => pairs(&self.bytes),
            Media::Json | Media::Other => Err(not_json()),
        }
    }
}

pub(super) fn unsupported(message: &'static str) -> Problem {
    let status = StatusCode::UNSUPPORTED_MEDIA_TYPE;
    Problem::new(status, "unsupported_media_type", message.into())
}

fn not_json() -> Problem {
    unsupported("The body must be JSON, sent with \"Content-Type: application/json\".")
}

/// Without its body, the request would mean something else.
fn length_required() -> Problem {
    let message = "The headers seem cut off, and nothing was done: without a body, this request means something else \
         than with one. Look for a line break at the end of the credential.";
    let status = StatusCode::LENGTH_REQUIRED;
    Problem::new(status, "length_required", message.into()).closing()
}

fn without_mark(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(BYTE_ORDER_MARK).unwrap_or(bytes)
}

fn parse(bytes: &[u8], cut: bool) -> Result<Fields, Problem> {
    const NONE: &str = "There is no body. If you sent one, look for a line break at the end of the credential: \
         whatever follows it is lost.";
    const CUT: &str = "The headers were cut off by a line break, and what should be the body is none. Look for it at the \
         end of the credential.";
    let bytes = without_mark(bytes);
    if bytes.is_empty() {
        return Err(Problem::invalid_json(NONE));
    }
    match unique_names::read(bytes) {
        Ok((Value::Object(_), Some(name))) => Err(Problem::given_twice(&name)),
        Ok((Value::Object(object), None)) => Ok(Fields::new(object)),
        Ok(_) => Err(Problem::invalid_json(
            "The body must be a JSON object.".to_owned(),
        )),
        Err(_) if cut => Err(Problem::invalid_json(CUT)),
        Err(error) => Err(Problem::invalid_json(format!(
            "The body is not valid JSON (line {}, column {}).",
            error.line(),
            error.column()
        ))),
    }
}

/// The parameters of a form under the rules of RFC 6749, section 3.2: each at most once, and one of its own without a value counts
/// as left out.
fn form(bytes: &[u8]) -> Result<Fields, Problem> {
    let (mut object, mut names) = (Map::new(), HashSet::new());
    for (name, value) in pairs(bytes)? {
        // Both spellings of a name are the same parameter.
        if !names.insert(camel_case(&name)) && !REPEATABLE.contains(&&*name) {
            return Err(Problem::invalid_request(TWICE));
        }
        object.insert(name, Value::String(value));
    }
    object.retain(|name, value| value != "" || camel_case(name) == RESTRICTION);
    Ok(Fields::new(object))
}

fn pairs(bytes: &[u8]) -> Result<Vec<(String, String)>, Problem> {
    let malformed = || Problem::invalid_json("The form is malformed.");
    let text = std::str::from_utf8(bytes).map_err(|_| malformed())?;
    // What follows puts replacement characters in place of bytes that are no UTF-8.
    let decoded = percent_decode_str(text).decode_utf8();
    decoded.map_err(|_| malformed())?;
    let pairs = web::Query::<Vec<(String, String)>>::from_query(text).map_err(|_| malformed())?;
    Ok(pairs.into_inner())
}
