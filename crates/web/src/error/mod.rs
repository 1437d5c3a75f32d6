//! What goes wrong, and how clients see it.

mod causes;
mod conversions;
mod credential;
mod problem;

pub use causes::with_causes;
pub(crate) use credential::missing;
pub use problem::{FieldError, Problem};
