//! API keys: making, changing, rotating, introspecting them, and making run tokens of them.

mod api_key_service;
mod introspection;
mod key_changes;
pub mod key_limits;
mod key_lookup;
mod key_request;
mod key_rotation;
mod run_token_ends;
mod run_token_request;
mod run_tokens;

pub use api_key_service::ApiKeyService;
pub use introspection::{Introspected, IntrospectionService};
pub use key_request::{IdentifiedKey, IdentifyError, IssuedKey, KeyRequest, KeyRequestError};
pub use key_rotation::{EndRotationError, RotationError};
pub use run_token_request::{IssuedRunToken, RunTokenError, RunTokenRequest};
pub use run_tokens::RunTokenService;
