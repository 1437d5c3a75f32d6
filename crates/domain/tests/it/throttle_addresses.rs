//! What counts as one address, and guessing at many accounts from it.

use std::net::IpAddr;
use std::slice;

use chrono::TimeDelta;
use sendook_domain::accounts::{Lockout, LoginError, TooManyAttempts};
use sendook_domain::authorization::Operator;
use sendook_domain::entities::{Actor, AuditAction, ClientInfo};
use sendook_domain::ports::Clock as _;
use sendook_domain::sessions::LogoutScope;

use crate::accounts::PASSWORD;
use crate::house::House;
use crate::requests::{email, origin, origin_at};

const ADA: &str = "ada@example.com";

/// Makes a wrong guess; gives the seconds to wait, if it was not looked at.
fn guess(house: &House, address: &str, origin: &ClientInfo) -> Option<i64> {
    let guess = house.log_in_from(address, "a wrong guess", origin);
    match guess {
        Err(LoginError::InvalidCredentials { .. }) => None,
        Err(LoginError::TooManyAttempts(TooManyAttempts(wait))) => Some(wait.num_seconds()),
        other => panic!("{other:?}"),
    }
}

/// Fails this often at accounts that do not exist, each at most nine times.
fn failures_over_many_accounts(house: &House, count: usize) {
    for number in 0..count {
        let address = format!("nobody-{}@example.com", number / 9);
        assert_eq!(guess(house, &address, &origin()), None, "guess {number}");
    }
}

#[test]
fn a_whole_64_of_ipv6_is_one_address() {
    let house = House::new();
    for host in 1..=10 {
        let origin = origin_at(&format!("2001:db8:1:2:{host:x}::{host:x}"));
        assert_eq!(guess(&house, ADA, &origin), None);
    }
    let same = origin_at("2001:db8:1:2:ffff:ffff:ffff:ffff");
    assert_eq!(guess(&house, ADA, &same), Some(1));
    assert_eq!(guess(&house, ADA, &origin_at("2001:db8:1:3::1")), None);
}

#[test]
fn a_mapped_address_is_the_ipv4_address() {
    let house = House::new();
    for _ in 0..5 {
        assert_eq!(guess(&house, ADA, &origin_at("192.0.2.7")), None);
        assert_eq!(guess(&house, ADA, &origin_at("::ffff:192.0.2.7")), None);
    }
    for same in ["192.0.2.7", "::ffff:192.0.2.7"] {
        assert_eq!(guess(&house, ADA, &origin_at(same)), Some(1));
    }
    for other in ["192.0.2.8", "::ffff:192.0.2.8"] {
        assert_eq!(guess(&house, ADA, &origin_at(other)), None);
    }
}

#[test]
fn requests_of_unknown_origin_count_together() {
    let house = House::new();
    let nowhere = ClientInfo::default();
    for _ in 0..10 {
        assert_eq!(guess(&house, ADA, &nowhere), None);
    }
    assert_eq!(guess(&house, ADA, &nowhere), Some(1));
    assert_eq!(guess(&house, ADA, &origin()), None);
}

#[test]
fn fifty_failures_over_many_accounts_stop_the_address_and_no_other() {
    let house = House::new();
    house.register(ADA);
    failures_over_many_accounts(&house, 50);
    for wait in [1, 2, 4] {
        let looked_at = house.world.passwords.verifications();
        assert_eq!(guess(&house, "one-more@example.com", &origin()), Some(wait));
        let refused = house.log_in(ADA, PASSWORD);
        assert!(matches!(refused, Err(LoginError::TooManyAttempts(_))));
        assert_eq!(house.world.passwords.verifications(), looked_at);
        house.world.clock.advance(TimeDelta::seconds(wait));
        assert_eq!(guess(&house, "one-more@example.com", &origin()), None);
    }
    let elsewhere = origin_at("198.51.100.1");
    assert!(house.log_in_from(ADA, PASSWORD, &elsewhere).is_ok());
}

#[test]
fn of_two_waits_the_longer_one_holds() {
    let house = House::new();
    for number in 0..10 {
        assert_eq!(guess(&house, ADA, &origin()), None, "guess {number}");
    }
    for wait in [1, 2, 4, 8, 16] {
        house.world.clock.advance(TimeDelta::seconds(wait));
        assert_eq!(guess(&house, ADA, &origin()), None);
    }
    failures_over_many_accounts(&house, 50 - 15);
    assert_eq!(guess(&house, "one-more@example.com", &origin()), Some(1));
    assert_eq!(guess(&house, ADA, &origin()), Some(32));
}

#[test]
fn an_address_is_forgotten_after_five_minutes() {
    let house = House::new();
    failures_over_many_accounts(&house, 49);
    house.world.clock.advance(TimeDelta::minutes(5));
    for number in 0..50 {
        let address = format!("somebody-{number}@example.com");
        assert_eq!(guess(&house, &address, &origin()), None);
    }
    assert_eq!(guess(&house, ADA, &origin()), Some(1));
}

