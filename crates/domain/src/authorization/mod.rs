//! May you? Pure decisions over one table.

mod action;
mod decision;
mod grant;

pub use action::Action;
pub use decision::{Decision, Denial, Policy, RolePolicy, ScopePolicy};
pub use grant::Grant;
