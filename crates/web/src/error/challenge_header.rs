//! The `WWW-Authenticate` challenge (RFC 6750, section 3). Nothing that a client sent is echoed into it.

use sendook_domain::authentication::Challenge;
use sendook_domain::authorization::Denial;
use sendook_domain::tokens::TokenKind;

use super::ApiError;

const REALM: &str = r#"Bearer realm="sendook""#;

/// The challenge that goes with an error, if one does.
pub(super) fn challenge(error: &ApiError) -> Option<String> {
    let parameters = match error {
        ApiError::Unauthenticated(Challenge::EnvironmentRefused(_)) => return None,
        ApiError::InvalidCredentials => String::new(),
        ApiError::Unauthenticated(challenge) if !challenge.answers_a_credential() => String::new(),
        ApiError::Unauthenticated(challenge) => {
            format!(
                r#", error="invalid_token", error_description="{}""#,
                description(challenge)
            )
        }
        ApiError::InvalidRequest(_) => r#", error="invalid_request""#.to_owned(),
        ApiError::Denied(Denial::MissingScope(scope)) => {
            format!(
                r#", error="insufficient_scope", scope="{}""#,
                scope.as_str()
            )
        }
        _ => return None,
    };
    Some(format!("{REALM}{parameters}"))
}

/// RFC 6750 allows neither quotes nor characters beyond ASCII here, so that the full sentence stays in the
/// body.
fn description(challenge: &Challenge) -> &'static str {
    match challenge {
        Challenge::Missing { .. } => "No credential came",
        Challenge::Malformed(_) => "The credential is malformed",
        Challenge::WrongKind { .. } => "This route wants another kind of credential",
        Challenge::Unknown { .. } => "The credential is unknown or no longer valid",
        Challenge::TokenExpired {
            got: TokenKind::RefreshToken,
            ..
        } => "The refresh token expired",
        Challenge::TokenExpired { .. } => "The access token expired",
        Challenge::KeyExpired { .. } => "The API key expired",
        Challenge::EnvironmentRefused(_) => "The API key is of another environment",
        Challenge::KeyDisabled | Challenge::KeyLeaked => "The API key is disabled",
    }
}
