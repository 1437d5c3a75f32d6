//! How much keys and organizations are used, day by day.

mod usage_report;
mod usage_service;
mod usage_window;

pub use usage_report::{UsageDay, UsageReport};
pub use usage_service::UsageService;
pub(crate) use usage_window::kept_since;
pub use usage_window::{InvalidUsageWindow, UsageWindow};
