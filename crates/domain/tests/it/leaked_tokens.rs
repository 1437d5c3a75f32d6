//! Reports of access and refresh tokens: their session ends.

use chrono::TimeDelta;
use sendook_domain::authentication::CredentialError;
use sendook_domain::entities::{Actor, AuditAction};

use crate::accounts::PASSWORD;
use crate::house::House;
use crate::requests::origin;

#[test]
fn either_token_ends_its_session_and_no_other() {
    for reported in [0, 1] {
        let house = House::new();
        let account = house.register("ada@example.com");
        let elsewhere = house.log_in("ada@example.com", PASSWORD).unwrap();
        let session = &account.session;
        let text = [&session.token, &session.refresh_token][reported].expose();
        house.leaks.report(text, Some("a wiki"), &origin()).unwrap();
        assert!(matches!(
            house.user(&session.token),
            Err(CredentialError::Unknown { .. })
        ));
        assert!(house.try_refresh(&session.refresh_token).is_err());
        assert!(house.user(&elsewhere.token).is_ok());
        assert!(house.key(&account.api_key.secret).is_ok());
        let event = house.world.store.audit_events().pop().unwrap();
        assert_eq!(event.action, AuditAction::SessionLeaked);
        assert_eq!(event.actor, Actor::Anonymous);
        assert_eq!(event.user_id, Some(session.user.id.clone()));
        assert_eq!(event.target, Some(session.session_id.to_string()));
        assert_eq!(event.detail.as_deref(), Some("a wiki"));
        assert!(!format!("{event:?}").contains(text));
    }
}

#[test]
fn a_refresh_token_that_was_used_ends_its_session_too() {
    let house = House::new();
    let account = house.register("ada@example.com");
    let next = house.refresh(&account.session.refresh_token);
    let used = account.session.refresh_token.expose();
    house.leaks.report(used, None, &origin()).unwrap();
    assert!(house.user(&next.token).is_err());
}

#[test]
fn an_access_token_that_is_over_ends_nothing() {
    let house = House::new();
    let account = house.register("ada@example.com");
    house.world.clock.advance(TimeDelta::hours(24));
    let token = account.session.token.expose();
    house.leaks.report(token, None, &origin()).unwrap();
    assert!(house.try_refresh(&account.session.refresh_token).is_ok());
    // Replaced by its successor, it is unknown.
    house.leaks.report(token, None, &origin()).unwrap();
    assert_eq!(house.told(AuditAction::SessionLeaked), 0);
}

#[test]
fn a_session_that_is_over_is_not_told() {
    let house = House::new();
    let account = house.register("ada@example.com");
    house.world.clock.advance(TimeDelta::days(7));
    for token in [&account.session.token, &account.session.refresh_token] {
        house.leaks.report(token.expose(), None, &origin()).unwrap();
    }
    assert_eq!(house.told(AuditAction::SessionLeaked), 0);
}
