//! Each lifetime at its edge: good a microsecond before, over at it.

use chrono::{DateTime, TimeDelta, Utc};
use sendook_domain::authentication::CredentialError;
use sendook_domain::policies::SessionLifetimes;
use sendook_domain::tokens::TokenKind;
use sendook_testkit::FixedClock;

use crate::accounts::PASSWORD;
use crate::house::House;

const START: DateTime<Utc> = FixedClock::START;
const MOMENT: TimeDelta = TimeDelta::microseconds(1);

fn expired(got: TokenKind, at: DateTime<Utc>) -> CredentialError {
    CredentialError::TokenExpired { got, at }
}

fn house(access_token: TimeDelta, session: TimeDelta, idle: TimeDelta) -> House {
    House::with(|settings| {
        settings.lifetimes = SessionLifetimes {
            access_token,
            session,
            idle,
        };
    })
}

#[test]
fn by_default_a_day_thirty_days_and_a_week() {
    let lifetimes = SessionLifetimes::default();
    assert_eq!(lifetimes.access_token, TimeDelta::hours(24));
    assert_eq!(lifetimes.session, TimeDelta::days(30));
    assert_eq!(lifetimes.idle, TimeDelta::days(7));
}

#[test]
fn an_access_token_ends_alone() {
    let house = House::new();
    house.register("ada@example.com");
    let issued = house.log_in("ada@example.com", PASSWORD).unwrap();
    let end = START + TimeDelta::hours(24);
    assert_eq!(issued.expires_at, end);
    house.world.clock.set(end - MOMENT);
    assert!(house.user(&issued.token).is_ok());
    house.world.clock.set(end);
    let over = expired(TokenKind::AccessToken, end);
    assert_eq!(house.user(&issued.token), Err(over));
    let renewed = house.refresh(&issued.refresh_token);
    assert_eq!(renewed.expires_at, end + TimeDelta::hours(24));
    assert!(house.user(&renewed.token).is_ok());
}

#[test]
fn a_session_ends_in_all_however_often_it_is_renewed() {
    let day = TimeDelta::days(1);
    let house = house(day, day * 30, day * 7);
    let mut issued = house.register("ada@example.com").session;
    let end = START + day * 30;
    for days in 1..=29 {
        house.world.clock.set(START + day * days);
        issued = house.refresh(&issued.refresh_token);
        assert_eq!(issued.refresh_expires_at, end);
    }
    house.world.clock.set(end - TimeDelta::hours(1));
    let last = house.refresh(&issued.refresh_token);
    assert_eq!(last.expires_at, end, "a token outlives its session");
    house.world.clock.set(end - MOMENT);
    let session = house.user(&last.token).unwrap();
    assert_eq!(house.sessions.list(&session).unwrap().len(), 1);
    let last = house.refresh(&last.refresh_token);
    house.world.clock.set(end);
    let over = expired(TokenKind::AccessToken, end);
    assert_eq!(house.user(&last.token), Err(over));
    let over = expired(TokenKind::RefreshToken, end);
    let refused = house.try_refresh(&last.refresh_token);
    assert_eq!(refused.unwrap_err(), over);
    assert_eq!(house.sessions.list(&session).unwrap(), []);
}

#[test]
fn an_unused_session_ends() {
    let day = TimeDelta::days(1);
    let house = house(day * 20, day * 30, day * 7);
    let issued = house.register("ada@example.com").session;
    let end = START + day * 7;
    house.world.clock.set(end - MOMENT);
    let session = house.user(&issued.token).unwrap();
    assert_eq!(house.sessions.list(&session).unwrap().len(), 1);
    house.world.clock.set(end);
    let over = expired(TokenKind::AccessToken, end);
    assert_eq!(house.user(&issued.token), Err(over));
    let refused = house.try_refresh(&issued.refresh_token);
    let over = expired(TokenKind::RefreshToken, end);
    assert_eq!(refused.unwrap_err(), over);
    assert_eq!(house.sessions.list(&session).unwrap(), []);
}

#[test]
fn every_use_puts_the_end_off() {
    let day = TimeDelta::days(1);
    let house = house(day * 30, day * 30, day * 7);
    let issued = house.register("ada@example.com").session;
    for days in [6, 12, 18] {
        house.world.clock.set(START + day * days);
        house.user(&issued.token).unwrap();
        house.flush();
    }
    let end = START + day * 25;
    house.world.clock.set(end - MOMENT);
    assert!(house.user(&issued.token).is_ok());
    house.world.clock.set(end);
    let over = expired(TokenKind::AccessToken, end);
    assert_eq!(house.user(&issued.token), Err(over));
}

#[test]
fn a_refresh_is_a_use() {
    let day = TimeDelta::days(1);
    let house = house(day * 20, day * 30, day * 7);
    let issued = house.register("ada@example.com").session;
    house.world.clock.set(START + day * 6);
    let renewed = house.refresh(&issued.refresh_token);
    let end = START + day * 13;
    house.world.clock.set(end - MOMENT);
    assert!(house.user(&renewed.token).is_ok());
    house.world.clock.set(end);
    let over = expired(TokenKind::AccessToken, end);
    assert_eq!(house.user(&renewed.token), Err(over));
}

#[test]
fn an_expired_refresh_token_ends_nothing_and_is_not_told() {
    let house = House::new();
    let issued = house.register("ada@example.com").session;
    house.refresh(&issued.refresh_token);
    let lines = house.world.store.audit_events().len();
    house.world.clock.advance(TimeDelta::days(7));
    let refused = house.try_refresh(&issued.refresh_token).unwrap_err();
    assert!(matches!(refused, CredentialError::TokenExpired { .. }));
    assert_eq!(house.world.store.audit_events().len(), lines);
}
