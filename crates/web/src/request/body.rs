use std::collections::HashSet;
use std::time::Duration;

use actix_web::dev::Payload;
use actix_web::http::{StatusCode, header};
use actix_web::web::Bytes;
use actix_web::{FromRequest, HttpMessage as _, HttpRequest, web};
use futures_util::future::{Ready, ready};
use percent_encoding::percent_decode_str;
use sendook_domain::tokens::FoundToken;
use serde_json::{Map, Value};

use super::field_names::camel_case;
use super::repeated_name::repeats_a_name;
use super::{CutHead, Fields, unique_names};
use crate::error::Problem;

/// The largest body, in KiB, where a route does not say otherwise.
const MAX_KIB: usize = 64;

/// The largest body that brings a text in which credentials are searched, in KiB: the text, and room for other fields.
const MAX_FOUND_TEXT_KIB: usize = FoundToken::MAX_TEXT * "\\u0000".len() / 1024 + 16;

/// What some programs on Windows put before a text (RFC 8259, section 8.1, lets us ignore it).
const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

/// What clients may send several times: where a token is to be used (RFC 8707, section 2; RFC 8693, section 2.1). It is not read.
const REPEATABLE: [&str; 2] = ["resource", "audience"];

const TWICE: &str = "A parameter came twice.";

/// How long a body may take to arrive.
const DEFAULT_TIMEOUT: Duration = Duration::from_secs(30);

/// How long a body may take to arrive, where it is not the usual 30 s. Application data.
#[derive(Debug, Clone, Copy)]
pub(crate) struct BodyTimeout(pub(crate) Duration);

/// A body that was not read yet. Reading it is a step of its own, so that a request without a credential is
/// refused for that, whatever its body.
pub struct JsonBody {
    payload: web::Payload,
    media: Media,
    is_encoded: bool,
    declared: Option<usize>,
    cut: bool,
    max_kib: usize,
    timeout: Duration,
}

impl FromRequest for JsonBody {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let timeout = request
            .app_data::<BodyTimeout>()
            .map_or(DEFAULT_TIMEOUT, |limit| limit.0);
        let body = web::Payload::from_request(request, payload).into_inner();
        let body = body.map(|payload| Self {
            payload,
            media: media(request),
            is_encoded: is_encoded(request),
            declared: declared_length(request),
            cut: request.extensions().contains::<CutHead>(),
            max_kib: MAX_KIB,
            timeout,
        });
        ready(body.map_err(|error| Problem::invalid_json(error.to_string())))
    }
}

/// The declared length of the body: one that is too long is refused before the client sends it.
fn declared_length(request: &HttpRequest) -> Option<usize> {
    let length = request.headers().get(header::CONTENT_LENGTH)?;
    length.to_str().ok()?.parse().ok()
}

/// Whether the body is compressed, say. `identity` is what there is without an encoding (RFC 9110, section 8.4.1).
fn is_encoded(request: &HttpRequest) -> bool {
    let values = request.headers().get_all(header::CONTENT_ENCODING);
    let mut codings = values.flat_map(|value| value.as_bytes().split(|byte| *byte == b','));
    codings.any(|coding| {
        let coding = coding.trim_ascii();
        !coding.is_empty() && !coding.eq_ignore_ascii_case(b"identity")
    })
}

/// The declared media type of a body. A body without one is taken for JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Media {
    Json,
    Form,
    Other,
}

/// Parameters are passed over: `mime_type` would refuse a good type for what is wrong with them.
fn media(request: &HttpRequest) -> Media {
    match request.content_type().to_ascii_lowercase().as_str() {
        "" if !request.headers().contains_key(header::CONTENT_TYPE) => Media::Json,
        "application/json" => Media::Json,
        "application/x-www-form-urlencoded" => Media::Form,
        other if other.starts_with("application/") && other.ends_with("+json") => Media::Json,
        _ => Media::Other,
    }
}

impl JsonBody {
    /// Lets the body hold a text in which credentials are searched, as long as it may be, even if each of its bytes is
    /// written as `\u0000`.
    pub(crate) fn with_found_text(self) -> Self {
        Self {
            max_kib: MAX_FOUND_TEXT_KIB,
            ..self
        }
    }

