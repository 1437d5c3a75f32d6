use crate::values::Environment;

/// The kind of a credential, which its prefix names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TokenKind {
    /// Reaches one organization.
    ApiKey(Environment),
    /// Reaches one user.
    AccessToken,
    /// Is traded for a new pair of tokens, once.
    RefreshToken,
}

impl TokenKind {
    /// All kinds, keys by environment.
    pub const ALL: [Self; 5] = [
        Self::ApiKey(Environment::Production),
        Self::ApiKey(Environment::Staging),
        Self::ApiKey(Environment::Development),
        Self::AccessToken,
        Self::RefreshToken,
    ];

    /// What a token of this kind starts with.
    pub fn prefix(self) -> &'static str {
        match self {
            Self::ApiKey(environment) => environment.key_prefix(),
            Self::AccessToken => "snda_",
            Self::RefreshToken => "sndr_",
        }
    }

    /// What people call it, with its article.
    pub fn described(self) -> &'static str {
        match self {
            Self::ApiKey(_) => "an API key",
            Self::AccessToken => "an access token",
            Self::RefreshToken => "a refresh token",
        }
    }
}
