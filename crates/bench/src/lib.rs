//! What measures the service: the parts that its programs share.
//!
//! `scripts/bench` runs the programs. Nothing depends on this crate.

mod console;
mod key_rows;
pub mod load;

pub use console::tell;
pub use key_rows::write_keys;
