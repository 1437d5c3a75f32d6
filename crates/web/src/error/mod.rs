//! What goes wrong, and how clients see it.

mod api_error;
mod body;
mod causes;
mod challenge_header;
mod conversions;
mod early_answers;
mod envelope;
mod finish;

pub use api_error::{ApiError, FieldFault};
pub use body::whole_seconds;
pub use causes::with_causes;
pub use early_answers::EarlyAnswers;
pub use envelope::Envelope;
pub use finish::is_api;

/// The type of every JSON answer.
pub(crate) const JSON: &str = "application/json; charset=utf-8";

/// The type of every page. The [`Envelope`] leaves answers of this type as they are, errors too.
pub const HTML: &str = "text/html; charset=utf-8";
