use chrono::{DateTime, TimeDelta, Utc};
use sendook_domain::authentication::UserPrincipal;
use sendook_domain::ports::{Sessions as _, UsageLog as _};
use sendook_domain::sessions::LogoutScope;
use sendook_testkit::FixedClock;

use crate::house::House;
use crate::requests::origin;

const START: DateTime<Utc> = FixedClock::START;

/// A house with one session that has not been used since it began, a minute ago.
fn house() -> (House, UserPrincipal) {
    let house = House::new();
    let token = house.register("ada@example.com").session.token;
    let session = house.user(&token).unwrap();
    house.world.clock.set(at(60));
    (house, session)
}

fn last_use(house: &House, session: &UserPrincipal) -> DateTime<Utc> {
    house
        .sessions
        .session(session)
        .unwrap()
        .unwrap()
        .last_used_at
}

fn at(seconds: i64) -> DateTime<Utc> {
    START + TimeDelta::seconds(seconds)
}

#[test]
fn a_good_token_is_a_use_that_costs_no_write() {
    let house = House::new();
    let token = house.register("ada@example.com").session.token;
    house.world.clock.set(at(60));
    house.user(&token).unwrap();
    let calls = house.world.store.calls();
    let session = house.user(&token).unwrap();
    assert_eq!(house.world.store.calls(), calls + 1, "the proof alone");
    assert_eq!(last_use(&house, &session), START);
    house.flush();
    assert_eq!(last_use(&house, &session), at(60));
}

#[test]
fn a_refused_token_is_no_use() {
    let house = House::new();
    let token = house.register("ada@example.com").session.token;
    house.world.clock.advance(TimeDelta::days(1));
    assert!(house.user(&token).is_err());
    let calls = house.world.store.calls();
    house.flush();
    assert_eq!(
        house.world.store.calls(),
        calls,
        "nothing was to be written"
    );
}

#[test]
fn a_flush_writes_the_latest_use_once() {
    let (house, session) = house();
    for seconds in [5, 9, 7] {
        house
            .world
            .usage
            .tracker()
            .session_used(session.session_id(), at(seconds));
    }
    let calls = house.world.store.calls();
    house.flush();
    house.flush();
    assert_eq!(house.world.store.calls(), calls + 1);
    assert_eq!(last_use(&house, &session), at(9));
}

#[test]
fn what_cannot_be_written_is_kept_for_the_next_time() {
    let (house, session) = house();
    house
        .world
        .usage
        .tracker()
        .session_used(session.session_id(), at(9));
    house.world.store.set_away(true);
    assert!(house.try_flush().is_err());
    house
        .world
        .usage
        .tracker()
        .session_used(session.session_id(), at(7));
    assert!(house.try_flush().is_err());
    house.world.store.set_away(false);
    assert_eq!(last_use(&house, &session), START);
    house.flush();
    assert_eq!(last_use(&house, &session), at(9));
}

#[test]
fn a_late_flush_does_not_undo_that_of_another_server() {
    let (house, session) = house();
    let (slow, fast) = (house.other_server(), house.other_server());
    slow.world
        .usage
        .tracker()
        .session_used(session.session_id(), at(5));
    fast.world
        .usage
        .tracker()
        .session_used(session.session_id(), at(9));
    fast.flush();
    slow.flush();
    assert_eq!(last_use(&house, &session), at(9));
}

#[test]
fn a_session_that_ended_meanwhile_stays_ended() {
    let (house, session) = house();
    house
        .world
        .usage
        .tracker()
        .session_used(session.session_id(), at(9));
    let logged_out = house
        .sessions
        .log_out(&session, LogoutScope::All, &origin());
    logged_out.unwrap();
    house.flush();
    assert_eq!(house.world.store.sessions(session.user_id()).unwrap(), []);
}

#[test]
fn a_clock_that_is_set_back_leaves_no_use_in_the_future() {
    for flushed_ahead in [true, false] {
        let (house, session) = house();
        house.world.clock.set(at(3 * 3600));
        house
            .world
            .usage
            .tracker()
            .session_used(session.session_id(), at(3 * 3600));
        if flushed_ahead {
            house.flush();
            assert_eq!(last_use(&house, &session), at(3 * 3600));
        }
        house.world.clock.set(at(60));
        house
            .world
            .usage
            .tracker()
            .session_used(session.session_id(), at(60));
        house.flush();
        assert_eq!(last_use(&house, &session), at(60));
    }
}
