//! Why a credential lets nobody in.

use chrono::{DateTime, Utc};

use crate::denial::Denial;
use crate::policies::RateExceeded;
use crate::ports::StoreError;
use crate::tokens::{MalformedToken, TokenKind};

/// Which credentials are let in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AcceptedCredential {
    /// Only API keys, and the run tokens that they make.
    ApiKey,
    /// Only access tokens.
    AccessToken,
    /// Both.
    Either,
    /// Only refresh tokens.
    RefreshToken,
}

impl AcceptedCredential {
    /// Whether a credential of this kind is among what is wanted.
    pub fn includes(self, kind: TokenKind) -> bool {
        match kind {
            TokenKind::ApiKey(_) | TokenKind::RunToken => {
                matches!(self, Self::ApiKey | Self::Either)
            }
            TokenKind::AccessToken => matches!(self, Self::AccessToken | Self::Either),
            // It may be either.
            TokenKind::Legacy => self != Self::RefreshToken,
            TokenKind::RefreshToken => self == Self::RefreshToken,
            TokenKind::LinkToken | TokenKind::InvitationToken | TokenKind::SecondFactorToken => {
                false
            }
        }
    }
}

/// Why a credential identifies nobody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum CredentialError {
    /// No credential came.
    Missing {
        /// What should have come.
        wanted: AcceptedCredential,
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
    /// An access, refresh or run token whose time is over.
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
    /// A secret of an API key that was rotated, and whose grace period is over.
    SecretReplaced {
        /// Since when.
        at: DateTime<Utc>,
    },
    /// A good API key, with a client id beside it that is not the key's.
    ForeignClientId,
    /// An API key that somebody disabled.
    KeyDisabled,
    /// An API key that was disabled because its secret was found where anybody could read it.
    KeyLeaked,
    /// A run token whose API key may no longer do all that the token was made for.
    KeyRestricted,
    /// A credential of the application's own ([`ForeignStrategy`](super::ForeignStrategy)) that it refuses.
    Foreign {
        /// The sentence for people: what is wrong with it, and what to do.
        message: &'static str,
    },
}

impl CredentialError {
    /// An access token was good when the request came, and its session or account is gone by now.
    pub const SESSION_GONE: Self = Self::Unknown {
        got: TokenKind::AccessToken,
    };
}

/// Why a request got no principal.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum AuthenticationError {
    /// It shows no good credential.
    #[error("the credential was refused: {0:?}")]
    Refused(CredentialError),
    /// It is known whose it is, and they may not come in here.
    #[error(transparent)]
    Denied(#[from] Denial),
    /// It is known whose it is, and they have made too many.
    #[error(transparent)]
    TooManyRequests(#[from] RateExceeded),
    /// A port failed: whose request it is, is not known.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<CredentialError> for AuthenticationError {
    fn from(challenge: CredentialError) -> Self {
        Self::Refused(challenge)
    }
}
