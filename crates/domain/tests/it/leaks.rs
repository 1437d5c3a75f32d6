//! Reports of keys that lie open.

use chrono::TimeDelta;
use sendook_domain::accounts::{LoginError, OpenedAccount, TooManyAttempts};
use sendook_domain::authentication::CredentialError;
use sendook_domain::entities::{Actor, ApiKey, AuditAction, DisabledReason};
use sendook_domain::leaks::LeakReportError;
use sendook_domain::tokens::{IssuedToken, TokenKind};
use sendook_domain::values::Environment;

use crate::accounts::PASSWORD;
use crate::house::House;
use crate::key_rotation::rotate;
use crate::requests::{origin, origin_at};

fn house() -> (House, OpenedAccount) {
    let house = House::new();
    let account = house.register("ada@example.com");
    (house, account)
}

fn first_key(house: &House, account: &OpenedAccount) -> ApiKey {
    house.seen(account, &account.api_key.key.id)
}

#[test]
fn a_reported_key_is_dead_on_the_next_request_and_says_why() {
    let (house, account) = house();
    let secret = &account.api_key.secret;
    let found_at = Some("https://example.com/paste/1");
    let sent = Some("https://\u{202e}example.com/\npaste/1\u{ad}");
    let pasted = format!("  {}\n", secret.expose());
    house.leaks.report(&pasted, sent, &origin()).unwrap();
    assert_eq!(house.key(secret), Err(CredentialError::KeyLeaked));
    let key = first_key(&house, &account);
    assert_eq!(
        (key.active, key.disabled_reason),
        (false, Some(DisabledReason::Leaked))
    );
    let event = house.world.store.audit_events().pop().unwrap();
    assert_eq!(event.action, AuditAction::KeyLeaked);
    assert_eq!(event.actor, Actor::Anonymous);
    assert_eq!(event.target, Some(key.id.to_string()));
    assert_eq!(event.organization_id, Some(key.organization_id));
    assert_eq!(event.detail.as_deref(), found_at);
    assert_eq!(event.origin, origin());
    assert!(!format!("{event:?}").contains(secret.expose()));
}

#[test]
fn either_secret_of_a_key_disables_both() {
    for reported in [0, 1] {
        let (house, account) = house();
        let old = account.api_key.secret.clone();
        let new = rotate(&house, &account, &account.api_key, TimeDelta::hours(1)).secret;
        let text = [&old, &new][reported].expose();
        house.leaks.report(text, None, &origin()).unwrap();
        for secret in [&old, &new] {
            assert_eq!(house.key(secret), Err(CredentialError::KeyLeaked));
        }
    }
}

#[test]
fn an_old_secret_that_is_over_disables_nothing() {
    let (house, account) = house();
    let old = account.api_key.secret.clone();
    let grace = TimeDelta::hours(1);
    let new = rotate(&house, &account, &account.api_key, grace).secret;
    house.world.clock.advance(grace);
    house.leaks.report(old.expose(), None, &origin()).unwrap();
    assert!(house.key(&new).is_ok());
    assert_eq!(house.told(AuditAction::KeyLeaked), 0);
}

#[test]
fn what_is_no_key_of_ours_is_answered_alike_and_changes_nothing() {
    let (house, account) = house();
    let stray = TokenKind::ApiKey(Environment::Production);
    let stray = IssuedToken::generate(stray, &*house.world.ports.secrets).unwrap();
    let events = house.world.store.audit_events();
    for text in [stray.secret().expose(), "", "sndk_prod_", "{\"$ne\": null}"] {
        house.leaks.report(text, Some("here"), &origin()).unwrap();
    }
    assert!(house.key(&account.api_key.secret).is_ok());
    assert!(house.user(&account.session.token).is_ok());
    assert_eq!(house.world.store.audit_events(), events);
}

#[test]
fn where_it_was_found_is_kept_without_control_characters_and_not_at_any_length() {
    for (told, kept) in [
        ("\u{1b}[31mred\r\n\u{7f}\u{85}", "[31mred".to_owned()),
        (&"ü".repeat(501), "ü".repeat(500)),
        ("", String::new()),
    ] {
        let (house, account) = house();
        let secret = account.api_key.secret.expose();
        house.leaks.report(secret, Some(told), &origin()).unwrap();
        let event = house.world.store.audit_events().pop().unwrap();
        assert_eq!(event.detail, Some(kept));
    }
}

#[test]
fn reports_are_throttled_by_address_whatever_they_hold() {
    let (house, account) = house();
    let secret = account.api_key.secret.expose();
    for _ in 0..50 {
        house.leaks.report("junk", None, &origin()).unwrap();
    }
    let refused = house.leaks.report(secret, None, &origin());
    let Err(LeakReportError::TooMany(TooManyAttempts(wait))) = refused else {
        panic!("{refused:?}");
    };
    assert_eq!(wait, TimeDelta::seconds(1));
    assert!(house.key(&account.api_key.secret).is_ok());
    let elsewhere = origin_at("198.51.100.1");
    house.leaks.report("junk", None, &elsewhere).unwrap();
    house.world.clock.advance(wait);
    house.leaks.report(secret, None, &origin()).unwrap();
    assert!(house.key(&account.api_key.secret).is_err());
}

#[test]
fn reports_and_logins_are_counted_apart() {
    let (house, _) = house();
    for _ in 0..50 {
        house.leaks.report("junk", None, &origin()).unwrap();
    }
    assert!(house.leaks.report("junk", None, &origin()).is_err());
    assert!(house.log_in("ada@example.com", PASSWORD).is_ok());
    let guess = house.log_in("ada@example.com", "a wrong guess");
    assert!(matches!(guess, Err(LoginError::InvalidCredentials { .. })));
}
