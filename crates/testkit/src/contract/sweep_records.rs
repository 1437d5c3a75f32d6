//! All servers know when the last sweep was, and whether the clock is trusted.

use chrono::{DateTime, TimeDelta};
use sendook_domain::entities::AuditAction;
use sendook_domain::policies::SweepRecord;
use sendook_domain::ports::StoreError;

use super::World;
use super::support::{at_once, audit, create_session, opened};
use super::sweeping::{CUT, MOMENT};
use crate::builders::{a_session, an_audit_event};

fn records() -> Vec<SweepRecord> {
    let record = |doubted_since, unfinished| SweepRecord {
        last_at: CUT,
        doubted_since,
        unfinished,
    };
    let later = SweepRecord::trusted(CUT + MOMENT);
    vec![
        record(None, false),
        record(None, true),
        record(Some(CUT), true),
        record(Some(CUT - TimeDelta::days(9)), false),
        later,
        later.finished(),
    ]
}

/// Nothing is known at first; what is written comes back in every field, on every server.
pub fn every_field_of_a_sweep_record_comes_back(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    assert_eq!(store.sweep_record()?, None);
    let mut before = None;
    for after in records() {
        assert!(store.replace_sweep_record(before.as_ref(), &after)?);
        assert_eq!(store.sweep_record()?, Some(after));
        assert_eq!(world.other_server().sweep_record()?, Some(after));
        before = Some(after);
    }
    Ok(())
}

/// A record is replaced only from what it was, in every field.
pub fn a_sweep_record_is_replaced_only_from_what_it_was(
    world: &dyn World,
) -> Result<(), StoreError> {
    let store = world.store();
    let after = SweepRecord::trusted(CUT + TimeDelta::hours(1));
    for wrong in records() {
        assert!(!store.replace_sweep_record(Some(&wrong), &after)?);
        assert_eq!(store.sweep_record()?, None);
    }
    let mut kept = None;
    for record in records() {
        store.replace_sweep_record(kept.as_ref(), &record)?;
        kept = Some(record);
        let others = records().into_iter().filter(|other| *other != record);
        for wrong in others.map(Some).chain([None]) {
            assert!(!store.replace_sweep_record(wrong.as_ref(), &after)?);
            assert_eq!(store.sweep_record()?, kept);
        }
    }
    Ok(())
}

/// Of many sweeps at once, one finds the record as it was.
pub fn a_sweep_record_replaced_at_once_is_replaced_once(
    world: &dyn World,
) -> Result<(), StoreError> {
    let mut before = None;
    for after in records() {
        let replaced = at_once(world, |store| {
            store.replace_sweep_record(before.as_ref(), &after)
        })?;
        let succeeded = replaced.into_iter().filter(|done| *done).count();
        assert_eq!(succeeded, 1);
        before = Some(after);
    }
    Ok(())
}

/// What is due is found by each of the three moments, and only before them.
pub fn what_is_due_is_found(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let account = opened(&*store)?;
    let never = DateTime::UNIX_EPOCH;
    let is_due = |expired, unused, audited| -> Result<bool, StoreError> {
        world
            .other_server()
            .is_anything_due(expired, unused, audited)
    };
    assert!(!is_due(CUT, CUT, CUT)?);
    let mut session = a_session(&account.user.id);
    session.session.expires_at = CUT;
    create_session(&*store, &session, &audit())?;
    assert!(!is_due(CUT, CUT, CUT)?);
    assert!(is_due(CUT + MOMENT, never, never)?);

    let mut session = a_session(&account.user.id);
    session.session.last_used_at = CUT - TimeDelta::days(7);
    create_session(&*store, &session, &audit())?;
    let used = session.session.last_used_at;
    assert!(!is_due(never, used, never)?);
    assert!(is_due(never, used + MOMENT, never)?);

    let mut event = an_audit_event(AuditAction::LoginFailed);
    event.at = CUT - TimeDelta::days(90);
    store.record(&event)?;
    assert!(!is_due(never, never, event.at)?);
    assert!(is_due(never, never, event.at + MOMENT)?);
    Ok(())
}
