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
    /// As it stands in a sentence.
    fn described(self) -> &'static str {
        match self {
            Self::ApiKey => "an API key",
            Self::AccessToken => "an access token",
            Self::Either => "an API key or an access token",
            Self::RefreshToken => "a refresh token",
        }
    }

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

/// Why a credential identifies nobody: a sentence for people, in which no credential is. The HTTP layer of this service has sentences of
/// its own, which name routes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CredentialError {
    /// No credential came.
    #[error("The request has no credential: it takes {}.", .wanted.described())]
    Missing {
        /// What should have come.
        wanted: AcceptedCredential,
    },
    /// What came can be no credential of ours.
    #[error(transparent)]
    Malformed(MalformedToken),
    /// A credential of the other kind came.
    #[error("This is {}, where {} is wanted.", .got.described(), .wanted.described())]
    WrongKind {
        /// What came.
        got: TokenKind,
        /// What should have come.
        wanted: AcceptedCredential,
    },
    /// Well-formed, but never issued, or deleted.
    #[error("This is {} that is not valid, or not any more.", .got.described())]
    Unknown {
        /// What came.
        got: TokenKind,
    },
    /// An access, refresh or run token whose time is over.
    #[error("This is {} that expired at {at}.", .got.described())]
    TokenExpired {
        /// What came.
        got: TokenKind,
        /// Since when.
        at: DateTime<Utc>,
    },
    /// An API key whose time is over.
    #[error("This API key expired at {at}.")]
    KeyExpired {
        /// Since when.
        at: DateTime<Utc>,
    },
    /// A secret of an API key that was rotated, and whose grace period is over.
    #[error("This API key was rotated, and its old secret ended at {at}.")]
    SecretReplaced {
        /// Since when.
        at: DateTime<Utc>,
    },
    /// A good API key, with a client id beside it that is not the key's.
    #[error("The client id is not that of this API key.")]
    ForeignClientId,
    /// An API key that somebody disabled.
    #[error("This API key is disabled.")]
    KeyDisabled,
    /// An API key that was disabled because its secret was found where anybody could read it.
    #[error("This API key is disabled, as it was reported as leaked.")]
    KeyLeaked,
    /// A run token whose API key may no longer do all that the token was made for.
    #[error("This run token is no longer valid, as its API key was restricted.")]
    KeyRestricted,
    /// A credential of the application's own ([`ForeignStrategy`](super::ForeignStrategy)) that it refuses.
    #[error("{message}")]
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

/// Why a request got no principal. Its sentence is for whoever sent the request, except that of [`Store`](Self::Store), which is for the
/// log. Over HTTP, the variants are these statuses:
///
/// | variant | status |
/// |---|---|
/// | [`Refused`](Self::Refused) | 401, with a header `WWW-Authenticate: Bearer` |
/// | [`Denied`](Self::Denied) | 403 |
/// | [`TooManyRequests`](Self::TooManyRequests) | 429, with a header `Retry-After` |
/// | [`Store`](Self::Store) | 503, or 500 for [`StoreError::Internal`] |
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum AuthenticationError {
    /// It shows no good credential.
    #[error(transparent)]
    Refused(#[from] CredentialError),
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_is_told_in_a_sentence() {
        let at = DateTime::UNIX_EPOCH;
        let (got, wanted) = (TokenKind::AccessToken, AcceptedCredential::ApiKey);
        for (refusal, sentence) in [
            (
                CredentialError::Missing { wanted },
                "The request has no credential: it takes an API key.",
            ),
            (
                CredentialError::WrongKind { got, wanted },
                "This is an access token, where an API key is wanted.",
            ),
            (
                CredentialError::KeyExpired { at },
                "This API key expired at 1970-01-01 00:00:00 UTC.",
            ),
            (
                CredentialError::Malformed(MalformedToken::Quoted),
                "The credential is in quotation marks or brackets: send it without them.",
            ),
            (CredentialError::Foreign { message: "Mine." }, "Mine."),
        ] {
            assert_eq!(AuthenticationError::from(refusal).to_string(), sentence);
        }
    }
}
