//! Identifying the key that a found text holds.

use chrono::{DateTime, TimeDelta, Utc};
use sendook_domain::accounts::OpenedAccount;
use sendook_domain::api_keys::IdentifiedKey;
use sendook_domain::authorization::permission::ManageKeys;
use sendook_domain::entities::KeyState;
use sendook_domain::policies::KeyChange;

use sendook_testkit::FixedClock;

use crate::house::House;
use crate::key_rotation::rotate;
use crate::requests::{key_request, origin};

const START: DateTime<Utc> = FixedClock::START;

fn all_in(house: &House, account: &OpenedAccount, text: &str) -> Vec<IdentifiedKey> {
    let grant = house.grant::<ManageKeys>(account);
    house.keys.identify(&grant, text).unwrap()
}

fn identify(house: &House, account: &OpenedAccount, text: &str) -> Option<IdentifiedKey> {
    all_in(house, account, text).into_iter().next()
}

#[test]
fn a_key_of_the_organization_is_named_with_its_state() {
    let house = House::new();
    let account = house.register("ada@example.com");
    let mut request = key_request("Found");
    let end = START + TimeDelta::hours(2);
    request.expires_at = Some(end);
    let key = house.make_key(&account, request);
    let state = || {
        let pasted = format!("\n{} ", key.secret.expose());
        let found = identify(&house, &account, &pasted).unwrap();
        assert_eq!(found.key.id, key.key.id);
        found.state
    };
    assert_eq!(state(), KeyState::Active);
    let grant = house.grant::<ManageKeys>(&account);
    let disable = KeyChange {
        active: Some(false),
        ..KeyChange::default()
    };
    let id = &key.key.id;
    house.keys.change(&grant, id, &disable, &origin()).unwrap();
    assert_eq!(state(), KeyState::Disabled);
    house.world.clock.set(end);
    assert_eq!(state(), KeyState::Expired { at: end });
}

#[test]
fn an_old_secret_is_known_with_its_own_end() {
    let house = House::new();
    let account = house.register("ada@example.com");
    let grace = TimeDelta::hours(1);
    let new = rotate(&house, &account, &account.api_key, grace);
    house.world.clock.advance(grace);
    for (secret, state) in [
        (
            &account.api_key.secret,
            KeyState::Expired { at: START + grace },
        ),
        (&new.secret, KeyState::Active),
    ] {
        let found = identify(&house, &account, secret.expose()).unwrap();
        assert_eq!((found.key.id, found.state), (new.key.id.clone(), state));
        assert_eq!(found.key.previous, None);
    }
}

#[test]
fn every_own_key_in_a_text_is_named() {
    let house = House::new();
    let (own, foreign) = (
        house.register("ada@example.com"),
        house.register("grace@example.com"),
    );
    let keys = house.make_keys(&own, 2);
    let text = format!(
        "A={}&B=\"{}\"\n{}\n{}",
        keys[1].secret.expose(),
        foreign.api_key.secret.expose(),
        own.session.token.expose(),
        keys[0].secret.expose(),
    );
    let found = all_in(&house, &own, &text).into_iter();
    let found: Vec<_> = found.map(|one| one.key.id).collect();
    assert_eq!(found, [keys[1].key.id.clone(), keys[0].key.id.clone()]);
}

#[test]
fn what_is_no_key_of_the_organization_is_nothing() {
    let house = House::new();
    let (own, foreign) = (
        house.register("ada@example.com"),
        house.register("grace@example.com"),
    );
    for text in [
        foreign.api_key.secret.expose(),
        own.session.token.expose(),
        "sndk_prod_",
        "",
    ] {
        assert!(identify(&house, &own, text).is_none());
    }
}

#[test]
fn to_identify_a_key_is_neither_a_use_nor_told() {
    let house = House::new();
    let account = house.register("ada@example.com");
    let events = house.world.store.audit_events();
    identify(&house, &account, account.api_key.secret.expose()).unwrap();
    house.flush();
    assert_eq!(house.world.store.audit_events(), events);
    let key = house.seen(&account, &account.api_key.key.id);
    assert_eq!(key.request_count, 0);
}
