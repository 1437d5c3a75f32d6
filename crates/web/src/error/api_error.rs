use std::borrow::Cow;
use std::error::Error;
use std::fmt;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, ResponseError};
use chrono::TimeDelta;
use sendook_domain::authentication::Challenge;
use sendook_domain::authorization::Denial;
use sendook_domain::policies::RotationInProgress;
use serde::Serialize;

use super::{body, with_causes};
use crate::RequestId;

/// Everything that a request can fail with. The one table from reason to status and `code`.
#[derive(Debug)]
pub enum ApiError {
    /// Fields of the body or the query are missing or wrong; all of them are listed.
    Validation(Vec<FieldFault>),
    /// The body is not JSON, or not an object.
    InvalidJson(String),
    /// The `Authorization` header is malformed beyond being a wrong credential (RFC 6750, section 3.1).
    InvalidRequest(&'static str),
    /// Nobody's request.
    Unauthenticated(Challenge),
    /// A login with a wrong e-mail or password.
    InvalidCredentials,
    /// Somebody's request, but not allowed.
    Denied(Denial),
    /// A page of an origin that may not call asks whether it may.
    OriginRefused(&'static str),
    /// No such route, or nothing under this id that the caller may see.
    NotFound(&'static str),
    /// The path exists, but not with this method; these are the ones it has.
    MethodNotAllowed(String),
    /// The key has no second secret that could be ended.
    NotRotating,
    /// Both secrets of the key are in use, and a further rotation would end one of them.
    RotationInProgress(RotationInProgress),
    /// The current password is another than the one that was given.
    WrongPassword,
    /// Too many failed logins: wait this long.
    TooManyAttempts(TimeDelta),
    /// Too many registrations from one address: wait this long.
    TooManyRegistrations(TimeDelta),
    /// The e-mail address belongs to another account.
    EmailTaken,
    /// The address belongs to another inbox.
    InboxTaken,
    /// The request did not arrive in time.
    RequestTimeout,
    /// There is no body where one would make another request of it, and the headers that tell of one seem cut off.
    LengthRequired,
    /// The body is larger than its request needs; the sentence says how large it may be.
    PayloadTooLarge(String),
    /// The body is compressed, or otherwise encoded (RFC 9110, section 15.5.16).
    UnsupportedContentEncoding,
    /// The body says that it is something else than JSON.
    UnsupportedMediaType,
    /// The server answered with a bare status; the rest of the stack did so, not a handler of ours.
    Bare(StatusCode),
    /// Something that the service needs is away or overloaded. The cause goes to the log alone.
    Unavailable(Box<dyn Error + Send + Sync>),
    /// The service is up but cannot serve; the code says why.
    NotReady(&'static str, String),
    /// A defect. The cause goes to the log alone.
    Internal(Box<dyn Error + Send + Sync>),
}

/// One field that is missing or wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FieldFault {
    /// The field's name, in `snake_case` where the call knows the field, else as it was sent; left out where the fault
    /// is of no single field.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<Cow<'static, str>>,
    /// What is wrong with it.
    pub msg: String,
}

impl ApiError {
    /// The body is larger than so many KiB.
    pub(crate) fn body_too_large(max_kib: usize) -> Self {
        Self::PayloadTooLarge(format!("The body is too large: at most {max_kib} KiB."))
    }

    /// The status and the name by which programs tell errors apart.
    pub fn status_and_code(&self) -> (StatusCode, &'static str) {
        match self {
            Self::Validation(_) => (StatusCode::BAD_REQUEST, "validation_failed"),
            Self::InvalidJson(_) => (StatusCode::BAD_REQUEST, "invalid_json"),
            Self::InvalidRequest(_) => (StatusCode::BAD_REQUEST, "invalid_request"),
            Self::Unauthenticated(challenge @ Challenge::EnvironmentRefused(_)) => {
                (StatusCode::FORBIDDEN, challenge.code())
            }
            Self::Unauthenticated(challenge) => (StatusCode::UNAUTHORIZED, challenge.code()),
            Self::InvalidCredentials => (StatusCode::UNAUTHORIZED, "invalid_credentials"),
            Self::Denied(Denial::MissingScope(_)) => (StatusCode::FORBIDDEN, "insufficient_scope"),
            Self::Denied(_) | Self::WrongPassword | Self::OriginRefused(_) => {
                (StatusCode::FORBIDDEN, "forbidden")
            }
            Self::TooManyAttempts(_) | Self::TooManyRegistrations(_) => {
                (StatusCode::TOO_MANY_REQUESTS, "too_many_requests")
            }
            Self::NotFound(_) => (StatusCode::NOT_FOUND, "not_found"),
            Self::MethodNotAllowed(_) => (StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed"),
            Self::NotRotating => (StatusCode::CONFLICT, "no_rotation"),
            Self::RotationInProgress(_) => (StatusCode::CONFLICT, "rotation_in_progress"),
            Self::EmailTaken => (StatusCode::CONFLICT, "email_taken"),
            Self::InboxTaken => (StatusCode::CONFLICT, "inbox_taken"),
            Self::RequestTimeout => (StatusCode::REQUEST_TIMEOUT, "request_timeout"),
            Self::LengthRequired => (StatusCode::LENGTH_REQUIRED, "length_required"),
            Self::PayloadTooLarge(_) => (StatusCode::PAYLOAD_TOO_LARGE, "payload_too_large"),
            Self::UnsupportedMediaType | Self::UnsupportedContentEncoding => {
                (StatusCode::UNSUPPORTED_MEDIA_TYPE, "unsupported_media_type")
            }
            Self::Bare(status) => (*status, code_of(*status)),
            Self::Unavailable(_) => (StatusCode::SERVICE_UNAVAILABLE, "unavailable"),
            Self::NotReady(code, _) => (StatusCode::SERVICE_UNAVAILABLE, code),
            Self::Internal(_) => (StatusCode::INTERNAL_SERVER_ERROR, "internal_error"),
        }
    }

    /// The sentence for the person who reads the answer. Never holds a cause.
    pub fn sentence(&self) -> String {
        match self {
            // The first says more than a summary could, and is all that some clients show.
            Self::Validation(faults) => match faults.first() {
                Some(first) => first.msg.clone(),
                None => "Some fields are missing or wrong.".to_owned(),
            },
            Self::InvalidJson(reason)
            | Self::NotReady(_, reason)
            | Self::PayloadTooLarge(reason) => reason.clone(),
            Self::InvalidRequest(reason) | Self::NotFound(reason) | Self::OriginRefused(reason) => {
                (*reason).to_owned()
            }
            Self::Unauthenticated(challenge) => challenge.message(),
            Self::InvalidCredentials => "Invalid e-mail or password.".to_owned(),
            Self::Denied(denial) => denial.to_string(),
            Self::RotationInProgress(reason) => reason.to_string(),
            Self::NotRotating => "This API key is not being rotated: it has one secret.".to_owned(),
            Self::WrongPassword => "The current password is wrong.".to_owned(),
            Self::TooManyAttempts(_) => {
                "Too many failed attempts. Wait before you try again.".to_owned()
            }
            Self::TooManyRegistrations(_) => {
                "Too many registrations from this address. Wait before you try again.".to_owned()
            }
            Self::MethodNotAllowed(allowed) => {
                format!("This path does not have this method; it has {allowed}.")
            }
            Self::EmailTaken => "An account with this e-mail address already exists.".to_owned(),
            Self::InboxTaken => "An inbox with this address already exists.".to_owned(),
            Self::RequestTimeout => "The request did not arrive in time.".to_owned(),
            Self::LengthRequired => {
                "The headers seem cut off, and nothing was done: without a body, this request means something \
                 else than with one. Look for a line break at the end of the credential."
                    .to_owned()
            }
            Self::UnsupportedMediaType => {
                "The body must be JSON, sent with \"Content-Type: application/json\".".to_owned()
            }
            Self::UnsupportedContentEncoding => {
                "The body must be sent as it is, without \"Content-Encoding\".".to_owned()
            }
            Self::Bare(status) => {
                format!(
                    "{}.",
                    status.canonical_reason().unwrap_or("The request failed")
                )
            }
            Self::Unavailable(_) => {
                "The service cannot answer right now. Try again in a moment.".to_owned()
            }
            Self::Internal(_) => {
                "Something went wrong on our side. The log has the details under this request id."
                    .to_owned()
            }
        }
    }

    /// The faults that are listed under `errors`, and beside the fields of a form.
    pub fn faults(&self) -> Vec<FieldFault> {
        match self {
            Self::Validation(faults) => faults.clone(),
            Self::InvalidCredentials
            | Self::TooManyAttempts(_)
            | Self::TooManyRegistrations(_)
            | Self::EmailTaken => {
                vec![FieldFault {
                    path: None,
                    msg: self.sentence(),
                }]
            }
            _ => Vec::new(),
        }
    }

    /// Writes the cause of a failure to the log, if it has one. Whoever renders an error calls it, once.
    pub fn report(&self, id: &RequestId) {
        let Some(cause) = self.cause() else { return };
        let chain = with_causes(cause);
        let (status, code) = self.status_and_code();
        log::error!("request {}: answered {status} {code}: {chain}", id.as_str());
    }

    /// The cause, for the log.
    fn cause(&self) -> Option<&(dyn Error + Send + Sync + 'static)> {
        match self {
            Self::Unavailable(cause) | Self::Internal(cause) => Some(&**cause),
            _ => None,
        }
    }
}

fn code_of(status: StatusCode) -> &'static str {
    match status {
        StatusCode::NOT_FOUND => "not_found",
        StatusCode::METHOD_NOT_ALLOWED => "method_not_allowed",
        StatusCode::REQUEST_TIMEOUT => "request_timeout",
        StatusCode::LENGTH_REQUIRED => "length_required",
        StatusCode::PAYLOAD_TOO_LARGE => "payload_too_large",
        StatusCode::UNSUPPORTED_MEDIA_TYPE => "unsupported_media_type",
        StatusCode::SERVICE_UNAVAILABLE => "unavailable",
        status if status.is_server_error() => "internal_error",
        _ => "invalid_request",
    }
}

impl fmt::Display for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.sentence())
    }
}

impl Error for ApiError {}

impl ResponseError for ApiError {
    fn status_code(&self) -> StatusCode {
        self.status_and_code().0
    }

    /// Without an [`Envelope`](crate::Envelope) around it, the answer only lacks its request id.
    fn error_response(&self) -> HttpResponse {
        body::render(self, None, false)
    }
}
