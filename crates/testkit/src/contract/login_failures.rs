//! Failed logins are counted exactly, however many there are at once.

use std::collections::BTreeSet;
use std::slice;

use chrono::{DateTime, TimeDelta, Utc};
use sendook_domain::entities::PasswordHash;
use sendook_domain::policies::FailureCount;
use sendook_domain::ports::{FailureKey, NewSession, StoreError};
use sendook_domain::values::Digest;

use super::World;
use super::support::{RUNNERS, at_once, audit, counts, is_there, opened, set_count};
use crate::builders::{a_digest, a_moment, a_session};

/// Without failures there is no count, and what is written comes back in every field, on every server.
pub fn every_field_of_a_count_comes_back(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let since = a_moment();
    let blocked_until = Some(since + TimeDelta::minutes(15));
    for (key, failures, blocked_until) in [
        (of_account(a_digest()), 1, None),
        (of_account(a_digest()), 1_000_000, blocked_until),
        (of_address("192.0.2.255"), 50, blocked_until),
        (of_address("2001:db8:1:2::/64"), 49, None),
        (of_address("unknown"), 1, None),
    ] {
        let keys = [key];
        assert_eq!(counts(&*store, &keys)?, [None]);
        let count = FailureCount {
            failures,
            since,
            blocked_until,
        };
        set_count(&*store, &keys[0], Some(count))?;
        assert_eq!(counts(&*store, &keys)?, [Some(count)]);
        assert_eq!(counts(&*world.other_server(), &keys)?, [Some(count)]);
    }
    Ok(())
}

/// A count is replaced by the new one, and removed where that is `None`.
pub fn a_count_is_replaced_and_deleted(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let key = of_account(a_digest());
    let (first, second) = (a_count(3), a_count(4));
    for count in [Some(first), Some(second), None, None, Some(first)] {
        set_count(&*store, &key, count)?;
        let kept = counts(&*world.other_server(), slice::from_ref(&key))?;
        assert_eq!(kept, [count]);
    }
    Ok(())
}

/// Several counts are read and written in one step, each under its own key, in the order asked for.
pub fn several_counts_change_in_one_step(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let account = a_digest();
    let keys = [
        of_account(account),
        of_address("192.0.2.7"),
        of_account(a_digest()),
    ];
    set_count(&*store, &keys[1], Some(a_count(7)))?;
    let (first, second) = (a_count(1), a_count(2));
    let mut seen = Vec::new();
    store.update_failures(&keys, &mut |counts| {
        seen = counts.iter().map(|c| c.map(|c| c.failures)).collect();
        vec![Some(first), None, Some(second)]
    })?;
    assert_eq!(seen, [None, Some(7), None]);
    let kept = counts(&*world.other_server(), &keys)?;
    assert_eq!(kept, [Some(first), None, Some(second)]);
    let reversed = [keys[2].clone(), keys[0].clone()];
    let kept = counts(&*store, &reversed)?;
    assert_eq!(kept, [Some(second), Some(first)]);
    Ok(())
}

/// An account counts apart at each address, and an address counts apart from its accounts.
pub fn keys_do_not_mix(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let keys = [
        of_account(a_digest()),
        of_account(a_digest()),
        FailureKey {
            address: "198.51.100.1".to_owned(),
            ..of_account(a_digest())
        },
        of_address("192.0.2.7"),
        of_address("198.51.100.1"),
    ];
    for (failures, key) in (1..).zip(&keys) {
        set_count(&*store, key, Some(a_count(failures)))?;
    }
    let kept = counts(&*world.other_server(), &keys)?;
    let kept: Vec<_> = kept.into_iter().flatten().map(|c| c.failures).collect();
    assert_eq!(kept, [1, 2, 3, 4, 5]);
    Ok(())
}

/// Many count the same failures at once, on two servers, new ones and known ones: none is lost.
pub fn failures_at_once_are_all_counted(world: &dyn World) -> Result<(), StoreError> {
    const EACH: u32 = 5;
    let (account, address) = (of_account(a_digest()), of_address("192.0.2.7"));
    set_count(&*world.store(), &address, Some(a_count(10)))?;
    let keys = [account, address];
    let since = a_moment();
    at_once(world, |store| {
        (0..EACH).try_for_each(|_| {
            store.update_failures(&keys, &mut |counts| {
                let counted = counts.iter().map(|count| one_more(*count, since));
                counted.map(Some).collect()
            })
        })
    })?;
    let kept = counts(&*world.store(), &keys)?;
    let kept: Vec<_> = kept.into_iter().flatten().map(|c| c.failures).collect();
    let all = u32::try_from(RUNNERS).expect("a few") * EACH;
    assert_eq!(kept, [all, 10 + all]);
    Ok(())
}

/// Of many attempts at once, each sees another count.
pub fn attempts_at_once_see_different_counts(world: &dyn World) -> Result<(), StoreError> {
    let keys = [of_account(a_digest()), of_address("192.0.2.7")];
    let since = a_moment();
    let mut seen = at_once(world, |store| {
        let mut seen = None;
        let counted = store.update_failures(&keys, &mut |counts| {
            seen = counts[0].map(|count| count.failures);
            let counted = counts.iter().map(|count| one_more(*count, since));
            counted.map(Some).collect()
        });
        counted.map(|()| seen)
    })?;
    seen.sort_unstable();
    let before_first = [None].into_iter();
    let expected: Vec<_> = before_first.chain((1..8).map(Some)).collect();
    assert_eq!(seen, expected);
    Ok(())
}

