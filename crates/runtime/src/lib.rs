//! What one running server keeps in memory between requests, behind ports of the domain.

mod request_counts;
mod usage;

pub use request_counts::RequestCounts;
pub use usage::{UsageTracker, UsageWriter};
