//! The parts of a request, parsed and validated.

mod api_paths;
mod body;
mod cut_head;
mod field_names;
mod fields;
mod held_payload;
mod instant;
mod item_path;
mod origin;
mod path_prefix;
mod query;

pub use api_paths::is_api;
pub(crate) use body::BodyTimeout;
pub use body::JsonBody;
pub use cut_head::CutHead;
pub(crate) use field_names::FieldNames;
pub use fields::Fields;
pub(crate) use held_payload::HeldPayload;
pub(crate) use instant::{exact, instant};
pub use item_path::ItemPath;
pub use origin::{ClientAddress, Origin, RequestId, TrustedProxies};
pub use path_prefix::{InvalidPathPrefix, PathPrefix};
pub use query::Query;
