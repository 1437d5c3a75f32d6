//! What a request brings, read and checked.

mod body;
mod client;
mod fields;
mod held_payload;
mod origin;
mod page;
mod query;
mod request_id;

pub(crate) use body::BodyTimeout;
pub use body::JsonBody;
pub use client::{ClientAddress, TrustedProxies};
pub use fields::Fields;
pub(crate) use held_payload::HeldPayload;
pub(crate) use origin::Origin;
pub(crate) use page::{ItemPath, PageQuery, announce_next};
pub(crate) use query::Query;
pub use request_id::RequestId;
