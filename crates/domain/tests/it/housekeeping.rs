use std::thread;

use chrono::{DateTime, TimeDelta, Utc};
use sendook_domain::entities::AuditAction;
use sendook_domain::policies::SessionLifetimes;
use sendook_domain::policies::{
    DEVICES_REMEMBERED, FailureCount, REGISTRATIONS_PER_NETWORK, SweepDecision,
};
use sendook_domain::ports::{AuditTrail as _, FailureKey, LoginFailures as _, Sessions as _};
use sendook_domain::upkeep::Housekeeping;
use sendook_testkit::FixedClock;
use sendook_testkit::builders::{a_digest, an_audit_event};

use crate::accounts::PASSWORD;
use crate::house::House;

const START: DateTime<Utc> = FixedClock::START;
const MOMENT: TimeDelta = TimeDelta::microseconds(1);

fn keeper(house: &House) -> Housekeeping {
    let ports = &house.world.ports;
    Housekeeping::new(ports, SessionLifetimes::default(), TimeDelta::days(90))
}

/// Sweeps as if an operator had said that the clock is right; returns whether there may be more.
fn sweep(keeper: &Housekeeping) -> bool {
    keeper.trust_clock().unwrap();
    let (decision, swept) = keeper.sweep().unwrap();
    assert_eq!(decision, SweepDecision::Sweep);
    swept.more
}

fn sessions(house: &House, address: &str) -> usize {
    let user = house.log_in(address, PASSWORD).unwrap().user.id;
    house.world.store.sessions(&user).unwrap().len() - 1
}

/// Keeps a count of one failure that was at this moment.
fn a_failure(house: &House, since: DateTime<Utc>) -> FailureKey {
    let key = FailureKey {
        account: Some(a_digest()),
        address: "192.0.2.7".to_owned(),
    };
    let count = FailureCount {
        failures: 1,
        since,
        blocked_until: None,
    };
    let keys = [key.clone()];
    let kept = house
        .world
        .store
        .update_failures(&keys, &mut |_| vec![Some(count)]);
    kept.unwrap();
    key
}

fn is_counted(house: &House, key: &FailureKey) -> bool {
    let mut found = false;
    let keys = [key.clone()];
    let read = house.world.store.update_failures(&keys, &mut |counts| {
        found = counts[0].is_some();
        counts.to_vec()
    });
    read.unwrap();
    found
}

#[test]
fn a_session_is_swept_once_it_is_unused_for_too_long_and_not_before() {
    let house = House::new();
    let issued = house.register("ada@example.com").session;
    let keeper = keeper(&house);
    let end = START + TimeDelta::days(7);
    house.world.clock.set(end - MOMENT);
    sweep(&keeper);
    assert!(
        house.user(&issued.token).is_err(),
        "its access token is over"
    );
    house.refresh(&issued.refresh_token);
    house.world.clock.set(end + TimeDelta::days(7));
    sweep(&keeper);
    assert_eq!(sessions(&house, "ada@example.com"), 0);
}

#[test]
fn a_session_is_swept_once_it_expired_however_much_it_is_used() {
    let house = House::new();
    let mut issued = house.register("ada@example.com").session;
    let keeper = keeper(&house);
    let end = START + TimeDelta::days(30);
    for days in [6, 12, 18, 24] {
        house.world.clock.set(START + TimeDelta::days(days));
        issued = house.refresh(&issued.refresh_token);
        sweep(&keeper);
    }
    house.world.clock.set(end - MOMENT);
    sweep(&keeper);
    house.refresh(&issued.refresh_token);
    house.world.clock.set(end + MOMENT);
    sweep(&keeper);
    assert_eq!(sessions(&house, "ada@example.com"), 0);
}

