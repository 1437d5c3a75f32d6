//! What an invitation is good for, as its maker stands now.

use chrono::{DateTime, Utc};

use super::member_changes::may_manage;
use crate::entities::StoredInvitation;
use crate::values::EmailAddress;

/// Why an invitation is not accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvitationRefusal {
    /// It has expired, or its maker may no longer make it: answered as one that never was.
    #[error(
        "This invitation is not valid: it was used, ended or replaced by a newer one, has expired, or was made by somebody who may no \
         longer invite people. Ask for a new one."
    )]
    Invalid,
    /// It is for somebody else.
    #[error("This invitation is for another e-mail address.")]
    ForAnotherAddress,
}

/// Whether an invitation can be accepted at `now`: until it expires, and as long as its maker may make it, which takes a second
/// factor where the organization requires one.
pub fn is_open(stored: &StoredInvitation, now: DateTime<Utc>) -> bool {
    let invitation = &stored.invitation;
    let allowed = |maker| may_manage(maker, &[invitation.role]).is_ok();
    let is_let_in = stored.maker_has_factor || !stored.organization.requires_second_factor;
    now < invitation.expires_at && is_let_in && stored.maker_role.is_some_and(allowed)
}

/// Lets the person with this address accept an invitation at `now`.
///
/// # Errors
/// [`InvitationRefusal`].
pub fn admit(
    stored: &StoredInvitation,
    email: &EmailAddress,
    now: DateTime<Utc>,
) -> Result<(), InvitationRefusal> {
    if !is_open(stored, now) {
        return Err(InvitationRefusal::Invalid);
    }
    if stored.invitation.email.key() != email.key() {
        return Err(InvitationRefusal::ForAnotherAddress);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;
    use crate::entities::{Invitation, Organization, Role};
    use crate::ports::MemberUpdate;
    use crate::values::{Id, OrganizationName};

    const END: DateTime<Utc> = DateTime::UNIX_EPOCH;

    fn stored(role: Role, maker_role: Option<Role>) -> StoredInvitation {
        let organization = Organization {
            id: Id::parse("org_01h455vb4pex5vsknk084sn02q").unwrap(),
            name: OrganizationName::parse("Analytical Engines").unwrap(),
            requires_second_factor: false,
            created_at: END,
            updated_at: END,
        };
        StoredInvitation {
            invitation: Invitation {
                id: Id::parse("invitation_01h455vb4pex5vsknk084sn02q").unwrap(),
                organization_id: organization.id.clone(),
                email: EmailAddress::parse("Grace@Example.com").unwrap(),
                role,
                created_by: Id::parse("user_01h455vb4pex5vsknk084sn02q").unwrap(),
                created_at: END - TimeDelta::days(7),
                expires_at: END,
            },
            organization,
            maker_role,
            maker_has_factor: false,
        }
    }

    #[test]
    fn an_invitation_is_good_as_long_as_its_maker_may_make_it() {
        let before = END - TimeDelta::microseconds(1);
        for role in Role::ALL {
            for maker in Role::ALL {
                let allowed = match maker {
                    Role::Owner => true,
                    Role::Admin => role != Role::Owner,
                    Role::Member => false,
                };
                let invitation = stored(role, Some(maker));
                assert_eq!(is_open(&invitation, before), allowed, "{role:?} {maker:?}");
            }
            assert!(!is_open(&stored(role, None), before), "{role:?}");
        }
    }

    #[test]
    fn what_the_maker_may_no_longer_make_ends() {
        for invited in Role::ALL {
            for role in Role::ALL {
                let may = may_manage(role, &[invited]).is_ok();
                let update = MemberUpdate::Role(role);
                assert_eq!(update.ends_invitation_to(invited), !may, "{role:?}");
            }
            assert!(MemberUpdate::Removed.ends_invitation_to(invited));
            assert!(!MemberUpdate::Unchanged.ends_invitation_to(invited));
        }
    }

    #[test]
    fn an_invitation_waits_for_the_factor_that_its_maker_lacks() {
        let before = END - TimeDelta::microseconds(1);
        for (required, has_factor, good) in [
            (false, false, true),
            (false, true, true),
            (true, false, false),
            (true, true, true),
        ] {
            let mut invitation = stored(Role::Member, Some(Role::Owner));
            invitation.organization.requires_second_factor = required;
            invitation.maker_has_factor = has_factor;
            assert_eq!(
                is_open(&invitation, before),
                good,
                "{required} {has_factor}"
            );
        }
    }

    #[test]
    fn an_invitation_ends_at_its_end() {
        let invitation = stored(Role::Member, Some(Role::Owner));
        assert!(is_open(&invitation, END - TimeDelta::microseconds(1)));
        assert!(!is_open(&invitation, END));
    }

    #[test]
    fn an_invitation_is_for_one_address_in_any_letter_case() {
        let invitation = stored(Role::Member, Some(Role::Owner));
        let before = END - TimeDelta::microseconds(1);
        let ask = |email: &str, now| admit(&invitation, &EmailAddress::parse(email).unwrap(), now);
        assert_eq!(ask("grace@example.com", before), Ok(()));
        let another = Err(InvitationRefusal::ForAnotherAddress);
        assert_eq!(ask("ada@example.com", before), another);
        // An invitation that is over is not told apart from one that never was.
        let invalid = Err(InvitationRefusal::Invalid);
        assert_eq!(ask("ada@example.com", END), invalid);
    }
}
