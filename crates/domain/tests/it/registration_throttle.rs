//! Registrations from one address.

use std::sync::Barrier;
use std::thread;

use chrono::TimeDelta;
use sendook_domain::accounts::{RegistrationError, TooManyRegistrations};
use sendook_domain::entities::ClientInfo;
use sendook_domain::policies::SessionLifetimes;
use sendook_domain::ports::HashError;
use sendook_domain::upkeep::Housekeeping;

use crate::accounts::{OpenError, PASSWORD, registration_request};
use crate::house::House;
use crate::requests::{origin, origin_at};

const MOMENT: TimeDelta = TimeDelta::microseconds(1);

fn open(house: &House, address: &str, origin: &ClientInfo) -> Result<(), OpenError> {
    house.open(registration_request(address), origin).map(drop)
}

/// Registers the numbered account from the usual address.
fn open_number(house: &House, number: usize) -> Result<(), OpenError> {
    open(house, &format!("ada.{number}@example.com"), &origin())
}

fn wait_of(refused: Result<(), OpenError>) -> TimeDelta {
    match refused {
        Err(OpenError::Refused(RegistrationError::TooMany(TooManyRegistrations(wait)))) => wait,
        other => panic!("{other:?}"),
    }
}

fn thirty(house: &House) {
    for number in 0..30 {
        open_number(house, number).unwrap();
    }
}

#[test]
fn after_thirty_the_rest_of_the_hour_is_to_be_waited_for() {
    let house = House::new();
    thirty(&house);
    assert_eq!(wait_of(open_number(&house, 30)), TimeDelta::hours(1));
    house.world.clock.advance(TimeDelta::hours(1) - MOMENT);
    assert_eq!(wait_of(open_number(&house, 30)), MOMENT);
    assert_eq!(house.world.passwords.hashes(), 30);
    house.world.clock.advance(MOMENT);
    open_number(&house, 30).unwrap();
}

#[test]
fn another_address_goes_on_and_another_of_the_same_network_does_not() {
    let house = House::new();
    for number in 0..30 {
        let origin = origin_at(&format!("2001:db8:1:2::{number:x}"));
        open(&house, &format!("ada.{number}@example.com"), &origin).unwrap();
    }
    wait_of(open(
        &house,
        "g@example.com",
        &origin_at("2001:db8:1:2:ffff::1"),
    ));
    for elsewhere in ["2001:db8:1:3::1", "192.0.2.8"] {
        let address = format!("{}@example.com", elsewhere.replace(':', "-"));
        open(&house, &address, &origin_at(elsewhere)).unwrap();
    }
}

#[test]
fn a_refused_one_counts_so_that_accounts_cannot_be_found_out() {
    let house = House::new();
    open_number(&house, 0).unwrap();
    for _ in 1..30 {
        let taken = open_number(&house, 0);
        assert!(matches!(
            taken,
            Err(OpenError::Refused(RegistrationError::EmailTaken))
        ));
    }
    let known = wait_of(open_number(&house, 0));
    assert_eq!(wait_of(open_number(&house, 1)), known);
}

#[test]
fn one_that_meets_a_full_queue_counts_too() {
    let house = House::new();
    house.world.passwords.set_busy(true);
    for number in 0..30 {
        let busy = open_number(&house, number);
        assert!(matches!(
            busy,
            Err(OpenError::Hash(HashError::Unavailable(_)))
        ));
    }
    house.world.passwords.set_busy(false);
    wait_of(open_number(&house, 0));
}

#[test]
fn of_a_hundred_at_once_thirty_are_looked_at() {
    let house = House::new();
    let start = Barrier::new(100);
    let opened = thread::scope(|scope| {
        let open = |number| {
            let (house, start) = (&house, &start);
            scope.spawn(move || {
                start.wait();
                open_number(house, number).is_ok()
            })
        };
        let all: Vec<_> = (0..100).map(open).collect();
        let joined = all.into_iter().map(|one| one.join().unwrap());
        joined.filter(|opened| *opened).count()
    });
    assert_eq!((opened, house.world.passwords.hashes()), (30, 30));
}

#[test]
fn it_counts_apart_from_failed_logins() {
    let house = House::new();
    thirty(&house);
    for _ in 0..9 {
        house.log_in("ada.0@example.com", "wrong").unwrap_err();
    }
    house.log_in("ada.0@example.com", PASSWORD).unwrap();
    house
        .login_throttle
        .unlock(&registration_request("ada.0@example.com").person.email, &[])
        .unwrap();
    wait_of(open_number(&house, 30));
}

#[test]
fn counts_outlive_a_restart_and_every_sweep_within_the_hour() {
    let house = House::new();
    thirty(&house);
    house.world.clock.advance(TimeDelta::hours(1) - MOMENT);
    let restarted = House::over(house.world);
    let ports = &restarted.world.ports;
    let lifetimes = SessionLifetimes::default();
    let housekeeping = Housekeeping::new(ports, lifetimes, TimeDelta::days(90));
    housekeeping.trust_clock().unwrap();
    while housekeeping.sweep().unwrap().1.more {}
    assert_eq!(wait_of(open_number(&restarted, 30)), MOMENT);
}

#[test]
fn turned_off_it_counts_nothing() {
    let house = House::with(|settings| settings.login_throttle = false);
    for number in 0..40 {
        open_number(&house, number).unwrap();
    }
    open_number(&House::over(house.world), 40).unwrap();
}

#[test]
fn a_store_that_cannot_count_lets_nobody_register() {
    let house = House::new();
    house.world.store.fail_call(1);
    let failed = open_number(&house, 0);
    assert!(
        matches!(failed, Err(OpenError::Refused(RegistrationError::Store(_)))),
        "{failed:?}"
    );
    assert_eq!(house.world.passwords.hashes(), 0);
}
