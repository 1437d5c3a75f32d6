//! Who are you? Strategies turn a presented credential into a principal: nothing else makes one.

mod access_token;
mod api_key;
mod authenticator;
mod credential;
mod credential_cache;
mod credential_error;
mod credentials;
mod either;
mod foreign;
mod notice;

pub use access_token::{AccessTokenStrategy, UserPrincipal};
pub use api_key::{ApiKeyPrincipal, ApiKeyStrategy};
pub use authenticator::{Authenticator, CredentialLookup, Strategy};
pub use credential::{Attempt, CredentialQuery, StoredCredential};
pub use credential_cache::CopyStatistics;
pub use credential_error::{AcceptedCredential, AuthenticationError, CredentialError};
pub use credentials::Credentials;
pub use either::{Caller, EitherStrategy};
pub use foreign::{Chain, Chained, ForeignStrategy, Presented};
pub use notice::Notice;
