//! API keys: making, changing, rotating, introspecting them.

mod api_key_desk;
mod introspection;
mod key_rotation;

pub use api_key_desk::{
    ApiKeyDesk, IdentifiedKey, IdentifyError, IssuedKey, KeyRequest, KeyRequestError,
};
pub use introspection::{Introspected, IntrospectionDesk};
pub use key_rotation::{EndRotationError, KeyRotationDesk, RotationError};
