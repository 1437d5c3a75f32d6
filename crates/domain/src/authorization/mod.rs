//! May you? Pure decisions over one table.

mod grant;
mod membership;
mod permissions;

pub use crate::denial::Denial;
pub use grant::Grant;
pub use membership::Membership;
pub use permissions::{Action, Permission, Policy, RolePolicy, ScopePolicy, permission};
