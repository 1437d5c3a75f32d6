//! A refresh whose answer was lost for longer than a minute: the client that asked may ask again.

use chrono::TimeDelta;
use sendook_domain::entities::REUSE_TOLERANCE;
use sendook_domain::entities::{AuditAction, ClientInfo};
use sendook_domain::policies::SessionLifetimes;
use sendook_domain::sessions::IssuedSession;

use crate::house::House;
use crate::requests::{origin, origin_at};

const MOMENT: TimeDelta = TimeDelta::microseconds(1);

/// A session whose answer to a refresh was lost: the pair before it, and the lost one.
fn lost(house: &House) -> (IssuedSession, IssuedSession) {
    let first = house.register("ada@example.com").session;
    let lost = house.refresh(&first.refresh_token);
    (first, lost)
}

fn is_stolen(house: &House, from: &ClientInfo, first: &IssuedSession) -> bool {
    let refused = house.try_refresh_from(from, &first.refresh_token).is_err();
    assert_eq!(house.told(AuditAction::RefreshReused), usize::from(refused));
    refused
}

#[test]
fn it_is_forgiven_until_the_lost_access_token_ends() {
    for (after, stolen) in [
        (REUSE_TOLERANCE, false),
        (TimeDelta::hours(24) - MOMENT, false),
        (TimeDelta::hours(24), true),
    ] {
        let house = House::new();
        let (first, _) = lost(&house);
        house.world.clock.advance(after);
        assert_eq!(is_stolen(&house, &origin(), &first), stolen, "{after}");
    }
}

#[test]
fn the_pair_that_comes_instead_goes_on() {
    let house = House::new();
    let (first, lost) = lost(&house);
    house.world.clock.advance(TimeDelta::hours(1));
    let again = house.refresh(&first.refresh_token);
    assert!(house.user(&again.token).is_ok());
    house.world.clock.advance(TimeDelta::hours(1));
    let next = house.refresh(&again.refresh_token);
    assert!(house.user(&next.token).is_ok());
    assert!(house.user(&lost.token).is_err());
}

#[test]
fn another_address_or_another_user_agent_is_a_thief() {
    let renamed = ClientInfo {
        user_agent: Some("other/1.0".to_owned()),
        ..origin()
    };
    let nameless = ClientInfo {
        user_agent: None,
        ..origin()
    };
    let unknown = ClientInfo {
        ip: None,
        ..origin()
    };
    for from in [origin_at("198.51.100.1"), renamed, nameless, unknown] {
        let house = House::new();
        let (first, lost) = lost(&house);
        house.world.clock.advance(REUSE_TOLERANCE);
        assert!(is_stolen(&house, &from, &first), "{from:?}");
        assert!(house.user(&lost.token).is_err());
    }
}

#[test]
fn what_counts_is_who_refreshed_and_not_who_logged_in() {
    let house = House::new();
    let first = house.register("ada@example.com").session;
    let train = origin_at("198.51.100.1");
    house
        .try_refresh_from(&train, &first.refresh_token)
        .unwrap();
    house.world.clock.advance(REUSE_TOLERANCE);
    assert!(!is_stolen(&house, &train, &first));
    assert!(is_stolen(&house, &origin(), &first));
}

#[test]
fn an_access_token_that_was_used_did_arrive() {
    for is_written in [false, true] {
        let house = House::new();
        let (first, arrived) = lost(&house);
        house.world.clock.advance(TimeDelta::seconds(1));
        house.user(&arrived.token).unwrap();
        house
            .world
            .clock
            .advance(REUSE_TOLERANCE - TimeDelta::seconds(1) - MOMENT);
        assert!(!is_stolen(&house, &origin(), &first), "two tabs");
        if is_written {
            house.flush();
        }
        house.world.clock.advance(MOMENT);
        assert!(is_stolen(&house, &origin(), &first));
        assert!(house.user(&arrived.token).is_err());
    }
}

#[test]
fn a_use_on_another_server_counts_once_it_is_written() {
    let house = House::new();
    let other = house.other_server();
    let (first, arrived) = lost(&house);
    house.world.clock.advance(TimeDelta::seconds(1));
    other.user(&arrived.token).unwrap();
    other.flush();
    house.world.clock.advance(REUSE_TOLERANCE);
    assert!(is_stolen(&house, &origin(), &first));
}

#[test]
fn uses_before_the_refresh_do_not_count() {
    let house = House::new();
    let first = house.register("ada@example.com").session;
    house.world.clock.advance(TimeDelta::hours(1));
    house.user(&first.token).unwrap();
    house.world.clock.advance(MOMENT);
    house.refresh(&first.refresh_token);
    // Written after the refresh, as a flush every half minute does.
    house.flush();
    house.world.clock.advance(TimeDelta::hours(2));
    assert!(!is_stolen(&house, &origin(), &first));
}

#[test]
fn a_clock_that_was_ahead_before_the_refresh_accuses_nobody() {
    let house = House::new();
    let first = house.register("ada@example.com").session;
    house.world.clock.advance(TimeDelta::hours(3));
    house.user(&first.token).unwrap();
    house.flush();
    house.world.clock.advance(-TimeDelta::hours(3));
    house.refresh(&first.refresh_token);
    house.world.clock.advance(REUSE_TOLERANCE);
    assert!(!is_stolen(&house, &origin(), &first));
}

#[test]
fn two_servers_that_forgive_at_once_both_give_a_pair() {
    let house = House::new();
    let other = house.other_server();
    let (first, _) = lost(&house);
    house.world.clock.advance(TimeDelta::hours(1));
    let one = house.refresh(&first.refresh_token);
    let two = other.refresh(&first.refresh_token);
    assert!(house.user(&one.token).is_ok() && other.user(&two.token).is_ok());
}

#[test]
fn a_token_two_generations_old_is_not_forgiven_to_anybody() {
    let house = House::new();
    let (first, second) = lost(&house);
    house.refresh(&second.refresh_token);
    house.world.clock.advance(TimeDelta::hours(1));
    assert!(is_stolen(&house, &origin(), &first));
}

#[test]
fn a_short_access_token_leaves_the_tolerance_as_it_is() {
    let house = House::with(|settings| {
        settings.lifetimes = SessionLifetimes {
            access_token: TimeDelta::seconds(30),
            ..SessionLifetimes::default()
        };
    });
    let (first, _) = lost(&house);
    house.world.clock.advance(REUSE_TOLERANCE - MOMENT);
    assert!(!is_stolen(&house, &origin(), &first));
    house.world.clock.advance(MOMENT);
    assert!(is_stolen(&house, &origin(), &first));
}
