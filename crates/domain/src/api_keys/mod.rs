//! API keys: making, changing, rotating, introspecting them.

mod api_key_desk;
mod introspection;
mod key_request;
mod key_rotation;

pub use api_key_desk::ApiKeyDesk;
pub use introspection::{Introspected, IntrospectionDesk};
pub use key_request::{IdentifiedKey, IdentifyError, IssuedKey, KeyRequest, KeyRequestError};
pub use key_rotation::{EndRotationError, KeyRotationDesk, RotationError};