#[test]
fn failures_are_swept_when_they_no_longer_matter() {
    let house = House::new();
    let old = a_failure(&house, START);
    let young = a_failure(&house, START + MOMENT);
    house
        .world
        .clock
        .set(START + REGISTRATIONS_PER_NETWORK.window + MOMENT);
    sweep(&keeper(&house));
    assert!(!is_counted(&house, &old) && is_counted(&house, &young));
}

#[test]
fn a_device_is_forgotten_once_it_is_no_longer_known() {
    let house = House::new();
    house.register("ada@example.com");
    let store = &house.world.store;
    house.world.clock.set(START + DEVICES_REMEMBERED);
    sweep(&keeper(&house));
    let left = |unseen| store.sweep_devices(unseen, 9).unwrap();
    assert_eq!(left(START + MOMENT), 1, "it was known until now");
    house.log_in("ada@example.com", PASSWORD).unwrap();
    house.world.clock.advance(DEVICES_REMEMBERED + MOMENT);
    sweep(&keeper(&house));
    assert_eq!(left(DateTime::<Utc>::MAX_UTC), 0);
}

#[test]
fn what_hinders_one_sweep_does_not_hinder_the_others() {
    let house = House::new();
    house
        .world
        .clock
        .set(START + REGISTRATIONS_PER_NETWORK.window + MOMENT);
    let keeper = keeper(&house);
    // What is remembered of invalidations, and then the sessions.
    for failing in [1, 5] {
        let old = a_failure(&house, START);
        keeper.trust_clock().unwrap();
        house.world.store.fail_call(failing);
        assert!(keeper.sweep().is_err());
        assert!(!is_counted(&house, &old));
    }
}

#[test]
fn a_block_is_not_swept_while_it_holds() {
    let house = House::new();
    let guess = || house.log_in("ada@example.com", "a wrong guess");
    for _ in 0..10 {
        guess().unwrap_err();
    }
    for wait in [1, 2, 4, 8, 16, 32, 64, 128, 256, 512] {
        house.world.clock.advance(TimeDelta::seconds(wait));
        guess().unwrap_err();
    }
    house.world.clock.advance(TimeDelta::seconds(899));
    sweep(&keeper(&house));
    let verified = house.world.passwords.verifications();
    guess().unwrap_err();
    assert_eq!(house.world.passwords.verifications(), verified);
}

#[test]
fn audit_lines_are_kept_as_long_as_the_setting_says() {
    let house = House::new();
    let cut = START - TimeDelta::days(90);
    for at in [cut - MOMENT, cut, START] {
        let mut event = an_audit_event(AuditAction::LoginFailed);
        event.at = at;
        house.world.store.record(&event).unwrap();
    }
    sweep(&keeper(&house));
    let left = house.world.store.audit_events().into_iter();
    let left: Vec<_> = left.map(|event| event.at).collect();
    assert_eq!(left, [cut, START]);
}

#[test]
fn a_full_batch_tells_that_there_may_be_more() {
    let house = House::new();
    for _ in 0..501 {
        a_failure(&house, START - TimeDelta::days(1));
    }
    let keeper = keeper(&house);
    keeper.trust_clock().unwrap();
    for (failures, more) in [(500, true), (1, false), (0, false)] {
        let (_, swept) = keeper.sweep().unwrap();
        assert_eq!((swept.failures, swept.more), (failures, more));
    }
}

#[test]
fn many_servers_sweep_at_once() {
    let house = House::new();
    for _ in 0..2_000 {
        a_failure(&house, START - TimeDelta::days(1));
    }
    let young = a_failure(&house, START);
    let keeper = keeper(&house);
    keeper.trust_clock().unwrap();
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| while keeper.sweep().unwrap().1.more {});
        }
    });
    let left = house.world.store.sweep_failures(START, 1_000).unwrap();
    assert_eq!(left, 0);
    assert!(is_counted(&house, &young));
}

#[test]
fn a_store_that_is_away_is_reported() {
    let house = House::new();
    house.world.store.set_away(true);
    assert!(keeper(&house).sweep().is_err());
}
