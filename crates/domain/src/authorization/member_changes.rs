//! What becomes of a member, by the permission table: nobody manages, or makes, somebody above what the table lets them manage.

use super::permissions::{Action, Policy, RolePolicy};
use crate::denial::Denial;
use crate::entities::Role;
use crate::ports::{MemberUpdate, Standing};

/// Why a member stays what they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MemberRefusal {
    /// It takes a higher role.
    #[error(transparent)]
    Denied(#[from] Denial),
    /// They have another role than whoever asks believes.
    #[error("The member has another role by now.")]
    Outdated,
    /// The organization would have no owner.
    #[error("This is the last owner of the organization. Make somebody else an owner first.")]
    LastOwner,
}

/// Whether somebody with the role `by` may manage people with these roles: those that they have, and those that they are to have.
///
/// # Errors
/// [`Denial`] says which role it takes.
pub fn may_manage(by: Role, concerned: &[Role]) -> Result<(), Denial> {
    let action = if concerned.contains(&Role::Owner) {
        Action::ManageOwners
    } else {
        Action::ManageMembers
    };
    RolePolicy.decide(&by, &action)
}

/// Gives a member another role, as somebody with the role `by` asks.
///
/// # Errors
/// [`MemberRefusal`].
pub fn new_role(by: Role, member: Standing, to: Role) -> Result<MemberUpdate, MemberRefusal> {
    may_manage(by, &[member.role, to])?;
    if to == member.role {
        return Ok(MemberUpdate::Unchanged);
    }
    if member.is_last_owner {
        return Err(MemberRefusal::LastOwner);
    }
    Ok(MemberUpdate::Role(to))
}

/// Removes a member, as somebody with the role `by` asks; `None`: the member leaves.
///
/// # Errors
/// [`MemberRefusal`].
pub fn removal(by: Option<Role>, member: Standing) -> Result<MemberUpdate, MemberRefusal> {
    match by {
        Some(by) => may_manage(by, &[member.role])?,
        None => RolePolicy.decide(&member.role, &Action::LeaveOrganization)?,
    }
    if member.is_last_owner {
        return Err(MemberRefusal::LastOwner);
    }
    Ok(MemberUpdate::Removed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use Role::{Admin, Member, Owner};

    fn one_of_several(role: Role) -> Standing {
        Standing {
            role,
            is_last_owner: false,
        }
    }

    const LAST_OWNER: Standing = Standing {
        role: Owner,
        is_last_owner: true,
    };

    /// Who may make what of whom, by hand.
    fn is_expected(by: Role, from: Role, to: Role) -> bool {
        match by {
            Owner => true,
            Admin => from != Owner && to != Owner,
            Member => false,
        }
    }

    #[test]
    fn owners_manage_everyone_and_admins_whoever_is_and_becomes_no_owner() {
        for by in Role::ALL {
            for from in Role::ALL {
                for to in Role::ALL {
                    let decided = new_role(by, one_of_several(from), to);
                    let allowed = is_expected(by, from, to);
                    assert_eq!(decided.is_ok(), allowed, "{by:?}: {from:?} → {to:?}");
                    let changes = decided != Ok(MemberUpdate::Unchanged);
                    assert_eq!(changes, !allowed || from != to);
                }
                let removed = removal(Some(by), one_of_several(from)).is_ok();
                assert_eq!(removed, is_expected(by, from, from), "{by:?}: {from:?}");
            }
        }
    }

    #[test]
    fn everyone_may_leave_but_the_last_owner() {
        for role in Role::ALL {
            let left = removal(None, one_of_several(role));
            assert_eq!(left, Ok(MemberUpdate::Removed), "{role:?}");
        }
        assert_eq!(removal(None, LAST_OWNER), Err(MemberRefusal::LastOwner));
    }

    #[test]
    fn the_last_owner_stays_an_owner() {
        for to in [Admin, Member] {
            let decided = new_role(Owner, LAST_OWNER, to);
            assert_eq!(decided, Err(MemberRefusal::LastOwner));
        }
        let unchanged = new_role(Owner, LAST_OWNER, Owner);
        assert_eq!(unchanged, Ok(MemberUpdate::Unchanged));
        let removed = removal(Some(Owner), LAST_OWNER);
        assert_eq!(removed, Err(MemberRefusal::LastOwner));
    }

    #[test]
    fn a_role_that_is_too_low_is_told_before_the_last_owner() {
        let denied = Err(Denial::RoleTooLow(Owner).into());
        assert_eq!(new_role(Admin, LAST_OWNER, Member), denied);
        assert_eq!(removal(Some(Admin), LAST_OWNER), denied);
    }
}
