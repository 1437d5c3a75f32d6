#![doc = include_str!("../README.md")]

mod request_counts;
mod sweep_log;
mod usage;

pub use request_counts::RequestCounts;
pub use sweep_log::SweepLog;
pub use usage::{UsageTracker, UsageWriter};
