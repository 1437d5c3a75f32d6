use chrono::{DateTime, Utc};

use super::Misplaced;
use crate::tokens::{MalformedToken, TokenKind};
use crate::values::Environment;

/// Why a request is nobody's: it must be answered with 401. The sentences are for the person who debugs
/// the client.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CredentialError {
    /// No credential came.
    Missing {
        /// What should have come.
        wanted: AcceptedCredential,
        /// What came in its place, if anything did.
        misplaced: Option<Misplaced>,
    },
    /// What came can be no credential of ours.
    Malformed(MalformedToken),
    /// A credential of the other kind came.
    WrongKind {
        /// What came.
        got: TokenKind,
        /// What should have come.
        wanted: AcceptedCredential,
    },
    /// Well-formed, but never issued, or deleted.
    Unknown {
        /// What came.
        got: TokenKind,
    },
    /// An access or refresh token whose time is over.
    TokenExpired {
        /// What came.
        got: TokenKind,
        /// Since when.
        at: DateTime<Utc>,
    },
    /// An API key whose time is over.
    KeyExpired {
        /// Since when.
        at: DateTime<Utc>,
    },
    /// An API key that somebody disabled.
    KeyDisabled,
    /// An API key that was disabled because its secret was found where anybody could read it.
    KeyLeaked,
    /// A good API key of an environment that this server does not accept. The one reason that is to be answered
    /// with 403: another credential of the same kind would not help.
    EnvironmentRefused(Environment),
}

/// What a route accepts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AcceptedCredential {
    /// Only API keys.
    ApiKey,
    /// Only access tokens.
    AccessToken,
    /// Both.
    Either,
    /// Only refresh tokens, which no header carries.
    RefreshToken,
}

impl AcceptedCredential {
    /// Whether a credential of this kind is among what is wanted.
    pub fn includes(self, kind: TokenKind) -> bool {
        match kind {
            TokenKind::ApiKey(_) => matches!(self, Self::ApiKey | Self::Either),
            TokenKind::AccessToken => matches!(self, Self::AccessToken | Self::Either),
            TokenKind::RefreshToken => self == Self::RefreshToken,
        }
    }

    fn described(self) -> &'static str {
        match self {
            Self::ApiKey => {
                "an API key (\"sndk_…\"); create one under /organizations/{id}/api_keys"
            }
            Self::AccessToken => "an access token (\"snda_…\"); POST /auth/login gives one",
            Self::Either => "an API key (\"sndk_…\") or an access token (\"snda_…\")",
            Self::RefreshToken => "a refresh token (\"sndr_…\"), as login gives it",
        }
    }
}

/// Seconds are what people compare with their clocks.
fn shown(at: DateTime<Utc>) -> String {
    at.format("%Y-%m-%dT%H:%M:%SZ").to_string()
}

impl CredentialError {
    /// The name by which programs tell the reasons apart.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Missing { .. } => "missing_credentials",
            Self::Malformed(_) | Self::Unknown { .. } => "invalid_token",
            Self::WrongKind { .. } => "wrong_credential_type",
            Self::TokenExpired { .. } => "token_expired",
            Self::KeyExpired { .. } => "api_key_expired",
            Self::KeyDisabled | Self::KeyLeaked => "api_key_disabled",
            Self::EnvironmentRefused(_) => "forbidden",
        }
    }

    /// A sentence that ends the search.
    pub fn message(&self) -> String {
        match self {
            Self::Missing { wanted, misplaced } => format!(
                "{} Send \"Authorization: Bearer\" with {}.",
                misplaced.map_or("This request has no credential.", Misplaced::sentence),
                wanted.described()
            ),
            Self::Malformed(fault) => fault.to_string(),
            Self::WrongKind { got, wanted } => {
                format!(
                    "This is {}, but this route wants {}.",
                    got.described(),
                    wanted.described()
                )
            }
            Self::Unknown {
                got: TokenKind::ApiKey(_),
            } => "This API key does not exist. It may have been deleted, or rotated: then its new secret has to be used.".to_owned(),
            Self::Unknown { got } => format!(
                "This is {} that is no longer valid, or never was. Refresh the session or log in again.",
                got.described()
            ),
            Self::TokenExpired { got, at } => {
                format!(
                    "This is {} that expired at {}.",
                    got.described(),
                    shown(*at)
                )
            }
            Self::KeyExpired { at } => format!("This API key expired at {}.", shown(*at)),
            Self::EnvironmentRefused(environment) => {
                format!(
                    "This server does not accept keys of the environment {}.",
                    environment.as_str()
                )
            }
            Self::KeyDisabled => {
                "This API key is disabled. Its organization can enable it again.".to_owned()
            }
            Self::KeyLeaked => "This API key is disabled because it was reported as leaked. Its organization can rotate it, and \
                 then enable it with its new secret."
                .to_owned(),
        }
    }

    /// Whether a credential came at all: the challenge then says what was wrong with it (RFC 6750,
    /// section 3).
    pub fn answers_a_credential(&self) -> bool {
        !matches!(self, Self::Missing { .. })
    }
}
