//! What goes wrong, and how clients see it.

mod api_error;
mod body;
mod challenge_header;
mod conversions;
mod envelope;

pub use api_error::{ApiError, FieldFault};
pub use envelope::Envelope;
pub(crate) use envelope::no_such_route;

/// The type of every JSON answer.
pub(crate) const JSON: &str = "application/json; charset=utf-8";
