//! The memory store passes the suite that every store must pass, and fails on demand.

mod completeness;
mod contract;
mod faults;
