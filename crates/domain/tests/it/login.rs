use sendook_domain::accounts::LoginError;
use sendook_domain::entities::{Actor, AuditAction};
use sendook_domain::ports::{HashError, StoreError, Users as _};
use sendook_domain::sessions::IssuedSession;
use sendook_domain::values::Password;

use crate::accounts::{PASSWORD, new_password, registration_request};
use crate::house::House;
use crate::requests::{email, origin};

#[test]
fn the_right_password_gives_a_session_of_its_own() {
    let house = House::new();
    let account = house.register("ada@example.com");
    let issued = house.log_in("ADA@example.com", PASSWORD).unwrap();
    assert_eq!(issued.user, account.session.user);
    let (first, second) = (
        house.user(&account.session.token).unwrap(),
        house.user(&issued.token).unwrap(),
    );
    assert_eq!(first.user_id(), second.user_id());
    assert_ne!(first.session_id(), second.session_id());
    let session = house.sessions.session(&second).unwrap().unwrap();
    assert_eq!(
        (session.ip, session.user_agent),
        (origin().ip, origin().user_agent)
    );
    let event = house.world.store.audit_events().pop().unwrap();
    assert_eq!(event.action, AuditAction::LoggedIn);
    assert_eq!(event.actor, Actor::User(second.user_id().clone()));
    assert_eq!(event.target, Some(second.session_id().to_string()));
}

#[test]
fn composed_and_decomposed_passwords_are_one() {
    let house = House::new();
    let mut request = registration_request("ada@example.com");
    request.password = new_password("caf\u{e9} au lait");
    house.open(request, &origin()).unwrap();
    assert!(
        house
            .log_in("ada@example.com", "cafe\u{301} au lait")
            .is_ok()
    );
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
        let failed = house.log_in(address, password);
        assert!(
            matches!(failed, Err(LoginError::InvalidCredentials { .. })),
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
    let failed = house.log_in("ada@example.com", &"x".repeat(257));
    assert!(matches!(failed, Err(LoginError::InvalidCredentials { .. })));
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
    assert!(
        house
            .log_in("ada@example.com", "wrong horse battery staple")
            .is_err()
    );
    assert_eq!(kept(), original);
    house.log_in("ada@example.com", PASSWORD).unwrap();
    let renewed = kept();
    assert!(!house.world.ports.passwords.is_outdated(&renewed));
    house.log_in("ada@example.com", PASSWORD).unwrap();
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
    for address in ["ada@example.com", "grace@example.com"] {
        let busy = house.log_in(address, PASSWORD);
        assert!(matches!(
            busy,
            Err(LoginError::Hash(HashError::Unavailable(_)))
        ));
    }
    house.world.passwords.set_busy(false);
    let (count, look_up, keep_session) = (1, 2, 3);
    for call in [count, look_up, keep_session] {
        house.world.store.fail_call(call);
        assert!(
            unavailable(house.log_in("ada@example.com", PASSWORD)),
            "call {call}"
        );
    }
    assert_eq!(house.world.store.audit_events().len(), 1);
    assert!(house.log_in("ada@example.com", PASSWORD).is_ok());
}

#[test]
fn a_failure_is_told_with_its_account_if_there_is_one_and_never_with_what_was_typed() {
    let house = House::new();
    let user = house.register("ada@example.com").session.user;
    for (address, user) in [
        ("ADA@example.com", Some(user.id)),
        ("nobody@example.com", None),
    ] {
        assert!(house.log_in(address, "hunter2 hunter2").is_err());
        let event = house.world.store.audit_events().pop().unwrap();
        assert_eq!(event.action, AuditAction::LoginFailed);
        assert_eq!((&event.actor, &event.user_id), (&Actor::Anonymous, &user));
        assert_eq!((&event.target, &event.organization_id), (&None, &None));
        assert_eq!(event.origin, origin());
        let shown = format!("{event:?}");
        assert!(
            !shown.contains("hunter2") && !shown.contains("nobody"),
            "{shown}"
        );
    }
}
