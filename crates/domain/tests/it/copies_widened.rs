//! What widens counts at once as well: a copy says yes or nothing.

use chrono::{DateTime, TimeDelta, Utc};
use sendook_domain::accounts::OpenedAccount;
use sendook_domain::authentication::CredentialError;
use sendook_domain::authorization::permission::ManageKeys;
use sendook_domain::policies::{EndRotation, KeyChange, SessionLifetimes};
use sendook_testkit::FixedClock;

use crate::house::House;
use crate::key_rotation::rotate;
use crate::requests::origin;

const START: DateTime<Utc> = FixedClock::START;

/// Two servers on one store, and an account.
fn servers() -> (House, House, OpenedAccount) {
    let here = House::new();
    let account = here.register("ada@example.com");
    let elsewhere = here.other_server();
    (here, elsewhere, account)
}

fn change(house: &House, account: &OpenedAccount, change: &KeyChange) {
    let grant = house.grant::<ManageKeys>(account);
    let id = &account.api_key.key.id;
    house.keys.change(&grant, id, change, &origin()).unwrap();
}

#[test]
fn a_key_that_is_enabled_elsewhere_is_let_in_at_once() {
    let (here, elsewhere, account) = servers();
    let set = |active| KeyChange {
        active: Some(active),
        ..KeyChange::default()
    };
    let key = &account.api_key.secret;
    here.key(key).unwrap();
    change(&elsewhere, &account, &set(false));
    assert_eq!(here.key(key), Err(CredentialError::KeyDisabled));
    change(&elsewhere, &account, &set(true));
    assert!(here.key(key).is_ok());
}

#[test]
fn a_later_expiry_counts_at_once() {
    let (here, elsewhere, account) = servers();
    let end = |days| KeyChange {
        expires_at: Some(Some(START + TimeDelta::days(days))),
        ..KeyChange::default()
    };
    change(&elsewhere, &account, &end(1));
    here.key(&account.api_key.secret).unwrap();
    change(&elsewhere, &account, &end(3));
    here.world.clock.set(START + TimeDelta::days(2));
    assert!(here.key(&account.api_key.secret).is_ok());
}

#[test]
fn an_old_secret_lives_on_where_its_rotation_is_cancelled() {
    let (here, elsewhere, account) = servers();
    let new = rotate(&here, &account, &account.api_key, TimeDelta::hours(1));
    for secret in [&account.api_key.secret, &new.secret] {
        here.key(secret).unwrap();
    }
    let grant = elsewhere.grant::<ManageKeys>(&account);
    let cancelled =
        elsewhere
            .keys
            .end_rotation(&grant, &new.key.id, EndRotation::New, None, &origin());
    cancelled.unwrap().unwrap();
    here.world.clock.advance(TimeDelta::hours(2));
    assert!(here.key(&account.api_key.secret).is_ok());
    assert!(here.key(&new.secret).is_err());
}

/// A use is no invalidation, so this server is not notified of it.
#[test]
fn a_use_elsewhere_puts_the_end_of_a_session_off() {
    let day = TimeDelta::days(1);
    let here = House::with(|settings| {
        settings.lifetimes = SessionLifetimes {
            access_token: day * 30,
            session: day * 30,
            idle: day * 7,
        };
    });
    let token = here.register("ada@example.com").session.token;
    let elsewhere = here.other_server();
    here.user(&token).unwrap();
    here.world.clock.set(START + day * 6);
    elsewhere.user(&token).unwrap();
    elsewhere.flush();
    here.world.clock.set(START + day * 8);
    assert!(here.user(&token).is_ok());
    here.world.clock.set(START + day * 13);
    assert!(here.user(&token).is_err());
}
