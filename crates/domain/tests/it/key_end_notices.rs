//! What organizations are told by mail about keys that end soon.

use chrono::TimeDelta;
use sendook_domain::accounts::OpenedAccount;
use sendook_domain::api_keys::KeyRequest;
use sendook_domain::authorization::permission::ManageKeys;
use sendook_domain::entities::{ApiKey, MailContent, Role, User};
use sendook_domain::key_end_notices::KeyEndRound;
use sendook_domain::mail_dispatch::Delivery;
use sendook_domain::policies::KeyChange;
use sendook_testkit::FixedClock;

use crate::accounts::PASSWORD;
use crate::house::House;
use crate::requests::{key_request, origin};

const ADA: &str = "ada@example.com";

fn house() -> House {
    House::with(|settings| settings.mail = true)
}

/// Generates a key that ends so many days after the start.
fn key_until(house: &House, account: &OpenedAccount, days: i64) -> ApiKey {
    let request = KeyRequest {
        expires_at: Some(FixedClock::START + TimeDelta::days(days)),
        ..key_request(&format!("Day {days}"))
    };
    house.make_key(account, request).key
}

/// A round of a server that has just started, until it is over.
fn tell(house: &House) {
    let mut round = KeyEndRound::default();
    while !round.is_over() {
        house.key_end_notices.tell_some(&mut round).unwrap();
    }
}

/// Sends what waits, and gives to whom, and the names of which keys.
fn told(house: &House) -> Vec<(String, Vec<String>)> {
    let dispatch = &house.mail_dispatch;
    let mut told = Vec::new();
    while let Some(mail) = dispatch.next().unwrap() {
        dispatch.settle(&mail, Delivery::Accepted).unwrap();
        if let MailContent::KeysEnding { keys, .. } = mail.mail.content {
            let names = keys.iter().map(|key| key.name.as_str().to_owned());
            told.push((mail.mail.recipient.as_typed().to_owned(), names.collect()));
        }
    }
    told.sort();
    told
}

fn on(house: &House, days: i64) -> Vec<(String, Vec<String>)> {
    house
        .world
        .clock
        .set(FixedClock::START + TimeDelta::days(days));
    tell(house);
    told(house)
}

fn to_ada(names: &[&str]) -> Vec<(String, Vec<String>)> {
    let names = names.iter().map(|name| (*name).to_owned());
    vec![(ADA.to_owned(), names.collect())]
}

#[test]
fn a_key_is_told_seven_days_ahead_and_one_day_ahead_and_at_no_other_time() {
    let house = house();
    let ada = house.register(ADA);
    key_until(&house, &ada, 20);
    for day in 1..=22 {
        let expected = match day {
            13 | 19 => to_ada(&["Day 20"]),
            _ => Vec::new(),
        };
        assert_eq!(on(&house, day), expected, "day {day}");
        assert_eq!(on(&house, day), [], "again on day {day}");
    }
}

#[test]
fn one_mail_lists_all_keys_of_a_day_and_those_that_were_missed() {
    let house = house();
    let ada = house.register(ADA);
    for days in [14, 12, 20, 11, 30] {
        key_until(&house, &ada, days);
    }
    assert_eq!(on(&house, 4), to_ada(&["Day 11"]));
    // No server runs for a week.
    assert_eq!(on(&house, 11), to_ada(&["Day 12", "Day 14"]));
    assert_eq!(on(&house, 13), to_ada(&["Day 14", "Day 20"]));
}

#[test]
fn keys_that_are_disabled_deleted_or_without_end_are_not_told() {
    let house = house();
    let mut ada = house.register(ADA);
    let disabled = key_until(&house, &ada, 20);
    let change = KeyChange {
        active: Some(false),
        ..KeyChange::default()
    };
    let grant = house.grant::<ManageKeys>(&ada);
    let disabled = house.keys.change(&grant, &disabled.id, &change, &origin());
    assert!(!disabled.unwrap().unwrap().active);
    assert!(ada.api_key.key.expires_at.is_none());
    assert_eq!(on(&house, 13), []);
    ada.session = house.log_in(ADA, PASSWORD).unwrap();
    key_until(&house, &ada, 20);
    assert_eq!(on(&house, 14), [], "made later than seven days ahead");
    assert_eq!(on(&house, 19), to_ada(&["Day 20"]));
}

#[test]
fn owners_and_admins_are_told_and_members_and_other_organizations_are_not() {
    let house = house();
    let ada = house.register(ADA);
    let organization = &ada.membership.organization().id;
    for (address, role) in [
        ("grace@example.com", Role::Admin),
        ("hedy@example.com", Role::Member),
    ] {
        let user: User = house.register(address).session.user;
        house.world.store.set_role(&user.id, organization, role);
    }
    key_until(&house, &ada, 20);
    let names = vec!["Day 20".to_owned()];
    let expected = [ADA, "grace@example.com"].map(|to| (to.to_owned(), names.clone()));
    assert_eq!(on(&house, 13), expected);
}

#[test]
fn two_servers_tell_once_and_each_goes_on_where_it_was() {
    let house = house();
    let ada = house.register(ADA);
    key_until(&house, &ada, 20);
    let other = house.other_server();
    house
        .world
        .clock
        .set(FixedClock::START + TimeDelta::days(13));
    let (mut one, mut two) = (KeyEndRound::default(), KeyEndRound::default());
    house.key_end_notices.tell_some(&mut one).unwrap();
    other.key_end_notices.tell_some(&mut two).unwrap();
    assert!(one.is_over() && two.is_over());
    assert_eq!(told(&house), to_ada(&["Day 20"]));
    let calls = house.world.store.calls();
    house.key_end_notices.tell_some(&mut one).unwrap();
    assert_eq!(house.world.store.calls(), calls, "the day is done");
}

#[test]
fn more_keys_than_a_step_looks_at_are_told_in_several() {
    let house = house();
    let ada = house.register(ADA);
    for _ in 0..201 {
        key_until(&house, &ada, 20);
    }
    house
        .world
        .clock
        .set(FixedClock::START + TimeDelta::days(13));
    let mut round = KeyEndRound::default();
    house.key_end_notices.tell_some(&mut round).unwrap();
    assert!(!round.is_over());
    house.key_end_notices.tell_some(&mut round).unwrap();
    assert!(round.is_over());
    let told = told(&house);
    assert_eq!((told.len(), told[0].1.len()), (1, 20));
}

#[test]
fn what_could_not_be_told_is_told_by_the_next_round_of_the_day() {
    let house = house();
    let ada = house.register(ADA);
    key_until(&house, &ada, 20);
    house
        .world
        .clock
        .set(FixedClock::START + TimeDelta::days(13));
    let mut round = KeyEndRound::default();
    // The keys that end, and then those of the organization.
    house.world.store.fail_call(2);
    house.key_end_notices.tell_some(&mut round).unwrap_err();
    assert!(!round.is_over());
    assert_eq!(told(&house), []);
    house.key_end_notices.tell_some(&mut round).unwrap();
    assert_eq!(told(&house), to_ada(&["Day 20"]));
}

#[test]
fn without_mail_nothing_is_told_and_nothing_noted() {
    let house = House::new();
    let ada = house.register(ADA);
    key_until(&house, &ada, 20);
    assert_eq!(on(&house, 13), []);
    let with_mail = house.with_mail();
    tell(&with_mail);
    assert_eq!(told(&with_mail), to_ada(&["Day 20"]));
}
