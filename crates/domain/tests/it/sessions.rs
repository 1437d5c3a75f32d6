use chrono::TimeDelta;
use sendook_domain::entities::AuditAction;
use sendook_testkit::FixedClock;
use sendook_testkit::builders::an_id;

use crate::accounts::PASSWORD;
use crate::house::House;
use crate::requests::{origin, origin_at};

#[test]
fn a_person_sees_the_own_sessions_newest_first_with_device_and_use() {
    let house = House::new();
    house.register("grace@example.com");
    let first = house.register("ada@example.com").session;
    house.world.clock.advance(TimeDelta::hours(1));
    let mut phone = origin_at("2001:db8::7");
    phone.user_agent = Some("phone".to_owned());
    let login = house.log_in_from("ada@example.com", PASSWORD, &phone);
    let second = login.unwrap();
    let (one, other) = (
        house.user(&first.token).unwrap(),
        house.user(&second.token).unwrap(),
    );
    house.flush();
    let listed = house.sessions.list(&one).unwrap();
    let ids: Vec<_> = listed.iter().map(|session| &session.id).collect();
    assert_eq!(ids, [other.session_id(), one.session_id()]);
    assert_eq!(listed[0].ip, phone.ip);
    assert_eq!(listed[0].user_agent, phone.user_agent);
    let hour = FixedClock::START + TimeDelta::hours(1);
    let uses: Vec<_> = listed.iter().map(|session| session.last_used_at).collect();
    assert_eq!(uses, [hour, hour]);
    assert_eq!(listed[0].created_at, hour);
    assert_eq!(listed[1].created_at, FixedClock::START);
}

#[test]
fn one_session_is_ended_from_another() {
    let house = House::new();
    let first = house.register("ada@example.com").session;
    let second = house.log_in("ada@example.com", PASSWORD).unwrap();
    let (asking, other) = (
        house.user(&first.token).unwrap(),
        house.user(&second.token).unwrap(),
    );
    let ended = house.sessions.end(&asking, other.session_id(), &origin());
    assert_eq!(ended.unwrap().unwrap().id, *other.session_id());
    assert!(house.user(&second.token).is_err());
    assert!(house.try_refresh(&second.refresh_token).is_err());
    assert!(house.user(&first.token).is_ok());
    let event = house.world.store.audit_events().pop().unwrap();
    assert_eq!(event.action, AuditAction::LoggedOut);
    assert_eq!(event.target, Some(other.session_id().to_string()));
    let again = house.sessions.end(&asking, other.session_id(), &origin());
    assert_eq!(again.unwrap(), None);
    assert_eq!(house.told(AuditAction::LoggedOut), 1);
}

#[test]
fn a_session_of_somebody_else_is_not_found() {
    let house = House::new();
    let own = house.register("ada@example.com").session;
    let foreign = house.register("grace@example.com").session;
    let asking = house.user(&own.token).unwrap();
    let other = house.user(&foreign.token).unwrap().session_id().clone();
    for id in [other, an_id()] {
        assert_eq!(house.sessions.end(&asking, &id, &origin()).unwrap(), None);
    }
    assert!(house.user(&foreign.token).is_ok());
    assert_eq!(house.told(AuditAction::LoggedOut), 0);
}
