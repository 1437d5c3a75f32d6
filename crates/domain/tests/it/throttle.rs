//! Guessing at one account from one address.

use std::sync::Barrier;
use std::thread;

use chrono::TimeDelta;
use sendook_domain::accounts::{LoginError, TooManyAttempts};
use sendook_domain::entities::AuditAction;
use sendook_domain::ports::{HashError, PasswordHasher as _, Users as _};
use sendook_domain::values::Password;

use crate::accounts::PASSWORD;
use crate::house::House;
use crate::interrupted::interrupted;
use crate::requests::{email, origin_at};

const ADA: &str = "ada@example.com";
const WRONG: &str = "wrong horse battery staple";

/// Makes a wrong guess; gives the seconds to wait, if it was not looked at.
fn guess(house: &House, address: &str) -> Option<i64> {
    match house.log_in(address, WRONG) {
        Err(LoginError::InvalidCredentials { .. }) => None,
        Err(LoginError::TooManyAttempts(TooManyAttempts(wait))) => Some(wait.num_seconds()),
        other => panic!("{other:?}"),
    }
}

fn ten_failures(house: &House) {
    for _ in 0..10 {
        assert_eq!(guess(house, ADA), None);
    }
}

#[test]
fn after_ten_failures_each_further_one_doubles_the_wait_for_accounts_that_do_not_exist_too() {
    for registered in [ADA, "grace@example.com"] {
        let house = House::new();
        house.register(registered);
        ten_failures(&house);
        for wait in [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900] {
            let looked_at = house.world.passwords.verifications();
            assert_eq!(guess(&house, ADA), Some(wait));
            house
                .world
                .clock
                .advance(TimeDelta::seconds(wait) - TimeDelta::microseconds(1));
            assert!(guess(&house, ADA).is_some(), "{wait} s");
            assert_eq!(house.world.passwords.verifications(), looked_at);
            house.world.clock.advance(TimeDelta::microseconds(1));
            assert_eq!(guess(&house, ADA), None, "{wait} s");
            assert_eq!(house.world.passwords.verifications(), looked_at + 1);
        }
        assert_eq!(house.told(AuditAction::LoginFailed), 22);
    }
}

#[test]
fn the_right_password_has_to_wait_as_well() {
    let house = House::new();
    house.register(ADA);
    ten_failures(&house);
    let refused = house.log_in(ADA, PASSWORD);
    assert!(matches!(refused, Err(LoginError::TooManyAttempts(_))));
    house.world.clock.advance(TimeDelta::seconds(1));
    assert!(house.log_in(ADA, PASSWORD).is_ok());
}

#[test]
fn of_a_hundred_guesses_at_once_ten_are_looked_at() {
    for registered in [ADA, "grace@example.com"] {
        let house = House::new();
        house.register(registered);
        let start = Barrier::new(100);
        let looked_at = thread::scope(|scope| {
            let guess = || {
                start.wait();
                let outcome = house.log_in(ADA, WRONG);
                matches!(outcome, Err(LoginError::InvalidCredentials { .. }))
            };
            let guesses: Vec<_> = (0..100).map(|_| scope.spawn(guess)).collect();
            let joined = guesses.into_iter().map(|guess| guess.join().unwrap());
            joined.filter(|looked_at| *looked_at).count()
        });
        assert_eq!(looked_at, 10);
        assert_eq!(house.world.passwords.verifications(), 10);
    }
}

#[test]
fn the_owner_goes_on_from_another_address_and_with_what_there_is() {
    let house = House::new();
    let account = house.register(ADA);
    ten_failures(&house);
    let elsewhere = origin_at("198.51.100.1");
    let login = house.log_in_from(ADA, PASSWORD, &elsewhere);
    assert!(login.is_ok());
    assert!(house.user(&account.session.token).is_ok());
    assert!(house.key(&account.api_key.secret).is_ok());
    house.refresh(&account.session.refresh_token);
    assert!(guess(&house, ADA).is_some(), "the guesser is let off");
}

#[test]
fn a_success_clears_the_count() {
    let house = House::new();
    house.register(ADA);
    for _ in 0..3 {
        for _ in 0..9 {
            assert_eq!(guess(&house, ADA), None);
        }
        house.log_in(ADA, PASSWORD).unwrap();
    }
    ten_failures(&house);
    assert_eq!(guess(&house, ADA), Some(1));
}

#[test]
fn failures_are_forgotten_after_a_quarter_of_an_hour() {
    let house = House::new();
    for _ in 0..9 {
        assert_eq!(guess(&house, ADA), None);
    }
    house.world.clock.advance(TimeDelta::minutes(15));
    ten_failures(&house);
    assert_eq!(guess(&house, ADA), Some(1));
}