    /// Reads the fields of the body.
    ///
    /// # Errors
    /// [`Problem`] if it is too large, too slow, not JSON or not an object.
    pub async fn fields(self) -> Result<Fields, Problem> {
        let (media, cut) = (self.media, self.cut);
        let bytes = self.read().await?;
        if media != Media::Json {
            return Err(not_json());
        }
        parse(&bytes, cut)
    }

    /// Whether the body is declared to be a form.
    pub(crate) fn is_form(&self) -> bool {
        self.media == Media::Form
    }

    /// Reads the parameters of a form, as OAuth's endpoints take them; JSON is as good.
    ///
    /// # Errors
    /// As [`JsonBody::fields`]; 400 if a parameter comes twice.
    pub(crate) async fn parameters(self) -> Result<Fields, Problem> {
        let (media, cut) = (self.media, self.cut);
        let bytes = self.read().await?;
        match media {
            Media::Json if repeats_a_name(without_mark(&bytes)) => {
                Err(Problem::invalid_request(TWICE))
            }
            Media::Json => parse(&bytes, cut),
            Media::Form => form(&bytes),
            Media::Other => Err(not_json()),
        }
    }

    /// Reads the names and values of a form as a browser sends it, in its order; a name may come several times.
    ///
    /// # Errors
    /// As [`JsonBody::fields`]; JSON is refused, which a page of another origin could not send unasked anyway.
    pub async fn form_pairs(self) -> Result<Vec<(String, String)>, Problem> {
        let media = self.media;
        let bytes = self.read().await?;
        match media {
            Media::Form => pairs(&bytes),
            Media::Json | Media::Other => Err(not_json()),
        }
    }

    /// Reads the fields of a body that may be left out.
    ///
    /// # Errors
    /// As [`JsonBody::fields`]; 411 if there is no body, and it may have been lost with the headers
    /// that announce it: without it the request would mean something else.
    pub async fn optional_fields(self) -> Result<Fields, Problem> {
        let (media, cut) = (self.media, self.cut);
        let bytes = self.read().await?;
        match (bytes.is_empty(), media) {
            (true, _) if cut => Err(length_required()),
            (true, _) => Ok(Fields::new(Map::new())),
            (false, Media::Json) => parse(&bytes, cut),
            (false, _) => Err(not_json()),
        }
    }

    async fn read(self) -> Result<Bytes, Problem> {
        let max_bytes = self.max_kib * 1024;
        let too_large = || {
            let max_kib = self.max_kib;
            Problem::too_large(format!("The body is too large: at most {max_kib} KiB."))
        };
        if self.declared.is_some_and(|length| length > max_bytes) {
            return Err(too_large());
        }
        let read = self.payload.to_bytes_limited(max_bytes);
        let Ok(read) = tokio::time::timeout(self.timeout, read).await else {
            return Err(Problem::timed_out());
        };
        match read.map_err(|_| too_large())? {
            Ok(bytes) if self.is_encoded && !bytes.is_empty() => Err(unsupported(
                "The body must be sent as it is, without \"Content-Encoding\".",
            )
            .with(header::ACCEPT_ENCODING, "identity")),
            Ok(bytes) => Ok(bytes),
            Err(_) => Err(Problem::invalid_json("The body did not arrive whole.")),
        }
    }
}

fn unsupported(message: &'static str) -> Problem {
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

/// The parameters of a form under the rules of RFC 6749, section 3.2: each at most once, and one without a value counts as left
/// out.
fn form(bytes: &[u8]) -> Result<Fields, Problem> {
    let (mut object, mut names) = (Map::new(), HashSet::new());
    for (name, value) in pairs(bytes)? {
        // Both spellings of a name are the same parameter.
        if !names.insert(camel_case(&name)) && !REPEATABLE.contains(&&*name) {
            return Err(Problem::invalid_request(TWICE));
        }
        object.insert(name, Value::String(value));
    }
    object.retain(|_, value| value != "");
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
