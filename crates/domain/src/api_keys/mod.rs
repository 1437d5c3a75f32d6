//! API keys: making, changing, rotating, introspecting them.

mod api_key_service;
mod introspection;
mod key_changes;
pub mod key_limits;
mod key_lookup;
mod key_request;
mod key_rotation;

pub use api_key_service::ApiKeyService;
pub use introspection::{Introspected, IntrospectionService};
pub use key_request::{IdentifiedKey, IdentifyError, IssuedKey, KeyRequest, KeyRequestError};
pub use key_rotation::{EndRotationError, RotationError};
