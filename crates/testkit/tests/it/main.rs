//! The memory store passes the suite that every store must pass, and fails when it is told to.

mod completeness;
mod contract;
mod faults;
