//! The three kinds of credential: how they look, how they are made, and what a store sees of them.

mod base62;
mod foreign;
mod found;
mod issued;
mod kind;
mod malformed;
mod plain;
mod readings;

pub use found::{FoundToken, UnsearchableText};
pub use issued::IssuedToken;
pub use kind::TokenKind;
pub use malformed::MalformedToken;
pub(crate) use malformed::looks_like_credential;
pub use plain::PlainToken;
