use actix_web::HttpResponse;
use actix_web::http::header;
use chrono::TimeDelta;
use serde::Serialize;

use super::challenge_header::challenge;
use super::{ApiError, FieldFault, JSON};

/// How long a client should wait before it tries again, in seconds, when something is away.
const RETRY_AFTER: &str = "1";

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ErrorBody<'a> {
    error: &'a str,
    message: &'a str,
    code: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    request_id: Option<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<FieldFault>,
}

/// Whole seconds, rounded up: whoever comes back then is not refused again.
pub fn whole_seconds(wait: TimeDelta) -> i64 {
    let begun = i64::from(wait.subsec_nanos() > 0);
    (wait.num_seconds() + begun).max(1)
}

/// The answer that tells a client of an error; it stands under `errors` too where that is asked for.
pub(super) fn render(
    error: &ApiError,
    request_id: Option<&str>,
    lists_errors: bool,
) -> HttpResponse {
    let (status, code) = error.status_and_code();
    let sentence = error.sentence();
    let mut response = HttpResponse::build(status);
    response.insert_header((header::CONTENT_TYPE, JSON));
    if let Some(challenge) = challenge(error) {
        response.insert_header((header::WWW_AUTHENTICATE, challenge));
    }
    match error {
        ApiError::MethodNotAllowed(allowed) => {
            response.insert_header((header::ALLOW, allowed.as_str()));
        }
        ApiError::Unavailable(_) | ApiError::NotReady(..) => {
            response.insert_header((header::RETRY_AFTER, RETRY_AFTER));
        }
        ApiError::TooManyAttempts(wait) | ApiError::TooManyRegistrations(wait) => {
            response.insert_header((header::RETRY_AFTER, whole_seconds(*wait).to_string()));
        }
        ApiError::UnsupportedContentEncoding => {
            response.insert_header((header::ACCEPT_ENCODING, "identity"));
        }
        // What is left of the request would be taken for the next one.
        ApiError::RequestTimeout | ApiError::LengthRequired | ApiError::PayloadTooLarge(_) => {
            response.force_close();
        }
        _ => {}
    }
    let mut errors = error.faults();
    if lists_errors && errors.is_empty() {
        errors.push(FieldFault {
            path: None,
            msg: sentence.clone(),
        });
    }
    let body = ErrorBody {
        error: &sentence,
        message: &sentence,
        code,
        request_id,
        errors,
    };
    match serde_json::to_vec(&body) {
        Ok(body) => response.body(body),
        Err(_) => response.finish(),
    }
}
