use std::sync::Barrier;
use std::thread;

use chrono::TimeDelta;
use sendook_domain::accounts::{LoginError, PasswordChangeError};
use sendook_domain::entities::{Actor, AuditAction};
use sendook_domain::ports::{HashError, StoreError};

use crate::accounts::PASSWORD;
use crate::house::House;
use crate::interrupted::interrupted;
use crate::requests::{email, origin};

const ADA: &str = "ada@example.com";
const NEW: &str = "six purple otters juggling";
const WRONG: &str = "wrong horse battery staple";

#[test]
fn the_new_password_is_good_and_every_other_session_ends() {
    let house = House::new();
    let account = house.register(ADA);
    let neighbour = house.register("grace@example.com");
    let current = house.log_in(ADA, PASSWORD).unwrap();
    let other = house.log_in(ADA, PASSWORD).unwrap();
    let session = house.user(&current.token).unwrap();
    house.change_password(&session, PASSWORD, NEW).unwrap();
    for ended in [&account.session, &other] {
        assert!(house.user(&ended.token).is_err());
        assert!(house.try_refresh(&ended.refresh_token).is_err());
    }
    assert!(house.user(&current.token).is_ok());
    house.refresh(&current.refresh_token);
    assert!(house.user(&neighbour.session.token).is_ok());
    assert!(house.key(&account.api_key.secret).is_ok(), "keys stay");
    let refused = house.log_in(ADA, PASSWORD);
    assert!(matches!(
        refused,
        Err(LoginError::InvalidCredentials { .. })
    ));
    assert!(house.log_in(ADA, NEW).is_ok());
}

#[test]
fn it_is_told_without_either_password() {
    let house = House::new();
    let account = house.register(ADA);
    let session = house.user(&account.session.token).unwrap();
    house.change_password(&session, PASSWORD, NEW).unwrap();
    let event = house.world.store.audit_events().pop().unwrap();
    assert_eq!(event.action, AuditAction::PasswordChanged);
    assert_eq!(event.actor, Actor::User(session.user_id().clone()));
    assert_eq!(event.user_id, Some(session.user_id().clone()));
    assert_eq!(event.origin, origin());
    let shown = format!("{event:?}");
    assert!(
        !shown.contains("otters") && !shown.contains("horse"),
        "{shown}"
    );
    assert_eq!(house.told(AuditAction::PasswordChanged), 1);
}

#[test]
fn a_wrong_current_password_changes_nothing_and_is_told() {
    let house = House::new();
    let account = house.register(ADA);
    let other = house.log_in(ADA, PASSWORD).unwrap();
    let session = house.user(&account.session.token).unwrap();
    let refused = house.change_password(&session, WRONG, NEW);
    assert!(matches!(refused, Err(PasswordChangeError::WrongPassword)));
    let event = house.world.store.audit_events().pop().unwrap();
    assert_eq!(event.action, AuditAction::PasswordChangeFailed);
    assert_eq!(event.user_id, Some(session.user_id().clone()));
    assert_eq!(house.told(AuditAction::LoginFailed), 0);
    assert!(house.user(&other.token).is_ok());
    assert!(house.log_in(ADA, PASSWORD).is_ok());
}

#[test]
fn wrong_current_passwords_count_as_failed_logins() {
    let house = House::new();
    let account = house.register(ADA);
    let session = house.user(&account.session.token).unwrap();
    let hashed = house.world.passwords.hashes();
    for _ in 0..5 {
        assert!(house.log_in(ADA, WRONG).is_err());
        let refused = house.change_password(&session, WRONG, NEW);
        assert!(matches!(refused, Err(PasswordChangeError::WrongPassword)));
    }
    let looked_at = house.world.passwords.verifications();
    let refused = house.change_password(&session, PASSWORD, NEW);
    assert!(matches!(
        refused,
        Err(PasswordChangeError::TooManyAttempts(_))
    ));
    let refused = house.log_in(ADA, PASSWORD);
    assert!(matches!(refused, Err(LoginError::TooManyAttempts(_))));
    assert_eq!(house.world.passwords.verifications(), looked_at);
    assert_eq!(
        house.world.passwords.hashes(),
        hashed,
        "nothing new is hashed for a guesser"
    );
    house.world.clock.advance(TimeDelta::seconds(1));
    house.change_password(&session, PASSWORD, NEW).unwrap();
    assert!(house.log_in(ADA, WRONG).is_err(), "the count began anew");
}

