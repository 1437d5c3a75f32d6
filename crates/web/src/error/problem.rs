use std::borrow::Cow;
use std::error::Error;
use std::fmt;

use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderName};
use actix_web::{HttpResponse, ResponseError};
use chrono::TimeDelta;
use sendook_domain::accounts::WaitingLogin;
use sendook_domain::policies::seconds_to_wait;
use sendook_domain::with_causes;

use super::field_error::FieldError;
use super::form::{ErrorForm, Told};
use crate::json::JSON;

type Cause = Box<dyn Error + Send + Sync>;

/// What few problems have. Apart, so that a result with a problem stays small.
#[derive(Debug)]
enum More {
    /// For the log alone.
    Cause(Cause),
    /// The login that waits for a second factor.
    Waiting(WaitingLogin),
}

/// Why a request failed, as its client sees it. The errors of the domain become one by `From`, which takes the sentence
/// from their own `Display`; whatever is about HTTP alone is made where it is found.
#[derive(Debug)]
pub struct Problem {
    /// The status of the answer.
    pub status: StatusCode,
    /// The name by which programs tell problems apart.
    pub code: &'static str,
    /// The sentence for people. Never holds a cause.
    pub message: Cow<'static, str>,
    /// The fields that are missing or wrong, all of them; or the message once more, for clients that look for it here.
    pub errors: Vec<FieldError>,
    /// In how many seconds the client may try again.
    pub retry_after: Option<u32>,
    /// Whether the connection ends with the answer: what is left of the request would be taken for the next one.
    pub closes_connection: bool,
    headers: Vec<(HeaderName, String)>,
    more: Option<Box<More>>,
}

impl Problem {
    /// The code of a change that was asked for something which has changed since.
    pub const OUTDATED: &'static str = "outdated";

    /// A problem with nothing but a status, a code and a sentence.
    pub const fn new(status: StatusCode, code: &'static str, message: Cow<'static, str>) -> Self {
        Self {
            status,
            code,
            message,
            errors: Vec::new(),
            retry_after: None,
            closes_connection: false,
            headers: Vec::new(),
            more: None,
        }
    }

    /// The password is right, and a second factor is due: the client sends it with the token that the answer holds.
    pub(crate) fn second_factor_required(waiting: WaitingLogin) -> Self {
        let message = "The password is right. Now show your second factor: send mfaToken with a code to POST /auth/login/second-factor.";
        let status = StatusCode::FORBIDDEN;
        Self {
            more: Some(Box::new(More::Waiting(waiting))),
            ..Self::new(status, "second_factor_required", message.into())
        }
    }

    /// There is no such route, or nothing under this id that the caller may see.
    pub const fn not_found(message: &'static str) -> Self {
        let message = Cow::Borrowed(message);
        Self::new(StatusCode::NOT_FOUND, "not_found", message)
    }

    /// Fields of the body or the query are missing or wrong. The message is that of the first: it says more than a
    /// summary could, and is all that some clients show.
    pub fn validation(errors: Vec<FieldError>) -> Self {
        let message = match errors.first() {
            Some(first) => first.msg.clone().into(),
            None => "Some fields are missing or wrong.".into(),
        };
        Self {
            errors,
            ..Self::new(StatusCode::BAD_REQUEST, "validation_failed", message)
        }
    }

    /// A single field is wrong.
    pub fn field(path: &'static str, msg: &impl ToString) -> Self {
        Self::validation(vec![FieldError {
            path: Some(path.into()),
            msg: msg.to_string(),
        }])
    }

    /// A name stands in an object of the body twice. It is repeated in the answer if it is short and plain.
    pub(crate) fn given_twice(name: &str) -> Self {
        let plain = name.len() <= 40 && !name.contains(char::is_control);
        let (path, what) = if plain {
            (Some(name.to_owned().into()), format!("\"{name}\""))
        } else {
            (None, "A field".to_owned())
        };
        let msg = format!("{what} is given twice: give it once.");
        Self::validation(vec![FieldError { path, msg }])
    }