#[test]
fn a_success_is_no_failure_of_the_address_and_excuses_none() {
    let house = House::new();
    house.register(ADA);
    failures_over_many_accounts(&house, 49);
    for _ in 0..3 {
        house.log_in(ADA, PASSWORD).unwrap();
    }
    assert_eq!(guess(&house, ADA, &origin()), None);
    assert_eq!(guess(&house, ADA, &origin()), Some(1));
}

#[test]
fn an_account_of_ones_own_does_not_have_a_block_forgotten() {
    let house = House::new();
    house.register(ADA);
    failures_over_many_accounts(&house, 50);
    for wait in [1, 2, 4, 8, 16, 32, 64, 128, 256] {
        house.world.clock.advance(TimeDelta::seconds(wait));
        assert_eq!(guess(&house, "one-more@example.com", &origin()), None);
    }
    house.world.clock.advance(TimeDelta::seconds(512));
    house.log_in(ADA, PASSWORD).unwrap();
    assert_eq!(guess(&house, ADA, &origin()), None);
    assert!(guess(&house, ADA, &origin()).is_some());
}

/// A house with an account whose owner is logged out.
fn logged_out() -> House {
    let house = House::new();
    let token = house.register(ADA).session.token;
    let session = house.user(&token).unwrap();
    let log_out = house
        .sessions
        .log_out(&session, LogoutScope::All, &origin());
    log_out.unwrap();
    house
}

/// Unlocks the account, and returns which addresses were cleared and whether its owner can log in.
fn unlock(house: &House, addresses: &[IpAddr]) -> (Vec<String>, bool) {
    let excused = house.login_throttle.unlock(&email(ADA), addresses).unwrap();
    (excused.unwrap(), house.log_in(ADA, PASSWORD).is_ok())
}

#[test]
fn unlocking_an_account_excuses_the_addresses_that_its_owner_may_wait_for() {
    let excused = (vec!["192.0.2.7".to_owned()], true);
    // Where a session of hers is from, although the fifty were at other accounts.
    let house = House::new();
    house.register(ADA);
    failures_over_many_accounts(&house, 50);
    assert_eq!(unlock(&house, &[]), excused);

    // An address from which a login to her account failed, although she has no session there.
    let house = logged_out();
    assert!(guess(&house, ADA, &origin()).is_none());
    failures_over_many_accounts(&house, 49);
    assert_eq!(unlock(&house, &[]), excused);

    // Elsewhere only if the operator names the address.
    let house = logged_out();
    failures_over_many_accounts(&house, 50);
    assert_eq!(unlock(&house, &[]), (vec![], false));
    assert_eq!(unlock(&house, &[origin().ip.unwrap()]), excused);
}

#[test]
fn an_operator_sees_from_where_an_account_is_locked_and_until_when() {
    let house = House::new();
    let user = house.register(ADA).session.user;
    let operator = Operator::at_the_command_line();
    let seen = || {
        let lockouts = house.login_throttle.lockouts(&operator, &user).unwrap();
        let part = |one: Lockout| {
            (
                one.address,
                one.until - house.world.clock.now(),
                one.any_account,
            )
        };
        lockouts.into_iter().map(part).collect::<Vec<_>>()
    };
    let elsewhere = origin_at("203.0.113.9");
    for _ in 0..9 {
        assert!(guess(&house, ADA, &elsewhere).is_none());
    }
    assert_eq!(seen(), []);
    assert!(guess(&house, ADA, &elsewhere).is_none());
    let (here, second) = (Some("192.0.2.7".to_owned()), TimeDelta::seconds(1));
    let of_account = (Some("203.0.113.9".to_owned()), second, false);
    assert_eq!(seen(), slice::from_ref(&of_account));
    failures_over_many_accounts(&house, 50);
    assert_eq!(seen(), [of_account, (here, second, true)]);
    house.world.clock.advance(second);
    assert_eq!(seen(), []);
}

#[test]
fn unlocking_leaves_a_line_about_the_account_by_the_operator() {
    let house = House::new();
    let user = house.register("ada@example.com").session.user.id;
    house
        .login_throttle
        .unlock(&email("Ada@Example.com"), &[])
        .unwrap();
    let lines = house.world.store.audit_events();
    let line = lines.last().unwrap();
    assert_eq!(line.action, AuditAction::UserUnlocked);
    assert_eq!(
        (&line.actor, &line.user_id),
        (&Actor::Operator, &Some(user))
    );
}

#[test]
fn an_account_that_does_not_exist_is_not_unlocked() {
    let house = House::new();
    failures_over_many_accounts(&house, 50);
    let address = origin().ip.unwrap();
    let unlocked = house
        .login_throttle
        .unlock(&email("nobody-0@example.com"), &[address]);
    assert_eq!(unlocked.unwrap(), None);
    assert!(guess(&house, "nobody-0@example.com", &origin()).is_some());
    assert_eq!(house.told(AuditAction::UserUnlocked), 0);
}
