//! What goes wrong, and how clients see it.

mod api_error;
mod body;
mod challenge_header;
mod conversions;
mod envelope;
mod finish;

pub use api_error::{ApiError, FieldFault};
pub use envelope::Envelope;

/// The type of every JSON answer.
pub(crate) const JSON: &str = "application/json; charset=utf-8";
