//! The crate embedded in a third-party application.

mod guard;
mod guard_example;
