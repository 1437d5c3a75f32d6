//! What clients see of the refusals that concern API keys and run tokens.

use sendook_domain::api_keys::{
    EndRotationError, IdentifyError, KeyRequestError, RotationError, RunTokenError,
};
use sendook_domain::authentication::CredentialError;
use sendook_domain::leaks::LeakReportError;
use sendook_domain::tokens::{TokenKind, UnsearchableText};
use sendook_domain::values::Environment;

use super::Problem;
use super::conversions::{conflict, too_many};

impl From<KeyRequestError> for Problem {
    fn from(error: KeyRequestError) -> Self {
        match error {
            KeyRequestError::Denied(denial) => denial.into(),
            KeyRequestError::NoScopes => Self::field("scopes", &error),
            KeyRequestError::ExpiryInThePast => Self::field("expires_at", &error),
            KeyRequestError::Leaked => Self::field("active", &error),
            // Only a form of the dashboard names the state that it is about.
            KeyRequestError::Outdated => conflict(Self::OUTDATED, &error),
            KeyRequestError::TooManyInboxes
            | KeyRequestError::NoInboxes
            | KeyRequestError::UnknownInbox(_) => Self::field("inbox_ids", &error),
            KeyRequestError::Store(error) => error.into(),
        }
    }
}

impl From<RotationError> for Problem {
    fn from(error: RotationError) -> Self {
        match error {
            RotationError::InProgress(reason) => {
                let ways_out = "Complete or cancel that rotation first, or send \"end_oldest\": true to end the oldest secret at once.";
                conflict("rotation_in_progress", &format!("{reason} {ways_out}"))
            }
            RotationError::Request(error) => error.into(),
        }
    }
}

impl From<EndRotationError> for Problem {
    fn from(error: EndRotationError) -> Self {
        match error {
            EndRotationError::NotRotating => conflict("no_rotation", &error),
            EndRotationError::Request(error) => error.into(),
        }
    }
}

impl From<RunTokenError> for Problem {
    fn from(error: RunTokenError) -> Self {
        match error {
            RunTokenError::Denied(denial) => denial.into(),
            RunTokenError::NoScopes | RunTokenError::ScopeExceedsKey(_) => {
                Self::invalid_scope(&error)
            }
            RunTokenError::Inboxes(error) => error.into(),
            RunTokenError::UnknownInbox(_) => Self::field("inbox_ids", &error),
            RunTokenError::KeyGone => {
                let got = TokenKind::ApiKey(Environment::Production);
                CredentialError::Unknown { got }.into()
            }
            RunTokenError::TooMany(wait) => too_many(&error).after(wait),
            RunTokenError::Store(error) => error.into(),
        }
    }
}

impl From<UnsearchableText> for Problem {
    fn from(error: UnsearchableText) -> Self {
        match error {
            UnsearchableText::TooLong => Self::too_large(error.to_string()),
            UnsearchableText::TooManyCredentials => Self::field("key", &error),
        }
    }
}

impl From<IdentifyError> for Problem {
    fn from(error: IdentifyError) -> Self {
        match error {
            IdentifyError::Text(error) => error.into(),
            IdentifyError::Store(error) => error.into(),
        }
    }
}

impl From<LeakReportError> for Problem {
    fn from(error: LeakReportError) -> Self {
        match error {
            LeakReportError::Text(error) => error.into(),
            LeakReportError::TooMany(error) => error.into(),
            LeakReportError::Store(error) => error.into(),
        }
    }
}
