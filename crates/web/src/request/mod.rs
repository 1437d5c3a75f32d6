//! The parts of a request, parsed and validated.

mod base_url;
mod body;
mod cut_head;
mod field_names;
mod fields;
mod held_payload;
mod instant;
mod origin;
mod paths;
mod query;
mod repeated_name;
mod unique_names;
mod whole_body;
mod whole_number;

pub(crate) use base_url::base_url;
pub use base_url::requested_host;
pub(crate) use body::BodyTimeout;
pub use body::JsonBody;
pub use cut_head::CutHead;
pub(crate) use field_names::FieldNames;
pub use fields::Fields;
pub(crate) use held_payload::HeldPayload;
pub(crate) use instant::{exact, instant};
pub(crate) use origin::RequestIds;
pub use origin::{ClientAddress, Origin, RequestId, TrustedProxies};
pub(crate) use paths::{FORWARD_AUTH, is_asked_by_gateways};
pub use paths::{InvalidPathPrefix, ItemPath, PathPrefix, is_api};
pub use query::Query;
pub(crate) use whole_body::WholeBody;
