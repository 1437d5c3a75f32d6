//! The memory store passes the suite that every store must pass, and fails on demand.

mod contract;
mod faults;
