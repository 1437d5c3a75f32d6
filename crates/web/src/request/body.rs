use std::time::Duration;

use actix_web::dev::Payload;
use actix_web::http::header;
use actix_web::web::Bytes;
use actix_web::{FromRequest, HttpMessage as _, HttpRequest, web};
use futures_util::future::{Ready, ready};
use sendook_domain::tokens::FoundToken;

use super::whole_body::{Media, WholeBody, unsupported};
use super::{CutHead, Fields};
use crate::error::Problem;

/// The largest body, in KiB, where a route does not say otherwise.
const MAX_KIB: usize = 64;

/// The largest body that brings a text in which credentials are searched, in KiB: the text, and room for other fields.
const MAX_FOUND_TEXT_KIB: usize = FoundToken::MAX_TEXT * "\\u0000".len() / 1024 + 16;

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
        self.whole().await?.fields()
    }

    /// Whether the body is declared to be a form.
    pub(crate) fn is_form(&self) -> bool {
        self.media == Media::Form
    }

    /// Reads the names and values of a form as a browser sends it, in its order; a name may come several times.
    ///
    /// # Errors
    /// As [`JsonBody::fields`]; JSON is refused, which a page of another origin could not send unasked anyway.
    pub async fn form_pairs(self) -> Result<Vec<(String, String)>, Problem> {
        self.whole().await?.form_pairs()
    }

    /// Reads the fields of a body that may be left out.
    ///
    /// # Errors
    /// As [`JsonBody::fields`]; 411 if there is no body, and it may have been lost with the headers
    /// that announce it: without it the request would mean something else.
    pub async fn optional_fields(self) -> Result<Fields, Problem> {
        self.whole().await?.optional_fields()
    }

    /// Waits for the whole body; what it says is read later.
    ///
    /// # Errors
    /// [`Problem`] if it is too large, too slow or compressed.
    pub(crate) async fn whole(self) -> Result<WholeBody, Problem> {
        Ok(WholeBody {
            media: self.media,
            cut: self.cut,
            bytes: self.read().await?,
        })
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
