//! What measures the service: the parts that its programs share.
//!
//! `scripts/bench` runs the programs; nobody needs to start them by hand. Nothing depends on this crate.

mod answer;
mod checked_key;
mod console;
mod key_rows;
pub mod load;

pub use answer::Answer;
pub use checked_key::CheckedKey;
pub use console::tell;
pub use key_rows::KeyRows;
