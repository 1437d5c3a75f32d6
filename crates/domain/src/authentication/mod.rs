//! Who are you? Strategies turn a presented credential into a principal.

mod access_token;
mod api_key;
mod authenticator;
mod credential_cache;
mod credential_error;
mod credentials;
mod either;
mod misplaced;
mod presented;
mod principal;
mod strategy;

pub use access_token::AccessTokenStrategy;
pub use api_key::ApiKeyStrategy;
pub use authenticator::{Attempt, AuthenticationError, Authenticator};
pub use credential_error::{AcceptedCredential, CredentialError};
pub use credentials::{CredentialLookup, CredentialQuery, Credentials, StoredCredential};
pub use either::EitherStrategy;
pub use misplaced::Misplaced;
pub use presented::Presented;
pub use principal::{ApiKeyPrincipal, Caller, UserPrincipal};
pub use strategy::Strategy;
