//! What goes wrong, and how clients see it.

mod accounts;
mod codes;
mod conversions;
mod credential;
mod field_error;
mod form;
mod gateway;
mod keys;
mod no_such_route;
mod passkeys;
mod people;
mod problem;

pub(crate) use codes::{CODES, Code, ErrorCode};
pub(crate) use credential::{malformed_basic, missing, missing_client};
pub use field_error::FieldError;
pub(crate) use form::{Body, ErrorForm, OAuthBody, oauth_error};
pub use problem::Problem;
