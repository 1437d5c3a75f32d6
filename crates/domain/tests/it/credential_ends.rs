//! What a holder learns about the expiry of the credential that it presented.

use chrono::{DateTime, TimeDelta, Utc};
use sendook_domain::accounts::OpenedAccount;
use sendook_domain::authentication::Caller;
use sendook_domain::values::Secret;
use sendook_testkit::FixedClock;

use crate::house::House;
use crate::key_rotation::rotate;
use crate::requests::key_request;

const START: DateTime<Utc> = FixedClock::START;
const MOMENT: TimeDelta = TimeDelta::microseconds(1);
const WEEK: TimeDelta = TimeDelta::days(7);

fn house() -> (House, OpenedAccount) {
    let house = House::new();
    let account = house.register("ada@example.com");
    (house, account)
}

/// What the holder of a secret learns, whichever way it was authenticated.
fn heard(house: &House, secret: &Secret) -> Option<DateTime<Utc>> {
    let holder = house.key(secret).unwrap();
    let caller = house.caller(Some(secret.expose())).unwrap();
    assert_eq!(caller, Caller::Key(holder.clone()));
    let ends_soon = holder.ends_soon();
    let authenticator = house.authenticator(house.either_strategy());
    let notice = authenticator.notice(&caller);
    assert_eq!(notice.and_then(|notice| notice.ends_soon), ends_soon);
    ends_soon
}

#[test]
fn a_key_with_less_than_a_week_to_live_says_so() {
    let (house, account) = house();
    for (lives, soon) in [
        (None, false),
        (Some(WEEK + MOMENT), false),
        (Some(WEEK), false),
        (Some(WEEK - MOMENT), true),
        (Some(MOMENT), true),
    ] {
        let mut request = key_request("Limited");
        request.expires_at = lives.map(|lives| START + lives);
        let key = house.make_key(&account, request.clone());
        let expected = request.expires_at.filter(|_| soon);
        assert_eq!(heard(&house, &key.secret), expected, "{lives:?}");
    }
}

#[test]
fn the_old_secret_says_so_and_the_new_one_does_not() {
    let (house, account) = house();
    for grace in [TimeDelta::hours(1), WEEK] {
        let key = house.make_key(&account, key_request("Rotated"));
        let new = rotate(&house, &account, &key, grace);
        assert_eq!(heard(&house, &key.secret), Some(START + grace));
        assert_eq!(heard(&house, &new.secret), None);
    }
}

#[test]
fn the_earlier_of_two_ends_is_told() {
    let (house, account) = house();
    let mut request = key_request("Both");
    request.expires_at = Some(START + TimeDelta::days(3));
    let key = house.make_key(&account, request);
    let new = rotate(&house, &account, &key, TimeDelta::days(2));
    assert_eq!(heard(&house, &key.secret), Some(START + TimeDelta::days(2)));
    assert_eq!(heard(&house, &new.secret), Some(START + TimeDelta::days(3)));
}

#[test]
fn a_person_hears_nothing() {
    let (house, account) = house();
    let token = account.session.token.expose();
    let caller = house.caller(Some(token)).unwrap();
    let authenticator = house.authenticator(house.either_strategy());
    assert_eq!(authenticator.notice(&caller), None);
}
