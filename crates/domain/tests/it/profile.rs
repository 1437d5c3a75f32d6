use chrono::TimeDelta;
use sendook_domain::authorization::permission::ReadOrganization;
use sendook_domain::entities::{Actor, AuditAction, Role};
use sendook_domain::values::PersonName;
use sendook_testkit::FixedClock;

use crate::house::House;
use crate::requests::origin;

#[test]
fn a_new_name_is_kept_and_told() {
    let house = House::new();
    let account = house.register("ada@example.com");
    let session = house.user(&account.session.token).unwrap();
    house.world.clock.advance(TimeDelta::seconds(1));
    let first = PersonName::parse("Augusta").unwrap();
    let last = PersonName::parse("King").unwrap();
    let renamed = house
        .profile
        .rename(&session, &first, Some(&last), &origin());
    let renamed = renamed.unwrap().unwrap();
    assert_eq!(renamed.first_name, first);
    assert_eq!(renamed.last_name, Some(last));
    let later = FixedClock::START + TimeDelta::seconds(1);
    assert_eq!(renamed.updated_at, later);
    assert_eq!(
        house.sessions.user(&session).unwrap().as_ref(),
        Some(&renamed)
    );
    let event = house.world.store.audit_events().pop().unwrap();
    assert_eq!(event.action, AuditAction::UserRenamed);
    assert_eq!(event.actor, Actor::User(renamed.id.clone()));
    assert_eq!(event.user_id, Some(renamed.id));
    let without = house.profile.rename(&session, &first, None, &origin());
    assert_eq!(without.unwrap().unwrap().last_name, None);
}

#[test]
fn members_are_named_to_members_alone() {
    let house = House::new();
    let account = house.register("ada@example.com");
    let stranger = house.register("grace@example.com").session.user;
    let grant = house.grant::<ReadOrganization>(&account);
    let own = house.organizations.member(&grant, &account.session.user.id);
    assert_eq!(own.unwrap(), Some((account.session.user, Role::Owner)));
    assert_eq!(
        house.organizations.member(&grant, &stranger.id).unwrap(),
        None
    );
}
