//! Keys that are tried after their end.

use chrono::{DateTime, TimeDelta, Utc};
use sendook_domain::accounts::OpenedAccount;
use sendook_domain::authorization::permission::ManageKeys;
use sendook_domain::entities::{Actor, AuditAction};
use sendook_domain::policies::KeyChange;
use sendook_testkit::FixedClock;

use crate::house::House;
use crate::requests::origin;

const START: DateTime<Utc> = FixedClock::START;

fn house() -> (House, OpenedAccount) {
    let house = House::new();
    let account = house.register("ada@example.com");
    (house, account)
}

fn disable(house: &House, account: &OpenedAccount) {
    let grant = house.grant::<ManageKeys>(account);
    let change = KeyChange {
        active: Some(false),
        ..KeyChange::default()
    };
    let id = &account.api_key.key.id;
    house.keys.change(&grant, id, &change, &origin()).unwrap();
}

#[test]
fn use_after_the_end_is_told_once_an_hour_and_from_where() {
    let (house, account) = house();
    disable(&house, &account);
    let secret = &account.api_key.secret;
    let minutes = |minutes| START + TimeDelta::minutes(minutes);
    for (minute, told) in [
        (0, 1),
        (1, 1),
        (59, 1),
        (60, 1),
        (61, 2),
        (62, 2),
        (121, 2),
        (122, 3),
    ] {
        house.world.clock.set(minutes(minute));
        assert!(house.key(secret).is_err());
        house.flush();
        assert_eq!(
            house.told(AuditAction::KeyUsedAfterEnd),
            told,
            "minute {minute}"
        );
    }
    assert_eq!(
        house.seen(&account, &account.api_key.key.id).request_count,
        0
    );
}

#[test]
fn a_line_about_use_after_the_end_says_which_key_when_and_from_where() {
    let (house, account) = house();
    disable(&house, &account);
    assert!(house.key(&account.api_key.secret).is_err());
    house.world.clock.advance(TimeDelta::seconds(30));
    house.world.store.set_away(true);
    assert!(house.try_flush().is_err());
    house.world.store.set_away(false);
    house.flush();
    let event = house.world.store.audit_events().pop().unwrap();
    let key = &account.api_key.key.id;
    assert_eq!(event.action, AuditAction::KeyUsedAfterEnd);
    assert_eq!((event.at, event.origin.ip), (START, origin().ip));
    assert_eq!(event.actor, Actor::Key(key.clone()));
    assert_eq!(event.target, Some(key.to_string()));
    assert_eq!(
        event.organization_id,
        Some(account.membership.organization().id.clone())
    );
}

#[test]
fn unknown_keys_are_not_told() {
    let (house, account) = house();
    let grant = house.grant::<ManageKeys>(&account);
    let id = &account.api_key.key.id;
    house.keys.delete(&grant, id, &origin()).unwrap();
    // The session that deleted it.
    house.flush();
    assert!(house.key(&account.api_key.secret).is_err());
    let calls = house.world.store.calls();
    house.flush();
    assert_eq!(house.world.store.calls(), calls);
}

#[test]
fn a_clock_that_is_set_back_does_not_silence_use_after_the_end() {
    let (house, account) = house();
    let secret = account.api_key.secret.clone();
    disable(&house, &account);
    let told = || house.told(AuditAction::KeyUsedAfterEnd);
    house.world.clock.advance(TimeDelta::hours(3));
    for count in [1, 2] {
        assert!(house.key(&secret).is_err());
        house.flush();
        assert_eq!(told(), count);
        house.world.clock.advance(-TimeDelta::hours(3));
        house.flush();
    }
}
