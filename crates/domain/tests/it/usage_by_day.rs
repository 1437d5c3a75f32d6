//! The requests of each day are counted where they belong, and told without gaps.

use chrono::{DateTime, TimeDelta, Utc};
use sendook_domain::accounts::OpenedAccount;
use sendook_domain::authorization::permission::{ReadKeys, ReadOrganization};
use sendook_domain::policies::SessionLifetimes;
use sendook_domain::ports::UsageCounts as _;
use sendook_domain::upkeep::Housekeeping;
use sendook_domain::usage::{UsageReport, UsageWindow};

use crate::house::House;
use crate::key_rotation::rotate;
use crate::requests::key_request;

fn moment(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

/// A person who registered just before midnight.
fn house() -> (House, OpenedAccount) {
    let house = House::new();
    house.world.clock.set(moment("2026-03-01T23:59:58Z"));
    let account = house.register("ada@example.com");
    (house, account)
}

fn of_key(house: &House, account: &OpenedAccount, days: u8) -> UsageReport {
    let grant = house.grant::<ReadKeys>(account);
    let window = UsageWindow::new(days).unwrap();
    let id = &account.api_key.key.id;
    house.usage.of_key(&grant, id, window).unwrap().unwrap()
}

fn of_organization(house: &House, account: &OpenedAccount, days: u8) -> UsageReport {
    let grant = house.grant::<ReadOrganization>(account);
    let window = UsageWindow::new(days).unwrap();
    house.usage.of_organization(&grant, window).unwrap()
}

fn requests(report: &UsageReport) -> Vec<u64> {
    report.days.iter().map(|day| day.requests).collect()
}

#[test]
fn requests_around_midnight_belong_to_their_own_day() {
    let (house, account) = house();
    // Two servers' requests may be noted out of order.
    for second in ["23:59:58", "23:59:59.999999"] {
        house
            .world
            .clock
            .set(moment(&format!("2026-03-01T{second}Z")));
        house.key(&account.api_key.secret).unwrap();
    }
    for time in ["02T00:00:00", "01T23:59:59", "02T00:00:01"] {
        house.world.clock.set(moment(&format!("2026-03-{time}Z")));
        house.key(&account.api_key.secret).unwrap();
    }
    house.flush();
    let report = of_key(&house, &account, 3);
    assert_eq!(requests(&report), [0, 3, 2]);
    assert_eq!(report.total(), 5);
    assert_eq!(requests(&of_organization(&house, &account, 3)), [0, 3, 2]);
}

#[test]
fn what_could_not_be_written_before_midnight_is_counted_once_and_on_its_day() {
    let (house, account) = house();
    house.key(&account.api_key.secret).unwrap();
    house.world.store.set_away(true);
    assert!(house.try_flush().is_err());
    house.world.store.set_away(false);
    house.world.clock.advance(TimeDelta::minutes(5));
    for _ in 0..2 {
        house.key(&account.api_key.secret).unwrap();
    }
    house.world.store.fail_call(1);
    assert!(house.try_flush().is_err());
    house.flush();
    house.flush();
    assert_eq!(requests(&of_key(&house, &account, 2)), [1, 2]);
}

#[test]
fn both_secrets_of_a_key_and_all_keys_of_an_organization_count() {
    let (house, account) = house();
    let new = rotate(&house, &account, &account.api_key, TimeDelta::hours(1));
    let other = house.make_key(&account, key_request("Second"));
    for secret in [&account.api_key.secret, &new.secret, &other.secret] {
        house.key(secret).unwrap();
    }
    house.flush();
    assert_eq!(of_key(&house, &account, 1).total(), 2);
    assert_eq!(of_organization(&house, &account, 1).total(), 3);
}

#[test]
fn what_is_not_written_yet_can_be_told_too_and_is_told_once() {
    let (house, account) = house();
    let stranger = house.register("eve@example.com");
    let other = house.make_key(&account, key_request("Second"));
    let window = UsageWindow::new(2).unwrap();
    let (of_keys, of_all) = (
        house.grant::<ReadKeys>(&account),
        house.grant::<ReadOrganization>(&account),
    );
    let told = || {
        let key = &account.api_key.key.id;
        let key = house.usage.of_key_with_unwritten(&of_keys, key, window);
        let all = house.usage.of_organization_with_unwritten(&of_all, window);
        (requests(&key.unwrap().unwrap()), requests(&all.unwrap()))
    };
    assert_eq!(told(), (vec![0, 0], vec![0, 0]));
    for secret in [&account.api_key.secret, &other.secret] {
        house.key(secret).unwrap();
    }
    house.key(&stranger.api_key.secret).unwrap();
    assert_eq!(told(), (vec![0, 1], vec![0, 2]));
    house.flush();
    assert_eq!(told(), (vec![0, 1], vec![0, 2]));
    house.world.clock.advance(TimeDelta::minutes(5));
    house.key(&account.api_key.secret).unwrap();
    // Collected, and not written.
    house.world.usage.begin_flush(&house.world.ports).unwrap();
    house.key(&account.api_key.secret).unwrap();
    assert_eq!(told(), (vec![1, 2], vec![2, 2]));
    let foreign = &stranger.api_key.key.id;
    let found = house.usage.of_key_with_unwritten(&of_keys, foreign, window);
    assert_eq!(found.unwrap(), None);
}

#[test]
fn a_clock_that_is_set_back_leaves_no_requests_on_a_day_to_come() {
    let (house, account) = house();
    house.world.clock.advance(TimeDelta::days(2));
    house.key(&account.api_key.secret).unwrap();
    house.world.clock.set(moment("2026-03-01T23:59:59Z"));
    house.key(&account.api_key.secret).unwrap();
    house.flush();
    assert_eq!(requests(&of_key(&house, &account, 2)), [0, 2]);
    house.world.clock.advance(TimeDelta::hours(12));
    assert_eq!(requests(&of_key(&house, &account, 2)), [2, 0]);
}

#[test]
fn counts_older_than_90_days_are_swept_and_no_others() {
    let (house, account) = house();
    let organization = &account.membership.organization().id;
    house.key(&account.api_key.secret).unwrap();
    house.flush();
    let first = moment("2026-03-01T00:00:00Z").date_naive();
    let ports = &house.world.ports;
    let keeper = Housekeeping::new(ports, SessionLifetimes::default(), TimeDelta::days(400));
    for (now, swept) in [("2026-05-30T23:59:59Z", 0), ("2026-05-31T00:00:00Z", 2)] {
        house.world.clock.set(moment(now));
        keeper.trust_clock().unwrap();
        assert_eq!(keeper.sweep().unwrap().1.usage, swept, "{now}");
        let store = &house.world.store;
        let left = store.requests_of_organization(organization, first).unwrap();
        assert_eq!(left.total(), u64::from(swept == 0), "{now}");
    }
}
