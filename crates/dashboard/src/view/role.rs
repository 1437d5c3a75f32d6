use sendook_domain::authorization::may_manage;
use sendook_domain::entities::Role;

use super::Choice;

/// A role as people read it.
pub(crate) fn role_label(role: Role) -> &'static str {
    match role {
        Role::Owner => "owner",
        Role::Admin => "admin",
        Role::Member => "member",
    }
}

/// The roles that somebody with the role `by` may give, to choose from.
pub(crate) fn role_choices(by: Role, chosen: &str) -> Vec<Choice> {
    [Role::Member, Role::Admin, Role::Owner]
        .into_iter()
        .filter(|role| may_manage(by, &[*role]).is_ok())
        .map(|role| Choice::new(role.as_str(), meaning(role), role.as_str() == chosen))
        .collect()
}

fn meaning(role: Role) -> &'static str {
    match role {
        Role::Owner => "Owner: everything, also other owners and the end of the organization",
        Role::Admin => "Admin: API keys, the audit trail, and everybody who is not an owner",
        Role::Member => "Member: inboxes; sees keys and members",
    }
}
