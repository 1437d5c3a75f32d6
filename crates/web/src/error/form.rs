//! The two forms of an error: that of the service, and that of OAuth's endpoints.

use std::borrow::Cow;

use actix_web::HttpRequest;
use actix_web::http::StatusCode;
use actix_web::web::Bytes;
use sendook_domain::accounts::WaitingLogin;
use serde::Serialize;
use utoipa::ToSchema;

use super::codes::ErrorCode;
use super::field_error::FieldError;
use crate::dto::FactorMethodName;
use crate::json::write;

/// How a resource writes its errors: its application data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum ErrorForm {
    /// As [`Body`].
    #[default]
    Usual,
    /// The same, with the message under `errors` too if there is nothing else there.
    Listing,
    /// As [`OAuthBody`].
    OAuth,
}

/// What an error tells its client.
pub(super) struct Told<'a> {
    pub(super) status: StatusCode,
    pub(super) code: &'static str,
    pub(super) message: &'a str,
    pub(super) errors: &'a [FieldError],
    pub(super) request_id: Option<&'a str>,
    pub(super) waiting: Option<&'a WaitingLogin>,
}

/// Every error, whichever route it comes from.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Error)]
pub(crate) struct Body<'a> {
    /// The sentence for people. It may change: programs go by `code`.
    error: &'a str,
    /// The same as `error`.
    message: &'a str,
    /// The name by which programs tell errors apart.
    #[schema(value_type = ErrorCode)]
    code: &'a str,
    /// The id of the request, under which the log has the cause.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    request_id: Option<&'a str>,
    /// The fields that are missing or wrong, all of them; of a failed login or registration, the sentence once more.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    #[schema(value_type = Vec<FieldError>, required = false)]
    errors: &'a [FieldError],
    /// Of `second_factor_required` alone: stands for the password that was right, for five minutes, once.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(
        nullable = false,
        example = "sndf_000000000000000000000000000000EXAMPL"
    )]
    mfa_token: Option<&'a str>,
    /// Of `second_factor_required` alone: what the person can show.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Vec<FactorMethodName>>, nullable = false)]
    methods: Option<Vec<&'static str>>,
}

/// Every error of an endpoint of OAuth (RFC 6749, section 5.2), with what other errors have beside it.
#[derive(Serialize, ToSchema)]
#[schema(as = OAuthError)]
pub(crate) struct OAuthBody<'a> {
    /// The name that OAuth has for it.
    #[schema(example = "invalid_client")]
    error: &'static str,
    /// The sentence for people, in the characters that OAuth allows.
    error_description: String,
    /// The sentence for people. It may change: programs go by `error` or `code`.
    message: &'a str,
    /// The name by which programs tell errors apart, finer than `error`.
    #[schema(value_type = ErrorCode)]
    code: &'a str,
    /// The id of the request, under which the log has the cause.
    #[serde(skip_serializing_if = "Option::is_none", rename = "requestId")]
    #[schema(nullable = false)]
    request_id: Option<&'a str>,
    /// The parameters that are missing or wrong, all of them.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    #[schema(value_type = Vec<FieldError>, required = false)]
    errors: &'a [FieldError],
}

impl ErrorForm {
    /// The form in which errors of a request are written. Where there is no resource, below `/oauth` as there.
    pub(crate) fn of(request: &HttpRequest) -> Self {
        match request.app_data::<Self>() {
            Some(form) => *form,
            None if request.path().starts_with("/oauth/") => Self::OAuth,
            None => Self::Usual,
        }
    }

    /// The body that tells it.
    pub(super) fn body(self, told: &Told<'_>) -> Bytes {
        let mut errors = Cow::Borrowed(told.errors);
        if self == Self::Listing && errors.is_empty() {
            errors.to_mut().push(FieldError::of_none(told.message));
        }
        let (message, code, request_id) = (told.message, told.code, told.request_id);
        match self {
            Self::Usual | Self::Listing => write(&Body {
                error: message,
                message,
                code,
                request_id,
                errors: &errors,
                mfa_token: told.waiting.map(|waiting| waiting.token.expose()),
                methods: told.waiting.map(|waiting| {
                    let methods = waiting.methods.iter();
                    methods.map(|method| method.as_str()).collect()
                }),
            }),
            Self::OAuth => write(&OAuthBody {
                error: oauth_error(code, told.status.as_u16()),
                error_description: oauth_description(message),
                message,
                code,
                request_id,
                errors: &errors,
            }),
        }
    }
}

/// The name that OAuth has for an error: RFC 6749, sections 4.1.2.1 (for what goes wrong on our side) and 5.2; RFC 6750,
/// section 3.1.
pub(crate) fn oauth_error(code: &str, status: u16) -> &'static str {
    match status {
        400 if code == "invalid_scope" => "invalid_scope",
        400 if code == "unsupported_grant_type" => "unsupported_grant_type",
        401 => "invalid_client",
        403 if code == "insufficient_scope" => "insufficient_scope",
        403 => "unauthorized_client",
        429 | 503 => "temporarily_unavailable",
        500.. => "server_error",
        _ => "invalid_request",
    }
}

/// A sentence in the characters that RFC 6749, section 5.2, allows: printable ASCII without quotation mark and backslash.
fn oauth_description(sentence: &str) -> String {
    let mut description = String::with_capacity(sentence.len());
    for char in sentence.chars() {
        match char {
            '"' => description.push('\''),
            '…' => description.push_str("..."),
            ' '..='~' if char != '\\' => description.push(char),
            _ => description.push('?'),
        }
    }
    description
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_description_has_no_other_characters_than_oauth_allows() {
        let said = oauth_description("an API key (\"sndk_…\"), C:\\x, é\n");
        assert_eq!(said, "an API key ('sndk_...'), C:?x, ??");
    }

    #[test]
    fn each_error_has_a_name_of_oauth() {
        for (status, code, name) in [
            (400, "validation_failed", "invalid_request"),
            (400, "invalid_scope", "invalid_scope"),
            (400, "unsupported_grant_type", "unsupported_grant_type"),
            (401, "missing_credentials", "invalid_client"),
            (403, "insufficient_scope", "insufficient_scope"),
            (403, "forbidden", "unauthorized_client"),
            (415, "unsupported_media_type", "invalid_request"),
            (500, "internal_error", "server_error"),
            (503, "unavailable", "temporarily_unavailable"),
        ] {
            assert_eq!(oauth_error(code, status), name);
        }
    }
}
