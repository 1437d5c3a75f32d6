//! The error answers: which codes come together, and what they look like.

use serde_json::json;
use utoipa::openapi::example::{Example, ExampleBuilder};
use utoipa::openapi::{ContentBuilder, Ref, RefOr, Response, ResponseBuilder};

use crate::error::{CODES, Code, ErrorForm, oauth_error};

/// The sets of codes that several routes answer one status with, and the names under which the document keeps them.
const SETS: &[(&str, &[&str])] = &[
    ("InvalidCredentialHeader", &["invalid_request"]),
    (
        "InvalidParameter",
        &["validation_failed", "invalid_request"],
    ),
    (
        "InvalidBody",
        &["validation_failed", "invalid_json", "invalid_request"],
    ),
    ("InvalidOpenBody", &["validation_failed", "invalid_json"]),
    (
        "UnauthorizedPerson",
        &[
            "missing_credentials",
            "invalid_token",
            "wrong_credential_type",
            "token_expired",
        ],
    ),
    (
        "UnauthorizedKey",
        &[
            "missing_credentials",
            "invalid_token",
            "wrong_credential_type",
            "api_key_expired",
            "api_key_disabled",
        ],
    ),
    (
        "UnauthorizedOrNotRecently",
        &[
            "missing_credentials",
            "invalid_token",
            "wrong_credential_type",
            "token_expired",
            "reauthentication_required",
        ],
    ),
    ("Forbidden", &["forbidden"]),
    ("ForbiddenAnyKey", &["forbidden", "ip_not_allowed"]),
    (
        "ForbiddenKey",
        &["forbidden", "ip_not_allowed", "insufficient_scope"],
    ),
    ("NotFound", &["not_found"]),
    ("MethodNotAllowed", &["method_not_allowed"]),
    ("RequestTimeout", &["request_timeout"]),
    ("InboxTaken", &["inbox_taken", "idempotency_key_in_use"]),
    ("LastOwner", &["last_owner"]),
    (
        "RotationInProgress",
        &["rotation_in_progress", "idempotency_key_in_use"],
    ),
    ("IdempotencyKeyInUse", &["idempotency_key_in_use"]),
    ("NoRotation", &["no_rotation"]),
    ("LengthRequired", &["length_required"]),
    ("PayloadTooLarge", &["payload_too_large"]),
    ("UnsupportedMediaType", &["unsupported_media_type"]),
    ("TooManyRequests", &["too_many_requests"]),
    ("InternalError", &["internal_error"]),
    (
        "Unavailable",
        &["unavailable", "database_is_standby", "database_replaced"],
    ),
];

/// The answers that several routes share.
pub(super) fn shared() -> impl Iterator<Item = (&'static str, Response)> {
    SETS.iter()
        .map(|(name, codes)| (*name, answer(&of_names(codes), ErrorForm::Usual)))
}

/// An example of each error.
pub(super) fn examples() -> impl Iterator<Item = (&'static str, Example)> {
    CODES.iter().map(|code| {
        let body = json!({
            "error": code.when,
            "message": code.when,
            "code": code.name,
            "requestId": "example-request",
        });
        let example = ExampleBuilder::new().summary(code.when).value(Some(body));
        (code.name, example.build())
    })
}

fn oauth_example(code: &Code) -> Example {
    let body = json!({
        "error": oauth_error(code.name, code.status),
        "error_description": code.when,
        "message": code.when,
        "code": code.name,
        "requestId": "example-request",
    });
    ExampleBuilder::new()
        .summary(code.when)
        .value(Some(body))
        .build()
}

/// The answers with these codes, by status: each the shared one, if there is one.
pub(super) fn by_status(names: &[&str], form: ErrorForm) -> Vec<(u16, RefOr<Response>)> {
    let codes = of_names(names);
    codes
        .chunk_by(|one, next| one.status == next.status)
        .map(|together| {
            let names: Vec<_> = together.iter().map(|code| code.name).collect();
            let is_shared =
                |(_, codes): &&(_, &[&str])| form == ErrorForm::Usual && *codes == names;
            let answer = match SETS.iter().find(is_shared) {
                Some((name, _)) => Ref::from_response_name(*name).into(),
                None => answer(together, form).into(),
            };
            (together[0].status, answer)
        })
        .collect()
}

/// The rows of these codes, in the order of the table.
fn of_names(names: &[&str]) -> Vec<&'static Code> {
    CODES
        .iter()
        .filter(|code| names.contains(&code.name))
        .collect()
}

fn answer(codes: &[&Code], form: ErrorForm) -> Response {
    let lines: Vec<_> = codes
        .iter()
        .map(|code| format!("`{}`: {}", code.name, code.when))
        .collect();
    let examples = codes.iter().map(|code| {
        let at = format!("#/components/examples/{}", code.name);
        let shared = || RefOr::<Example>::Ref(Ref::new(at));
        let example = match form {
            ErrorForm::OAuth => oauth_example(code).into(),
            ErrorForm::Usual | ErrorForm::Listing => shared(),
        };
        (code.name, example)
    });
    let schema = match form {
        ErrorForm::OAuth => "OAuthError",
        ErrorForm::Usual | ErrorForm::Listing => "Error",
    };
    let content = ContentBuilder::new()
        .schema(Some(Ref::from_schema_name(schema)))
        .examples_from_iter(examples);
    let has = |wanted: &str| codes.iter().any(|code| code.name == wanted);
    let status = codes.first().map_or(0, |code| code.status);
    let mut headers = vec!["X-Request-Id"];
    if status == 401 || has("invalid_request") || has("insufficient_scope") {
        headers.push("WWW-Authenticate");
    }
    if status == 429 || status == 503 || has("idempotency_key_in_use") {
        headers.push("Retry-After");
    }
    if status == 429 {
        headers.extend(RATE_LIMIT);
    }
    if status == 405 {
        headers.push("Allow");
    }
    let answer = ResponseBuilder::new()
        .description(lines.join("\n\n"))
        .content("application/json", content.build());
    headers
        .into_iter()
        .fold(answer, |answer, name| answer.header_ref(name, header(name)))
        .build()
}

/// The headers that tell how much is left of a rate limit.
pub(super) const RATE_LIMIT: [&str; 2] = ["RateLimit", "RateLimit-Policy"];

/// The description of the header of this name, which the document keeps.
pub(super) fn header(name: &str) -> Ref {
    Ref::new(format!("#/components/headers/{name}"))
}
