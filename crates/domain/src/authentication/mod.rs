//! Who are you? Strategies turn a presented credential into a principal.

mod access_token;
mod api_key;
mod authenticator;
mod caller;
mod challenge;
mod credential_cache;
mod credentials;
mod misplaced;
mod presented;

pub use access_token::AccessTokenStrategy;
pub use api_key::ApiKeyStrategy;
pub use authenticator::{Attempt, Authenticator, Strategy};
pub use caller::{Caller, EitherStrategy};
pub use challenge::{Challenge, WantedCredential};
pub use credentials::{CredentialQuery, Credentials, StoredCredential};
pub use misplaced::Misplaced;
pub use presented::Presented;
