#![doc = include_str!("../README.md")]

mod base64;
mod ceiling;
mod foreign_hash;
mod formats;
mod functions;

pub use ceiling::{Ceiling, TooCostly};
pub use foreign_hash::{ForeignHash, RefusedHash};
pub use formats::firebase::{FirebaseParameters, InvalidFirebaseParameters};
