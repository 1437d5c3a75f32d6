//! May you? Pure decisions over one table.

mod custom_action;
mod gateway;
mod grant;
mod invitations;
mod member_changes;
mod membership;
mod operator;
mod permissions;

pub use crate::denial::Denial;
pub use custom_action::CustomAction;
pub use gateway::{GatewayPolicy, KeyRequirements};
pub use grant::Grant;
pub use invitations::{InvitationRefusal, admit, is_open};
pub use member_changes::{MemberRefusal, may_manage, new_role, removal};
pub use membership::Membership;
pub use operator::Operator;
pub use permissions::{Action, Permission, Policy, RolePolicy, ScopePolicy, permission};