/// What is forgotten of accounts is forgotten at every address, with the counts of these addresses and of those that are
/// named, and no others. An audit line is written, also where there was nothing.
pub fn an_account_is_forgotten_at_every_address(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let (account, further, other) = (a_digest(), a_digest(), a_digest());
    let elsewhere = |account| FailureKey {
        address: "2001:db8::/64".to_owned(),
        ..of_account(account)
    };
    let keys = [
        of_account(account),
        elsewhere(account),
        of_account(other),
        elsewhere(other),
        elsewhere(further),
        of_address("192.0.2.7"),
        of_address("198.51.100.1"),
        of_address("203.0.113.5"),
    ];
    for key in &keys {
        set_count(&*store, key, Some(a_count(10)))?;
    }
    let lines = [audit(), audit()];
    let none = BTreeSet::new();
    let named = ["203.0.113.5", "192.0.2.99"].map(str::to_owned);
    let forgotten = store.forget_failures(&[a_digest()], &none, &lines[0])?;
    assert_eq!(forgotten, Vec::<String>::new());
    let forgotten = store.forget_failures(&[account, further], &named.into(), &lines[1])?;
    assert_eq!(forgotten, ["192.0.2.7", "203.0.113.5"]);
    let kept = counts(&*world.other_server(), &keys)?;
    let kept: Vec<_> = kept.iter().map(Option::is_some).collect();
    assert_eq!(kept, [false, false, true, true, false, false, true, false]);
    let told = world.audit_ids();
    assert!(lines.iter().all(|line| told.contains(&line.id)));
    Ok(())
}

/// The counts of an account come before those of the whole addresses: of those from which it has one, and of those that are named.
pub fn counts_of_an_account_are_found_with_those_of_its_addresses(
    world: &dyn World,
) -> Result<(), StoreError> {
    let store = world.store();
    let account = a_digest();
    let at = |address: &str| FailureKey {
        account: Some(account),
        address: address.to_owned(),
    };
    let found = [
        at("192.0.2.7"),
        at("198.51.100.1"),
        of_address("192.0.2.7"),
        of_address("203.0.113.9"),
    ];
    let others = [of_account(a_digest()), of_address("192.0.2.8")];
    for (failures, key) in (1..).zip(found.iter().rev().chain(&others)) {
        set_count(&*store, key, Some(a_count(failures)))?;
    }
    let named = ["203.0.113.9", "203.0.113.10"].map(str::to_owned).into();
    let counts = world.other_server().failures_of(&account, &named)?;
    let counts = counts.into_iter().map(|(key, count)| (key, count.failures));
    let expected: Vec<_> = found.into_iter().zip([4, 3, 2, 1]).collect();
    assert_eq!(counts.collect::<Vec<_>>(), expected);
    assert_eq!(store.failures_of(&a_digest(), &BTreeSet::new())?, []);
    Ok(())
}

/// A login keeps its session and changes counts in one step; on every server.
pub fn a_login_changes_counts_along_with_its_session(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let account = opened(&*store)?;
    let keys = [of_account(a_digest()), of_address("192.0.2.7")];
    let (before, after) = (
        [Some(a_count(3)), Some(a_count(4))],
        [None, Some(a_count(2))],
    );
    for (key, count) in keys.iter().zip(before) {
        set_count(&*store, key, count)?;
    }
    let new = NewSession {
        proof: Some(account.password_hash),
        ..a_session(&account.user.id)
    };
    let (mut seen, event) = (Vec::new(), audit());
    let kept = store.log_in(
        &new,
        &keys,
        &mut |counts| {
            seen = counts.to_vec();
            after.to_vec()
        },
        &event,
    )?;
    assert!(kept);
    assert_eq!(seen, before);
    for server in [world.store(), world.other_server()] {
        assert_eq!(counts(&*server, &keys)?, after);
        assert!(is_there(&*server, &new)?);
    }
    assert!(world.audit_ids().contains(&event.id));
    Ok(())
}

/// A login whose proof no longer holds changes no count.
pub fn a_login_that_is_not_kept_changes_no_count(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let account = opened(&*store)?;
    let keys = [of_account(a_digest()), of_address("192.0.2.7")];
    let before = [Some(a_count(3)), None];
    set_count(&*store, &keys[0], before[0])?;
    let new = NewSession {
        proof: Some(PasswordHash::new("$fake$another".to_owned())),
        ..a_session(&account.user.id)
    };
    let lines = world.audit_ids().len();
    let mut change = |_: &[_]| vec![None, Some(a_count(1))];
    assert!(!store.log_in(&new, &keys, &mut change, &audit())?);
    assert_eq!(counts(&*world.other_server(), &keys)?, before);
    assert!(!is_there(&*store, &new)?);
    assert_eq!(world.audit_ids().len(), lines);
    Ok(())
}

fn of_account(account: Digest) -> FailureKey {
    FailureKey {
        account: Some(account),
        ..of_address("192.0.2.7")
    }
}

fn of_address(address: &str) -> FailureKey {
    FailureKey {
        account: None,
        address: address.to_owned(),
    }
}

fn a_count(failures: u32) -> FailureCount {
    FailureCount {
        failures,
        since: a_moment(),
        blocked_until: None,
    }
}

fn one_more(count: Option<FailureCount>, since: DateTime<Utc>) -> FailureCount {
    FailureCount {
        failures: count.map_or(1, |count| count.failures + 1),
        since,
        blocked_until: None,
    }
}