#[test]
fn what_a_busy_queue_refuses_does_not_count() {
    let house = House::new();
    house.register(ADA);
    let assert_busy = || {
        house.world.passwords.set_busy(true);
        for _ in 0..20 {
            let refused = house.log_in(ADA, WRONG);
            let busy = matches!(refused, Err(LoginError::Hash(HashError::Unavailable(_))));
            assert!(busy, "{refused:?}");
        }
        house.world.passwords.set_busy(false);
    };
    assert_busy();
    ten_failures(&house);
    house.world.clock.advance(TimeDelta::seconds(1));
    assert_busy();
    assert_eq!(guess(&house, ADA), None);
    assert_eq!(guess(&house, ADA), Some(2));
}

#[test]
fn a_busy_queue_does_not_have_a_block_forgotten() {
    let house = House::new();
    ten_failures(&house);
    for wait in [1, 2, 4, 8, 16, 32, 64, 128, 256, 512] {
        house.world.clock.advance(TimeDelta::seconds(wait));
        assert_eq!(guess(&house, ADA), None);
    }
    house.world.clock.advance(TimeDelta::minutes(15));
    house.world.passwords.set_busy(true);
    assert!(house.log_in(ADA, WRONG).is_err());
    house.world.passwords.set_busy(false);
    assert_eq!(guess(&house, ADA), None);
    assert_eq!(guess(&house, ADA), Some(900));
}

#[test]
fn a_login_that_starts_again_counts_once() {
    let house = House::new();
    house.register(ADA);
    for _ in 0..9 {
        assert_eq!(guess(&house, ADA), None);
    }
    let (store, passwords) = (house.world.store.clone(), house.world.passwords.clone());
    let overtaken = interrupted(&house, move || {
        let (user, hash) = store.user_for_login(&email(ADA)).unwrap().unwrap();
        let another = passwords.hash(&Password::placeholder()).unwrap();
        let changed = store.renew_password_hash(&user.id, &hash, &another);
        assert!(changed.unwrap());
    });
    let failed = overtaken.log_in(ADA, PASSWORD);
    let looked_at = matches!(failed, Err(LoginError::InvalidCredentials { .. }));
    assert!(looked_at, "{failed:?}");
    assert_eq!(guess(&house, ADA), Some(1), "that was the tenth");
}

#[test]
fn counts_outlive_a_restart() {
    let house = House::new();
    ten_failures(&house);
    let restarted = House::over(house.world);
    assert_eq!(guess(&restarted, ADA), Some(1));
}

#[test]
fn an_unlocked_account_is_looked_at_again_and_no_other() {
    let house = House::new();
    house.register(ADA);
    ten_failures(&house);
    for _ in 0..10 {
        assert_eq!(guess(&house, "grace@example.com"), None);
    }
    let unlocked = house.login_throttle.unlock(&email("ADA@Example.com"), &[]);
    assert!(unlocked.unwrap().is_some());
    ten_failures(&house);
    assert!(guess(&house, "grace@example.com").is_some());
}

#[test]
fn turned_off_it_counts_nothing() {
    let house = House::with(|settings| settings.login_throttle = false);
    for _ in 0..60 {
        let failed = house.log_in(ADA, WRONG);
        assert!(matches!(failed, Err(LoginError::InvalidCredentials { .. })));
    }
    assert_eq!(guess(&House::over(house.world), ADA), None);
}

#[test]
fn a_store_that_cannot_count_lets_nobody_guess() {
    let house = House::new();
    house.register(ADA);
    house.world.store.fail_call(1);
    let failed = house.log_in(ADA, PASSWORD);
    assert!(matches!(failed, Err(LoginError::Store(_))), "{failed:?}");
    assert_eq!(house.world.passwords.verifications(), 0);
}

#[test]
fn a_wait_from_a_clock_that_was_ahead_ends_when_the_clock_is_set_right() {
    let house = House::new();
    house.register(ADA);
    house.world.clock.advance(TimeDelta::hours(3));
    ten_failures(&house);
    assert_eq!(guess(&house, ADA), Some(1));
    house.world.clock.advance(-TimeDelta::hours(3));
    assert_eq!(guess(&house, ADA), None, "that wait is none");
    assert_eq!(guess(&house, ADA), Some(2), "but the failures count");
    house.world.clock.advance(TimeDelta::seconds(2));
    assert!(house.log_in(ADA, PASSWORD).is_ok());
}
