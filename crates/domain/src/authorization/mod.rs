//! May you? Pure decisions over one table.

mod action;
mod grant;
mod membership;
mod policy;

pub use action::{Action, Permission, permission};
pub use grant::Grant;
pub use membership::Membership;
pub use policy::{Denial, Policy, RolePolicy, ScopePolicy};
