//! What goes wrong, and how clients see it.

mod causes;
mod codes;
mod conversions;
mod credential;
mod no_such_route;
mod problem;

pub use causes::with_causes;
pub(crate) use codes::{CODES, Code, ErrorCode};
pub(crate) use credential::missing;
pub(crate) use problem::Body;
pub use problem::{FieldError, Problem};
