//! A clock that is wrong deletes nothing that is still good.

use chrono::{DateTime, TimeDelta, Utc};
use sendook_domain::entities::User;
use sendook_domain::policies::SessionLifetimes;
use sendook_domain::policies::{Doubt, SweepDecision};
use sendook_domain::ports::Sessions as _;
use sendook_domain::upkeep::{Housekeeping, Swept};
use sendook_domain::values::Id;
use sendook_testkit::FixedClock;

use crate::house::House;

const START: DateTime<Utc> = FixedClock::START;
const YEARS: TimeDelta = TimeDelta::days(5 * 365);
const MINUTE: TimeDelta = TimeDelta::minutes(1);

fn keeper(house: &House, retention: TimeDelta) -> Housekeeping {
    let ports = &house.world.ports;
    Housekeeping::new(ports, SessionLifetimes::default(), retention)
}

/// A house with the account of a person, whose clock has been believed for a while, and its keeper.
fn settled() -> (House, Housekeeping, Id<User>) {
    let house = House::new();
    let user = house.register("ada@example.com").session.user.id;
    let keeper = keeper(&house, TimeDelta::days(90));
    keeper.trust_clock().unwrap();
    assert_eq!(sweep(&house, &keeper, START), SweepDecision::Sweep);
    (house, keeper, user)
}

fn sweep(house: &House, keeper: &Housekeeping, now: DateTime<Utc>) -> SweepDecision {
    house.world.clock.set(now);
    let (decision, swept) = keeper.sweep().unwrap();
    if decision != SweepDecision::Sweep {
        assert_eq!(swept, Swept::default());
    }
    decision
}

/// How many sessions of the person and lines of the audit trail there are.
fn left(house: &House, user: &Id<User>) -> (usize, usize) {
    let store = &house.world.store;
    (
        store.sessions(user).unwrap().len(),
        store.audit_events().len(),
    )
}

#[test]
fn a_clock_that_is_years_ahead_for_a_minute_deletes_nothing() {
    let (house, keeper, user) = settled();
    let before = left(&house, &user);
    let jump = |last_at, now| SweepDecision::Doubt(Doubt::Jump { last_at, now });
    let (ahead, back) = (START + YEARS, START + MINUTE);
    assert_eq!(sweep(&house, &keeper, ahead), jump(START, ahead));
    assert_eq!(sweep(&house, &keeper, back), jump(ahead, back));
    assert_eq!(left(&house, &user), before);
    let again = back + TimeDelta::days(1);
    for now in [back + MINUTE, again - MINUTE] {
        assert_eq!(sweep(&house, &keeper, now), SweepDecision::Wait(again));
    }
    assert_eq!(sweep(&house, &keeper, again), SweepDecision::Sweep);
    assert_eq!(left(&house, &user), before);
}

#[test]
fn after_a_month_without_a_server_it_goes_on_a_day_later_or_when_somebody_says_so() {
    for says_so in [false, true] {
        let (house, keeper, user) = settled();
        let mut now = START + TimeDelta::days(40);
        let decision = sweep(&house, &keeper, now);
        assert!(matches!(decision, SweepDecision::Doubt(_)), "{decision:?}");
        assert_eq!(left(&house, &user).0, 1);
        if says_so {
            keeper.trust_clock().unwrap();
        } else {
            // Its keeper may be another one by then: the doubt is in the store.
            now += TimeDelta::days(1);
        }
        assert_eq!(sweep(&house, &keeper, now), SweepDecision::Sweep);
        assert_eq!(left(&house, &user).0, 0, "the session has expired");
    }
}

#[test]
fn a_shorter_retention_is_doubted_before_it_deletes() {
    let (house, _, user) = settled();
    let before = left(&house, &user);
    let longer = keeper(&house, TimeDelta::days(90));
    let mut now = START;
    for _ in 0..4 {
        now += TimeDelta::hours(12);
        assert_eq!(sweep(&house, &longer, now), SweepDecision::Sweep);
    }
    let shorter = keeper(&house, TimeDelta::hours(2));
    let decision = sweep(&house, &shorter, now + MINUTE);
    let doubt = Doubt::TooMuchDue {
        last_at: now,
        now: now + MINUTE,
    };
    assert_eq!(decision, SweepDecision::Doubt(doubt));
    assert_eq!(left(&house, &user), before);
    let later = now + MINUTE + TimeDelta::days(1);
    assert_eq!(sweep(&house, &shorter, later), SweepDecision::Sweep);
    assert_eq!(left(&house, &user), (1, 0));
}

#[test]
fn the_first_sweep_of_a_database_that_is_there_deletes_nothing() {
    let house = House::new();
    let user = house.register("ada@example.com").session.user.id;
    let keeper = keeper(&house, TimeDelta::days(90));
    let now = START + YEARS;
    let doubt = SweepDecision::Doubt(Doubt::FirstSweep { now });
    assert_eq!(sweep(&house, &keeper, now), doubt);
    assert_eq!(left(&house, &user).0, 1);
}
