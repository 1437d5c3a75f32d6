use chrono::{DateTime, Utc};

use super::misplaced::Misplaced;
use crate::tokens::{MalformedToken, TokenKind};

/// Why a request is nobody's.
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
}
