//! How clients see that a credential was refused (RFC 6750, section 3).

use actix_web::http::StatusCode;
use chrono::{DateTime, Utc};
use sendook_domain::authentication::{AcceptedCredential, CredentialError};
use sendook_domain::tokens::TokenKind;

use super::Problem;

impl From<CredentialError> for Problem {
    fn from(challenge: CredentialError) -> Self {
        refused(&challenge, message(&challenge))
    }
}

/// No credential came; `instead` says what came in its place.
pub(crate) fn missing(wanted: AcceptedCredential, instead: Option<&str>) -> Problem {
    refused(
        &CredentialError::Missing { wanted },
        no_credential(wanted, instead),
    )
}

/// No credential came to an endpoint of OAuth; `instead` says what came in its place.
pub(crate) fn missing_client(instead: Option<&str>) -> Problem {
    let wanted = AcceptedCredential::ApiKey;
    let instead = instead.unwrap_or("This request has no credential.");
    let ways = "Send an API key as \"Authorization: Bearer\", as HTTP Basic with its id as the user name and the key as the \
         password, or as client_id and client_secret in the form.";
    refused(
        &CredentialError::Missing { wanted },
        format!("{instead} {ways}"),
    )
}

/// HTTP Basic (RFC 7617) was tried, and what came cannot be read.
pub(crate) fn malformed_basic(message: &'static str) -> Problem {
    let status = StatusCode::UNAUTHORIZED;
    Problem::new(status, "invalid_token", message.into()).challenging_basic()
}

fn refused(challenge: &CredentialError, message: String) -> Problem {
    let problem = Problem::new(StatusCode::UNAUTHORIZED, code(challenge), message.into());
    problem.challenging(&match description(challenge) {
        "" => String::new(),
        text => invalid_token(text),
    })
}

/// The part of the challenge that says why a credential was refused.
pub(super) fn invalid_token(description: &str) -> String {
    format!(r#", error="invalid_token", error_description="{description}""#)
}

/// RFC 6750 allows neither quotes nor characters beyond ASCII here, so that the full sentence stays in the body.
/// Empty where no credential came, which has no `error` (section 3.1).
fn description(challenge: &CredentialError) -> &'static str {
    match challenge {
        CredentialError::Missing { .. } => "",
        CredentialError::Malformed(_) => "The credential is malformed",
        CredentialError::WrongKind { .. } => "This route wants another kind of credential",
        CredentialError::Unknown { .. } => "The credential is unknown or no longer valid",
        CredentialError::TokenExpired {
            got: TokenKind::RefreshToken,
            ..
        } => "The refresh token expired",
        CredentialError::TokenExpired {
            got: TokenKind::RunToken,
            ..
        } => "The run token ended",
        CredentialError::TokenExpired { .. } => "The access token expired",
        CredentialError::KeyExpired { .. } => "The API key expired",
        CredentialError::SecretReplaced { .. } => "The secret of the API key was replaced",
        CredentialError::ForeignClientId => "The client id is not that of the API key",
        CredentialError::KeyDisabled | CredentialError::KeyLeaked => "The API key is disabled",
        CredentialError::KeyRestricted => "The API key of the run token was restricted",
        _ => "The credential is not accepted",
    }
}

/// The name by which programs tell the reasons apart.
fn code(error: &CredentialError) -> &'static str {
    match error {
        CredentialError::Missing { .. } => "missing_credentials",
        CredentialError::WrongKind { .. } => "wrong_credential_type",
        CredentialError::TokenExpired { .. } => "token_expired",
        CredentialError::KeyExpired { .. } | CredentialError::SecretReplaced { .. } => {
            "api_key_expired"
        }
        CredentialError::KeyDisabled | CredentialError::KeyLeaked => "api_key_disabled",
        _ => "invalid_token",
    }
}

