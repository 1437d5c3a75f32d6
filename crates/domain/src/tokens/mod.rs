//! The kinds of credential: how they look, how they are made, and what a store sees of them.

mod foreign;
mod format;
mod found;
mod issued;
mod malformed;
mod placeholder;
mod plain;
mod readings;

pub use format::TokenKind;
pub use found::{FoundToken, UnsearchableText};
pub use issued::IssuedToken;
pub use malformed::{MalformedToken, looks_like_credential};
pub use plain::PlainToken;
