use chrono::TimeDelta;
use sendook_domain::authorization::{Action, Denial};
use sendook_domain::entities::{Actor, AuditAction, Role};
use sendook_domain::values::OrganizationName;
use sendook_testkit::FixedClock;
use sendook_testkit::builders::an_id;

use crate::house::{House, origin};

#[test]
fn strangers_learn_nothing_not_even_whether_it_exists() {
    let house = House::new();
    let stranger = house.register("ada@example.com").session.token;
    let stranger = house.user(&stranger).unwrap();
    let foreign = house
        .register("grace@example.com")
        .membership
        .organization
        .id;
    for organization in [foreign, an_id()] {
        for action in Action::ALL {
            let entered = house.organizations.enter(&stranger, &organization, action);
            assert_eq!(entered.unwrap(), Err(Denial::NotAMember), "{action:?}");
        }
    }
}

#[test]
fn an_owner_may_do_everything_in_the_own_organization() {
    let house = House::new();
    let account = house.register("ada@example.com");
    let session = house.user(&account.session.token).unwrap();
    let id = &account.membership.organization.id;
    for action in Action::ALL {
        let entered = house.organizations.enter(&session, id, action).unwrap();
        let (grant, membership) = entered.unwrap();
        assert_eq!(grant.organization_id(), id);
        assert_eq!(grant.actor(), &Actor::User(session.user_id.clone()));
        assert_eq!(membership, account.membership);
    }
    let listed = house.organizations.of_user(&session.user_id).unwrap();
    assert_eq!(listed, [account.membership]);
}

#[test]
fn a_role_that_is_too_low_is_named() {
    let house = House::new();
    let guest = house.register("ada@example.com").session;
    let organization = house.register("grace@example.com").membership.organization;
    let id = &organization.id;
    let store = &house.world.store;
    let session = house.user(&guest.token).unwrap();
    for (role, may) in [(Role::Admin, true), (Role::Member, false)] {
        store.set_role(&guest.user.id, id, role);
        for action in [
            Action::ManageKeys,
            Action::RenameOrganization,
            Action::ReadAudit,
        ] {
            let entered = house.organizations.enter(&session, id, action).unwrap();
            let too_low = entered == Err(Denial::RoleTooLow(Role::Admin));
            assert_eq!(
                (entered.is_ok(), too_low),
                (may, !may),
                "{role:?} {action:?}"
            );
        }
        house.enter(&session, id, Action::CreateInboxes);
    }
    let listed = house.organizations.of_user(&guest.user.id).unwrap();
    assert_eq!(listed.len(), 2);
}

#[test]
fn a_new_name_is_kept_and_told() {
    let house = House::new();
    let account = house.register("ada@example.com");
    let grant = house.grant(&account, Action::RenameOrganization);
    house.world.clock.advance(TimeDelta::seconds(1));
    let name = OrganizationName::parse("Analytical Engines").unwrap();
    let renamed = house.organizations.rename(&grant, &name, &origin());
    let renamed = renamed.unwrap().unwrap();
    assert_eq!(renamed.name, name);
    assert_eq!(renamed.created_at, FixedClock::START);
    assert_eq!(
        renamed.updated_at,
        FixedClock::START + TimeDelta::seconds(1)
    );
    let found = house.organizations.of_user(&account.session.user.id);
    let found = found.unwrap().pop().unwrap();
    assert_eq!(found.organization, renamed);
    let event = house.world.store.audit_events().pop().unwrap();
    assert_eq!(event.action, AuditAction::OrganizationRenamed);
    assert_eq!(event.organization_id, Some(renamed.id));
}
