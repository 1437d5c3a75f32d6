use chrono::TimeDelta;
use sendook_domain::authorization::permission::{CreateInboxes, RenameOrganization};
use sendook_domain::authorization::{Action, Denial, Grant, Policy, RolePolicy};
use sendook_domain::entities::{Actor, AuditAction, Role};
use sendook_domain::organizations::MembershipError;
use sendook_domain::ports::OrganizationChange;
use sendook_domain::values::OrganizationName;
use sendook_testkit::FixedClock;
use sendook_testkit::builders::an_id;

use crate::house::House;
use crate::requests::origin;

#[test]
fn strangers_learn_nothing_not_even_whether_it_exists() {
    let house = House::new();
    let stranger = house.register("ada@example.com").session.token;
    let stranger = house.user(&stranger).unwrap();
    let foreign = house
        .register("grace@example.com")
        .membership
        .organization()
        .id
        .clone();
    for organization in [foreign, an_id()] {
        let refused = house.organizations.enter(&stranger, &organization);
        assert!(matches!(
            refused,
            Err(MembershipError::Denied(Denial::NotAMember))
        ));
    }
}

#[test]
fn an_owner_may_do_everything_in_the_own_organization() {
    let house = House::new();
    let account = house.register("ada@example.com");
    let session = house.user(&account.session.token).unwrap();
    let id = &account.membership.organization().id;
    let membership = house.organizations.enter(&session, id).unwrap();
    assert_eq!(membership, account.membership);
    let grant = Grant::<RenameOrganization>::for_member(&membership).unwrap();
    assert_eq!(grant.organization_id(), id);
    assert_eq!(grant.actor(), &Actor::User(session.user_id().clone()));
    for action in Action::ALL {
        assert_eq!(RolePolicy.decide(&membership.role(), action), Ok(()));
    }
    let listed = house.organizations.of_user(&session).unwrap();
    assert_eq!(listed, [account.membership]);
}

#[test]
fn a_role_that_is_too_low_is_named() {
    let house = House::new();
    let guest = house.register("ada@example.com").session;
    let membership = house.register("grace@example.com").membership;
    let id = &membership.organization().id;
    let store = &house.world.store;
    let session = house.user(&guest.token).unwrap();
    for (role, may) in [(Role::Admin, true), (Role::Member, false)] {
        store.set_role(&guest.user.id, id, role);
        let membership = house.organizations.enter(&session, id).unwrap();
        let expected = may.then_some(()).ok_or(Denial::RoleTooLow(Role::Admin));
        let asked = Grant::<RenameOrganization>::for_member(&membership);
        assert_eq!(asked.map(|_| ()), expected, "{role:?}");
        for action in [Action::ManageKeys, Action::ReadAudit] {
            let decided = RolePolicy.decide(&membership.role(), &action);
            assert_eq!(decided, expected, "{role:?} {action:?}");
        }
        house.enter::<CreateInboxes>(&session, id);
    }
    let listed = house.organizations.of_user(&session).unwrap();
    assert_eq!(listed.len(), 2);
}

#[test]
fn a_new_name_is_kept_and_told() {
    let house = House::new();
    let account = house.register("ada@example.com");
    house.world.clock.advance(TimeDelta::seconds(1));
    let name = OrganizationName::parse("Analytical Engines").unwrap();
    let change = OrganizationChange::name(name.clone());
    let renamed = house
        .organizations
        .change(&account.membership, &change, &origin());
    let renamed = renamed.unwrap().unwrap();
    assert_eq!(renamed.name, name);
    assert_eq!(renamed.created_at, FixedClock::START);
    assert_eq!(
        renamed.updated_at,
        FixedClock::START + TimeDelta::seconds(1)
    );
    let session = account.membership.session();
    let found = house.organizations.of_user(session);
    let found = found.unwrap().pop().unwrap();
    assert_eq!(found.organization(), &renamed);
    let event = house.world.store.audit_events().pop().unwrap();
    assert_eq!(event.action, AuditAction::OrganizationRenamed);
    assert_eq!(event.organization_id, Some(renamed.id));
}

#[test]
fn of_two_changes_neither_is_made_where_one_is_refused() {
    let house = House::new();
    let account = house.register("ada@example.com");
    let change = OrganizationChange {
        name: Some(OrganizationName::parse("Analytical Engines").unwrap()),
        requires_second_factor: Some(true),
    };
    let refused = house
        .organizations
        .change(&account.membership, &change, &origin());
    assert!(matches!(
        refused,
        Err(MembershipError::Denied(Denial::SecondFactorMissing))
    ));
    let session = account.membership.session();
    let found = house.organizations.of_user(session);
    assert_eq!(found.unwrap(), [account.membership]);
}
