//! An organization that requires a second factor: who has none may leave, and nothing else.

use sendook_domain::authorization::permission::{LeaveOrganization, ReadMembers};
use sendook_domain::authorization::{Denial, Grant};
use sendook_domain::entities::{AuditAction, Organization, Role};
use sendook_domain::invitations::InviteError;
use sendook_domain::members::MemberError;
use sendook_domain::organizations::MembershipError;
use sendook_domain::ports::{OrganizationChange, Organizations as _, Pagination};
use sendook_domain::values::{EmailAddress, Id};
use sendook_testkit::builders::{a_moment, an_audit_event};

use crate::apps::add_app;
use crate::house::House;
use crate::introspection::{ask, house};
use crate::members::Team;
use crate::requests::origin;

/// From now on, members of the organization need a second factor.
fn require_factor(house: &House, organization: &Id<Organization>) {
    let event = an_audit_event(AuditAction::SecondFactorRequirementChanged);
    let store = &house.world.store;
    let required = store.change_organization(
        organization,
        &OrganizationChange::second_factor(true),
        a_moment(),
        &[event],
    );
    assert!(required.unwrap().unwrap().requires_second_factor);
}

#[test]
fn members_without_a_factor_are_listed() {
    let team = Team::new();
    let grant = Grant::<ReadMembers>::for_member(&team.enter(Role::Member)).unwrap();
    let without = |limit| {
        let page = Pagination { limit, after: None };
        let found = team.house.members.without_second_factor(&grant, &page);
        let found = found.unwrap();
        let ids: Vec<_> = found.items.into_iter().map(|user| user.id).collect();
        (ids, found.next.is_some())
    };
    let [owner, admin, member] = Role::ALL.map(|role| team.session(role).user_id().clone());
    assert_eq!(without(2), (vec![member.clone(), admin], true));
    add_app(&team.house, &team.session(Role::Admin));
    assert_eq!(without(2), (vec![member, owner], false));
}

#[test]
fn who_lacks_a_required_factor_may_leave_and_nothing_else() {
    let team = Team::new();
    require_factor(&team.house, team.id());
    let missing =
        |refused: MemberError| matches!(refused, MemberError::Denied(Denial::SecondFactorMissing));
    let barred = team.enter(Role::Admin);
    assert!(barred.lacks_second_factor());
    let read = Grant::<ReadMembers>::for_member(&barred);
    assert_eq!(read, Err(Denial::SecondFactorMissing));
    assert!(Grant::<LeaveOrganization>::for_member(&barred).is_ok());
    let changed = team.change(Role::Admin, Role::Member, Role::Admin);
    assert!(missing(changed.unwrap_err()));
    assert!(missing(team.remove(Role::Admin, Role::Member).unwrap_err()));
    let house = &team.house;
    let email = EmailAddress::parse("joan@example.com").unwrap();
    let invited = (house.invitations).invite(&barred, email, Role::Member, &origin(), None);
    let missing_to_invite = InviteError::Denied(Denial::SecondFactorMissing);
    assert_eq!(
        invited.unwrap_err().to_string(),
        missing_to_invite.to_string()
    );
    let owner = team.enter(Role::Owner);
    let organizations = &house.organizations;
    let lifted = organizations.change(&owner, &OrganizationChange::second_factor(false), &origin());
    assert!(matches!(
        lifted,
        Err(MembershipError::Denied(Denial::SecondFactorMissing))
    ));
    assert_eq!(team.remove(Role::Admin, Role::Admin).unwrap(), Role::Admin);
    add_app(house, &team.session(Role::Owner));
    assert!(!team.enter(Role::Owner).lacks_second_factor());
    assert_eq!(
        team.remove(Role::Owner, Role::Member).unwrap(),
        Role::Member
    );
}

#[test]
fn who_lacks_a_required_factor_is_unknown_and_their_session_can_be_ended() {
    let (house, account, grant) = house();
    let organization = account.membership.organization().id.clone();
    let member = house.register("eve@example.com");
    let user = &member.session.user.id;
    let store = &house.world.store;
    store.set_role(user, &organization, Role::Member);
    let token = &member.session.token;
    assert!(ask(&house, &grant, token).is_some());
    require_factor(&house, &organization);
    assert!(ask(&house, &grant, token).is_none());
    let session = house.user(token).unwrap();
    add_app(&house, &session);
    assert!(ask(&house, &grant, token).is_some());
    // Of somebody else, who has none either.
    let barred = &account.session.token;
    assert!(ask(&house, &grant, barred).is_none());
    let revoke = house
        .introspection
        .revoke(&grant, barred.expose(), &origin());
    revoke.unwrap();
    assert!(house.user(barred).is_err());
}
