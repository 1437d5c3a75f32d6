use chrono::TimeDelta;
use sendook_domain::auth::Challenge;
use sendook_domain::entities::{Actor, AuditAction};
use sendook_domain::ports::{StoreError, Users as _};
use sendook_domain::use_cases::{IssuedSession, LoginError};
use sendook_domain::values::Password;
use sendook_testkit::FixedClock;

use crate::house::{House, PASSWORD, email, origin, registration_request};

fn log_in(house: &House, address: &str, password: &str) -> Result<IssuedSession, LoginError> {
    house.sessions.log_in(&email(address), password, &origin())
}

#[test]
fn the_right_password_gives_a_session_of_its_own() {
    let house = House::new();
    let account = house.register("ada@example.com");
    let issued = log_in(&house, "ADA@example.com", PASSWORD).unwrap();
    assert_eq!(issued.user, account.session.user);
    let (first, second) = (
        house.user(&account.session.token).unwrap(),
        house.user(&issued.token).unwrap(),
    );
    assert_eq!(first.user_id, second.user_id);
    assert_ne!(first.session_id, second.session_id);
    let session = house.sessions.session(&second).unwrap().unwrap();
    assert_eq!(
        (session.ip, session.user_agent),
        (origin().ip, origin().user_agent)
    );
    let event = house.world.store.audit_events().pop().unwrap();
    assert_eq!(event.action, AuditAction::LoggedIn);
    assert_eq!(event.actor, Actor::User(second.user_id));
    assert_eq!(event.target, Some(second.session_id.to_string()));
}

#[test]
fn composed_and_decomposed_passwords_are_one() {
    let house = House::new();
    let mut request = registration_request("ada@example.com");
    request.password = Password::attempt("caf\u{e9} au lait").unwrap();
    house.registration.open(&request, &origin()).unwrap();
    assert!(log_in(&house, "ada@example.com", "cafe\u{301} au lait").is_ok());
}

#[test]
fn every_failure_is_the_same_and_costs_one_verification() {
    let house = House::new();
    house.register("ada@example.com");
    let over_long = "x".repeat(60_000);
    for (address, password) in [
        ("ada@example.com", "wrong horse battery staple"),
        ("ada@example.com", ""),
        ("ada@example.com", over_long.as_str()),
        ("grace@example.com", PASSWORD),
        ("grace@example.com", over_long.as_str()),
    ] {
        let before = house.world.passwords.verifications();
        let failed = log_in(&house, address, password);
        assert!(
            matches!(failed, Err(LoginError::InvalidCredentials)),
            "{address}"
        );
        assert_eq!(
            house.world.passwords.verifications(),
            before + 1,
            "{address}"
        );
    }
    assert_eq!(house.world.passwords.hashes(), 1);
}

#[test]
fn an_over_long_password_is_wrong_even_if_its_placeholder_fits() {
    let house = House::new();
    let user = house.register("ada@example.com").session.user;
    let placeholder = house.world.ports.passwords.hash(&Password::placeholder());
    let (_, hash) = house
        .world
        .store
        .user_for_login(&user.email)
        .unwrap()
        .unwrap();
    let renewed = house
        .world
        .store
        .renew_password_hash(&user.id, &hash, &placeholder.unwrap());
    assert!(renewed.unwrap());
    let failed = log_in(&house, "ada@example.com", &"x".repeat(257));
    assert!(matches!(failed, Err(LoginError::InvalidCredentials)));
}

#[test]
fn an_outdated_hash_is_renewed_by_the_right_password_alone() {
    let house = House::new();
    house.register("ada@example.com");
    let kept = || {
        let login = house.world.store.user_for_login(&email("ada@example.com"));
        login.unwrap().unwrap().1
    };
    let original = kept();
    house.world.passwords.raise_settings();
    assert!(log_in(&house, "ada@example.com", "wrong horse battery staple").is_err());
    assert_eq!(kept(), original);
    log_in(&house, "ada@example.com", PASSWORD).unwrap();
    let renewed = kept();
    assert!(!house.world.ports.passwords.is_outdated(&renewed));
    log_in(&house, "ada@example.com", PASSWORD).unwrap();
    assert_eq!(kept(), renewed, "a current hash is renewed");
}

#[test]
fn a_port_that_fails_is_no_wrong_password() {
    let house = House::new();
    house.register("ada@example.com");
    let unavailable = |answer: Result<IssuedSession, LoginError>| {
        matches!(answer, Err(LoginError::Store(StoreError::Unavailable(_))))
    };
    house.world.passwords.set_busy(true);
    assert!(unavailable(log_in(&house, "ada@example.com", PASSWORD)));
    assert!(unavailable(log_in(&house, "grace@example.com", PASSWORD)));
    house.world.passwords.set_busy(false);
    let (look_up, keep_session) = (1, 2);
    for call in [look_up, keep_session] {
        house.world.store.fail_call(call);
        assert!(
            unavailable(log_in(&house, "ada@example.com", PASSWORD)),
            "call {call}"
        );
    }
    assert_eq!(house.world.store.audit_events().len(), 1);
}

#[test]
fn a_token_is_good_until_its_end_and_not_at_it() {
    let house = House::new();
    house.register("ada@example.com");
    let issued = log_in(&house, "ada@example.com", PASSWORD).unwrap();
    let end = FixedClock::START + TimeDelta::hours(24);
    assert_eq!(issued.expires_at, end);
    house.world.clock.set(end - TimeDelta::microseconds(1));
    assert!(house.user(&issued.token).is_ok());
    house.world.clock.advance(TimeDelta::microseconds(1));
    assert_eq!(
        house.user(&issued.token),
        Err(Challenge::TokenExpired { at: end })
    );
}
