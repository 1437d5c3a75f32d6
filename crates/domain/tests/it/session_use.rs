use chrono::{DateTime, TimeDelta, Utc};
use sendook_domain::authentication::UserSession;
use sendook_domain::ports::Sessions as _;
use sendook_domain::sessions::LogoutScope;
use sendook_domain::usage::SessionUse;
use sendook_testkit::FixedClock;

use crate::house::{House, origin};

const START: DateTime<Utc> = FixedClock::START;

/// A house with one session that has not been used since it began, a minute ago.
fn house() -> (House, UserSession) {
    let house = House::new();
    let token = house.register("ada@example.com").session.token;
    let session = house.user(&token).unwrap();
    house.world.clock.set(at(60));
    (house, session)
}

fn last_use(house: &House, session: &UserSession) -> DateTime<Utc> {
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
    house.used.flush(&house.world.ports).unwrap();
    assert_eq!(last_use(&house, &session), at(60));
}

#[test]
fn a_refused_token_is_no_use() {
    let house = House::new();
    let token = house.register("ada@example.com").session.token;
    house.world.clock.advance(TimeDelta::days(1));
    assert!(house.user(&token).is_err());
    let calls = house.world.store.calls();
    house.used.flush(&house.world.ports).unwrap();
    assert_eq!(
        house.world.store.calls(),
        calls,
        "nothing was to be written"
    );
}

#[test]
fn a_flush_writes_the_latest_use_once() {
    let (house, session) = house();
    let used = SessionUse::default();
    for seconds in [5, 9, 7] {
        used.note(session.session_id(), at(seconds));
    }
    let calls = house.world.store.calls();
    used.flush(&house.world.ports).unwrap();
    used.flush(&house.world.ports).unwrap();
    assert_eq!(house.world.store.calls(), calls + 1);
    assert_eq!(last_use(&house, &session), at(9));
}

#[test]
fn what_cannot_be_written_is_kept_for_the_next_time() {
    let (house, session) = house();
    let used = SessionUse::default();
    used.note(session.session_id(), at(9));
    house.world.store.set_away(true);
    assert!(used.flush(&house.world.ports).is_err());
    used.note(session.session_id(), at(7));
    assert!(used.flush(&house.world.ports).is_err());
    house.world.store.set_away(false);
    assert_eq!(last_use(&house, &session), START);
    used.flush(&house.world.ports).unwrap();
    assert_eq!(last_use(&house, &session), at(9));
}

#[test]
fn a_late_flush_does_not_undo_that_of_another_server() {
    let (house, session) = house();
    let (slow, fast) = (SessionUse::default(), SessionUse::default());
    slow.note(session.session_id(), at(5));
    fast.note(session.session_id(), at(9));
    fast.flush(&house.world.ports).unwrap();
    slow.flush(&house.world.ports).unwrap();
    assert_eq!(last_use(&house, &session), at(9));
}

#[test]
fn a_session_that_ended_meanwhile_stays_ended() {
    let (house, session) = house();
    house.used.note(session.session_id(), at(9));
    let logged_out = house
        .sessions
        .log_out(&session, LogoutScope::All, &origin());
    logged_out.unwrap();
    house.used.flush(&house.world.ports).unwrap();
    assert_eq!(house.world.store.sessions(session.user_id()).unwrap(), []);
}

#[test]
fn a_clock_that_is_set_back_leaves_no_use_in_the_future() {
    for flushed_ahead in [true, false] {
        let (house, session) = house();
        house.world.clock.set(at(3 * 3600));
        house.used.note(session.session_id(), at(3 * 3600));
        if flushed_ahead {
            house.used.flush(&house.world.ports).unwrap();
            assert_eq!(last_use(&house, &session), at(3 * 3600));
        }
        house.world.clock.set(at(60));
        house.used.note(session.session_id(), at(60));
        house.used.flush(&house.world.ports).unwrap();
        assert_eq!(last_use(&house, &session), at(60));
    }
}
