#![doc = include_str!("../README.md")]

mod request_counts;
mod usage;

pub use request_counts::RequestCounts;
pub use usage::{UsageTracker, UsageWriter};
