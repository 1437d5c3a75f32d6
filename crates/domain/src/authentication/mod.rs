//! Who are you? Strategies turn a presented credential into a principal.

mod access_token;
mod api_key;
mod authenticator;
mod challenge;
mod credential_cache;
mod credentials;
mod either;
mod misplaced;
mod presented;
mod principal;
mod strategy;

pub use access_token::AccessTokenStrategy;
pub use api_key::ApiKeyStrategy;
pub use authenticator::{Attempt, AuthenticationError, Authenticator};
pub use challenge::{Challenge, WantedCredential};
pub use credentials::{CredentialLookup, CredentialQuery, Credentials, StoredCredential};
pub use either::EitherStrategy;
pub use misplaced::Misplaced;
pub use presented::Presented;
pub use principal::{Caller, KeyHolder, UserSession};
pub use strategy::Strategy;
