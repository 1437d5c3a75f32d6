//! Counts and lines of the trail that are over are deleted in batches, and no others are.

use chrono::{DateTime, TimeDelta, Utc};
use sendook_domain::entities::{AuditAction, AuditEvent};
use sendook_domain::policies::FailureCount;
use sendook_domain::ports::{FailureKey, Store, StoreError};
use sendook_domain::values::Id;

use super::World;
use super::support::{counts, set_count};
use super::sweeping::{CUT, MOMENT, sweep_at_once};
use crate::builders::{a_digest, an_audit_event};

/// Counts that began before the moment given are swept, unless they block beyond it.
pub fn old_failures_are_swept(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let over = [
        (CUT - MOMENT, None),
        (CUT - TimeDelta::hours(1), Some(CUT - MOMENT)),
        (CUT - TimeDelta::hours(1), Some(CUT)),
    ];
    let kept = [
        (CUT, None),
        (CUT + MOMENT, None),
        (CUT - TimeDelta::hours(1), Some(CUT + MOMENT)),
    ];
    let keep = |(since, blocked_until)| -> Result<_, StoreError> {
        let count = FailureCount {
            failures: 1,
            since,
            blocked_until,
        };
        let key = a_failure_key();
        set_count(&*store, &key, Some(count))?;
        Ok((key, count))
    };
    let over = over.map(keep).into_iter().collect::<Result<Vec<_>, _>>()?;
    let kept = kept.map(keep).into_iter().collect::<Result<Vec<_>, _>>()?;
    assert_eq!(store.sweep_failures(CUT, 2)?, 2);
    assert_eq!(store.sweep_failures(CUT, 2)?, 1);
    assert_eq!(store.sweep_failures(CUT, 2)?, 0);
    for (key, _) in over {
        assert_eq!(counts(&*store, &[key])?, [None]);
    }
    for (key, count) in kept {
        assert_eq!(counts(&*world.other_server(), &[key])?, [Some(count)]);
    }
    Ok(())
}

/// Many sweep counts at once: each is swept once, and those that matter stay.
pub fn failures_swept_at_once_are_swept_once(world: &dyn World) -> Result<(), StoreError> {
    let count = |since| FailureCount {
        failures: 3,
        since,
        blocked_until: None,
    };
    for _ in 0..20 {
        let over = count(CUT - MOMENT);
        set_count(&*world.store(), &a_failure_key(), Some(over))?;
    }
    let key = a_failure_key();
    set_count(&*world.store(), &key, Some(count(CUT)))?;
    let swept = sweep_at_once(world, |store| store.sweep_failures(CUT, 3))?;
    assert_eq!(swept, 20);
    assert_eq!(counts(&*world.store(), &[key])?, [Some(count(CUT))]);
    Ok(())
}

/// Lines of the trail from before the moment given are swept in batches; the others stay.
pub fn old_audit_lines_are_swept(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let kept = [CUT, CUT + MOMENT].map(|at| record_at(&*store, at));
    let kept = kept.into_iter().collect::<Result<Vec<_>, _>>()?;
    for days in 1..=3 {
        record_at(&*store, CUT - TimeDelta::days(days))?;
    }
    record_at(&*store, CUT - MOMENT)?;
    assert_eq!(store.sweep_audit(CUT, 3)?, 3);
    assert_eq!(store.sweep_audit(CUT, 3)?, 1);
    assert_eq!(store.sweep_audit(CUT, 3)?, 0);
    let mut left = world.audit_ids();
    left.sort();
    assert_eq!(left, kept);
    Ok(())
}

/// Many sweep the trail at once: each line is swept once, and none that is young.
pub fn audit_lines_swept_at_once_are_swept_once(world: &dyn World) -> Result<(), StoreError> {
    for _ in 0..20 {
        record_at(&*world.store(), CUT - MOMENT)?;
    }
    let young = record_at(&*world.store(), CUT)?;
    let swept = sweep_at_once(world, |store| store.sweep_audit(CUT, 3))?;
    assert_eq!(swept, 20);
    assert_eq!(world.audit_ids(), [young]);
    Ok(())
}

fn a_failure_key() -> FailureKey {
    FailureKey {
        account: Some(a_digest()),
        address: "192.0.2.7".to_owned(),
    }
}

fn record_at(store: &dyn Store, at: DateTime<Utc>) -> Result<Id<AuditEvent>, StoreError> {
    let mut event = an_audit_event(AuditAction::LoginFailed);
    event.at = at;
    store.record(&event)?;
    Ok(event.id)
}
