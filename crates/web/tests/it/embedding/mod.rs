//! The crate in an application of somebody else.

mod guard;
mod guard_example;
