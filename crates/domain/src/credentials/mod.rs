//! The three kinds of credential: how they look, how they are made, and what a store sees of them.

mod base62;
mod digest;
mod environment;
mod issued;
mod kind;
mod plain;

pub(crate) use digest::BuildDigestHasher;
pub use digest::Digest;
pub use environment::{Environment, UnknownEnvironment};
pub use issued::IssuedToken;
pub use kind::TokenKind;
pub use plain::{MalformedToken, PlainToken};
