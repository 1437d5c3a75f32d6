//! What measures the service: the parts that its programs share.
//!
//! `scripts/bench` runs the programs; nobody needs to start them by hand. Nothing depends on this crate.

mod answer;
mod console;
pub mod load;

pub use answer::Answer;
pub use console::tell;
