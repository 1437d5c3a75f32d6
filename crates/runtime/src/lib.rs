//! What one running server keeps in memory between requests, behind ports of the domain.

mod usage;

pub use usage::UsageTracker;