#[test]
fn of_many_changes_at_once_one_is_made() {
    let house = House::new();
    house.register(ADA);
    let logins: Vec<_> = (0..8)
        .map(|_| house.log_in(ADA, PASSWORD).unwrap())
        .collect();
    let start = Barrier::new(logins.len());
    let changes = thread::scope(|scope| {
        let (house, start) = (&house, &start);
        let people = logins.iter().enumerate().map(|(number, login)| {
            let session = house.user(&login.token).unwrap();
            scope.spawn(move || {
                start.wait();
                house.change_password(&session, PASSWORD, &format!("{NEW} {number}"))
            })
        });
        let people: Vec<_> = people.collect();
        let joined = people.into_iter().map(|person| person.join().unwrap());
        joined.collect::<Vec<_>>()
    });
    for (number, (login, change)) in logins.iter().zip(&changes).enumerate() {
        let made = change.is_ok();
        let refused = matches!(change, Err(PasswordChangeError::WrongPassword));
        assert!(made || refused, "{change:?}");
        assert_eq!(house.user(&login.token).is_ok(), made);
        house.login_throttle.unlock(&email(ADA), &[]).unwrap();
        let works = house.log_in(ADA, &format!("{NEW} {number}")).is_ok();
        assert_eq!(works, made);
    }
    assert_eq!(changes.iter().filter(|change| change.is_ok()).count(), 1);
    assert_eq!(house.told(AuditAction::PasswordChanged), 1);
}

#[test]
fn a_change_that_another_one_overtakes_undoes_nothing() {
    const OTHER: &str = "nine silent walruses waltzing";
    let house = House::new();
    let late = house.register(ADA).session;
    let early = house.log_in(ADA, PASSWORD).unwrap();
    let session = house.user(&late.token).unwrap();
    let other = house.user(&early.token).unwrap();
    let quick = house.other_server();
    let slow = interrupted(&house, move || {
        quick.change_password(&other, PASSWORD, OTHER).unwrap();
    });
    let refused = slow.change_password(&session, PASSWORD, NEW);
    assert!(matches!(refused, Err(PasswordChangeError::WrongPassword)));
    assert!(house.log_in(ADA, OTHER).is_ok() && house.log_in(ADA, NEW).is_err());
    assert!(house.user(&early.token).is_ok() && house.user(&late.token).is_err());
    assert_eq!(house.told(AuditAction::PasswordChanged), 1);
}

#[test]
fn a_port_that_fails_changes_nothing() {
    let house = House::new();
    let account = house.register(ADA);
    let session = house.user(&account.session.token).unwrap();
    let unavailable = |change: Result<(), PasswordChangeError>| {
        matches!(
            change,
            Err(PasswordChangeError::Store(StoreError::Unavailable(_)))
        )
    };
    house.world.passwords.set_busy(true);
    let busy = house.change_password(&session, PASSWORD, NEW);
    assert!(matches!(
        busy,
        Err(PasswordChangeError::Hash(HashError::Unavailable(_)))
    ));
    house.world.passwords.set_busy(false);
    let (user, count, login, clear, keep) = (1, 2, 3, 4, 5);
    for call in [user, count, login, clear, keep] {
        house.world.store.fail_call(call);
        let failed = house.change_password(&session, PASSWORD, NEW);
        assert!(unavailable(failed), "call {call}");
    }
    assert_eq!(house.world.store.audit_events().len(), 1);
    assert!(house.log_in(ADA, PASSWORD).is_ok());
}

#[test]
fn an_account_that_is_gone_costs_no_verification() {
    let house = House::new();
    let elsewhere = House::new();
    let gone = elsewhere.register(ADA).session;
    let gone = elsewhere.user(&gone.token).unwrap();
    let refused = house.change_password(&gone, PASSWORD, NEW);
    assert!(matches!(refused, Err(PasswordChangeError::Gone(_))));
    assert_eq!(house.world.passwords.verifications(), 0);
}