/// A sentence that ends the search.
fn message(error: &CredentialError) -> String {
    match error {
        CredentialError::Missing { wanted } => no_credential(*wanted, None),
        CredentialError::Malformed(fault) => fault.to_string(),
        CredentialError::WrongKind { got, wanted } => {
            format!(
                "This is {}, but this route wants {}.",
                got.described(),
                accepted(*wanted)
            )
        }
        CredentialError::Unknown {
            got: TokenKind::ApiKey(_),
        } => "This API key does not exist. It may have been deleted, or rotated: then its new secret has to be used.".to_owned(),
        CredentialError::Unknown {
            got: TokenKind::RunToken,
        } => "This run token does not exist. It may have been ended, or its API key deleted or rotated: request a new one at POST /oauth/token.".to_owned(),
        CredentialError::Unknown {
            got: TokenKind::Legacy,
        } => "This has the form of a credential of Sendook's mail platform (96 hexadecimal digits), but none like it is known here: it was not imported, or it \
             was deleted, rotated or ended since. API keys that are made here start with \"sndk_\", access tokens with \"snda_\"."
            .to_owned(),
        CredentialError::Unknown { got } => format!(
            "This is {} that is no longer valid, or never was. Refresh the session or log in again.",
            got.described()
        ),
        CredentialError::TokenExpired {
            got: TokenKind::RunToken,
            at,
        } => format!(
            "This is a run token that ended at {}. Request a new one at POST /oauth/token.",
            shown(*at)
        ),
        CredentialError::TokenExpired { got, at } => {
            format!(
                "This is {} that expired at {}.",
                got.described(),
                shown(*at)
            )
        }
        CredentialError::KeyExpired { at } => format!("This API key expired at {}.", shown(*at)),
        CredentialError::SecretReplaced { at } => format!(
            "This API key was rotated, and its old secret ended at {}: use the new one.",
            shown(*at)
        ),
        CredentialError::ForeignClientId => {
            "The client id is not that of this API key: it is the \"id\" that the key has in lists, \"key_…\".".to_owned()
        }
        CredentialError::KeyDisabled => {
            "This API key is disabled. Its organization can enable it again.".to_owned()
        }
        CredentialError::KeyLeaked => "This API key is disabled because it was reported as leaked. Its organization can rotate it, and \
             then enable it with its new secret."
            .to_owned(),
        CredentialError::KeyRestricted => "This run token is no longer valid, as its API key was restricted and may not do all of what the token was made for. Request a \
             new one at POST /oauth/token."
            .to_owned(),
        CredentialError::Foreign { message } => (*message).to_owned(),
        _ => "This credential is not accepted.".to_owned(),
    }
}

fn no_credential(wanted: AcceptedCredential, instead: Option<&str>) -> String {
    let instead = instead.unwrap_or("This request has no credential.");
    format!(
        "{instead} Send \"Authorization: Bearer\" with {}.",
        accepted(wanted)
    )
}

fn accepted(wanted: AcceptedCredential) -> &'static str {
    match wanted {
        AcceptedCredential::ApiKey => {
            "an API key (\"sndk_…\"); create one under /organizations/{id}/api_keys"
        }
        AcceptedCredential::AccessToken => {
            "an access token (\"snda_…\"); POST /auth/login gives one"
        }
        AcceptedCredential::Either => "an API key (\"sndk_…\") or an access token (\"snda_…\")",
        AcceptedCredential::RefreshToken => "a refresh token (\"sndr_…\"), as login gives it",
    }
}

/// Seconds are what people compare with their clocks.
fn shown(at: DateTime<Utc>) -> String {
    at.format("%Y-%m-%dT%H:%M:%SZ").to_string()
}

#[cfg(test)]
mod tests {
    use sendook_domain::tokens::MalformedToken;
    use sendook_testkit::FixedClock;

    use super::*;

    #[test]
    fn each_challenge_has_its_code_and_its_sentence() {
        let at = FixedClock::START;
        let wanted = AcceptedCredential::ApiKey;
        let got = TokenKind::AccessToken;
        let fault = MalformedToken::WrongChecksum;
        for (challenge, code, words) in [
            (
                CredentialError::Missing { wanted },
                "missing_credentials",
                "no credential",
            ),
            (
                CredentialError::Malformed(fault),
                "invalid_token",
                "truncated or mistyped",
            ),
            (
                CredentialError::WrongKind { got, wanted },
                "wrong_credential_type",
                "wants an API key",
            ),
            (
                CredentialError::Unknown { got },
                "invalid_token",
                "log in again",
            ),
            (
                CredentialError::TokenExpired { got, at },
                "token_expired",
                "an access token that expired at 2026-03-01T10:00:00Z",
            ),
            (
                CredentialError::WrongKind {
                    got,
                    wanted: AcceptedCredential::RefreshToken,
                },
                "wrong_credential_type",
                "wants a refresh token",
            ),
            (
                CredentialError::Unknown {
                    got: TokenKind::RefreshToken,
                },
                "invalid_token",
                "a refresh token that is no longer valid",
            ),
            (
                CredentialError::KeyExpired { at },
                "api_key_expired",
                "2026-03-01T10:00:00Z",
            ),
            (
                CredentialError::SecretReplaced { at },
                "api_key_expired",
                "old secret ended at 2026-03-01T10:00:00Z",
            ),
            (
                CredentialError::ForeignClientId,
                "invalid_token",
                "the \"id\" that the key has",
            ),
            (
                CredentialError::KeyDisabled,
                "api_key_disabled",
                "can enable it",
            ),
            (CredentialError::KeyLeaked, "api_key_disabled", "rotate it"),
            (
                CredentialError::KeyRestricted,
                "invalid_token",
                "its API key was restricted",
            ),
            (
                CredentialError::Unknown {
                    got: TokenKind::Legacy,
                },
                "invalid_token",
                "none like it is known here",
            ),
            (
                CredentialError::Unknown {
                    got: TokenKind::RunToken,
                },
                "invalid_token",
                "POST /oauth/token",
            ),
        ] {
            assert_eq!(super::code(&challenge), code);
            assert!(
                message(&challenge).contains(words),
                "{}",
                message(&challenge)
            );
        }
    }
}