    /// The body is not JSON, or not an object.
    pub(crate) fn invalid_json(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "invalid_json", message.into())
    }

    /// The body is larger than its request needs; the sentence says how large it may be.
    pub(crate) fn too_large(message: impl Into<Cow<'static, str>>) -> Self {
        let status = StatusCode::PAYLOAD_TOO_LARGE;
        Self::new(status, "payload_too_large", message.into()).closing()
    }

    /// The request did not arrive in time.
    pub fn timed_out() -> Self {
        let message = "The request did not arrive in time.".into();
        Self::new(StatusCode::REQUEST_TIMEOUT, "request_timeout", message).closing()
    }

    /// Something that the service needs is away or overloaded. The cause goes to the log alone.
    pub fn unavailable(cause: impl Into<Cause>) -> Self {
        let message = "The service cannot answer right now. Try again in a moment.".into();
        Self {
            more: Some(Box::new(More::Cause(cause.into()))),
            ..Self::not_ready("unavailable", message)
        }
    }

    /// The service is up but cannot serve; the code and the sentence say why.
    pub fn not_ready(code: &'static str, message: Cow<'static, str>) -> Self {
        Self {
            retry_after: Some(1),
            ..Self::new(StatusCode::SERVICE_UNAVAILABLE, code, message)
        }
    }

    /// The answer would be a mail, and the service sends none.
    pub(crate) fn mail_not_configured(reason: &impl ToString) -> Self {
        let message = reason.to_string().into();
        Self::new(StatusCode::NOT_IMPLEMENTED, "mail_not_configured", message)
    }

    /// A defect. The cause goes to the log alone.
    pub fn internal(cause: impl Into<Cause>) -> Self {
        let message =
            "Something went wrong on our side. The log has the details under this request id."
                .into();
        let status = StatusCode::INTERNAL_SERVER_ERROR;
        Self {
            more: Some(Box::new(More::Cause(cause.into()))),
            ..Self::new(status, "internal_error", message)
        }
    }

    /// What stands for a bare status, as other parts of the stack answer with.
    pub(crate) fn bare(status: StatusCode) -> Self {
        let code = match status {
            StatusCode::NOT_FOUND => "not_found",
            StatusCode::METHOD_NOT_ALLOWED => "method_not_allowed",
            StatusCode::REQUEST_TIMEOUT => "request_timeout",
            StatusCode::LENGTH_REQUIRED => "length_required",
            StatusCode::PAYLOAD_TOO_LARGE => "payload_too_large",
            StatusCode::UNSUPPORTED_MEDIA_TYPE => "unsupported_media_type",
            StatusCode::SERVICE_UNAVAILABLE => "unavailable",
            status if status.is_server_error() => "internal_error",
            _ => "invalid_request",
        };
        let reason = status.canonical_reason().unwrap_or("The request failed");
        Self::new(status, code, format!("{reason}.").into())
    }

    /// With this header in the answer.
    pub(crate) fn with(mut self, name: HeaderName, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    /// With the end of the connection.
    pub(crate) fn closing(self) -> Self {
        Self {
            closes_connection: true,
            ..self
        }
    }

    /// To be tried again after this time.
    pub(crate) fn after(self, wait: TimeDelta) -> Self {
        Self {
            retry_after: Some(seconds_to_wait(wait)),
            ..self
        }
    }

    /// With its message among the errors too.
    pub(crate) fn listed(mut self) -> Self {
        self.errors.push(FieldError::of_none(&self.message));
        self
    }

    /// Writes the cause of the failure to the log, if it has one, under the id of the request. To be called once.
    pub fn log_cause(&self, request_id: &str) {
        if let Some(cause) = self.cause() {
            let (status, code, chain) = (self.status, self.code, with_causes(cause));
            log::error!("request {request_id}: answered {status} {code}: {chain}");
        }
    }

    /// Writes to the log why an answer ends early that had begun well, under the id of the request.
    pub(crate) fn log_cut_answer(&self, request_id: &str) {
        let cause = self.cause();
        let chain = cause.map_or_else(|| self.message.to_string(), |cause| with_causes(cause));
        let code = self.code;
        log::error!("request {request_id}: answered 200 and then not to the end: {code}: {chain}");
    }

    fn cause(&self) -> Option<&(dyn Error + Send + Sync + 'static)> {
        match self.more.as_deref() {
            Some(More::Cause(cause)) => Some(&**cause),
            _ => None,
        }
    }

    /// The problem that an answer is to tell, if it is one of ours.
    pub(crate) fn of(answer: &HttpResponse) -> Option<&Self> {
        answer.error()?.as_error()
    }

    /// The answer that tells a client, under the id of its request.
    pub(crate) fn answer(&self, request_id: Option<&str>, form: ErrorForm) -> HttpResponse {
        let mut response = HttpResponse::build(self.status);
        response.insert_header((header::CONTENT_TYPE, JSON));
        for (name, value) in &self.headers {
            response.insert_header((name.clone(), value.as_str()));
        }
        if let Some(seconds) = self.retry_after {
            response.insert_header((header::RETRY_AFTER, seconds));
        }
        if self.closes_connection {
            response.force_close();
        }
        response.body(form.body(&Told {
            status: self.status,
            code: self.code,
            message: &self.message,
            errors: &self.errors,
            request_id,
            waiting: match self.more.as_deref() {
                Some(More::Waiting(waiting)) => Some(waiting),
                _ => None,
            },
        }))
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl Error for Problem {}

impl ResponseError for Problem {
    fn status_code(&self) -> StatusCode {
        self.status
    }

    /// Without an [`Envelope`](crate::Envelope) around it, the answer only lacks its request id.
    fn error_response(&self) -> HttpResponse {
        self.answer(None, ErrorForm::Usual)
    }
}
