//! Sessions that are over are deleted in batches, and no others are.

use chrono::{DateTime, TimeDelta, Utc};
use sendook_domain::entities::{Session, User};
use sendook_domain::ports::{NewSession, Store, StoreError};
use sendook_domain::values::Id;

use super::World;
use super::support::{audit, create_session, is_there, opened};
use super::sweeping::{CUT, MOMENT, sweep_at_once};
use crate::builders::a_session;

/// A session that expired, or went unused, before the moments given is swept with its tokens; at those
/// moments it is not.
pub fn ended_sessions_are_swept(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let account = opened(&*store)?;
    let user = &account.user.id;
    let unused = CUT - TimeDelta::days(7);
    let kept = [
        keep_session(&*store, user, CUT, unused)?,
        keep_session(&*store, user, CUT + MOMENT, unused + MOMENT)?,
    ];
    let over = [
        keep_session(&*store, user, CUT - MOMENT, unused)?,
        keep_session(&*store, user, CUT, unused - MOMENT)?,
        keep_session(&*store, user, CUT - MOMENT, unused - MOMENT)?,
    ];
    let lines = world.audit_ids().len();
    assert_eq!(store.sweep_sessions(CUT, unused, 1_000)?, over.len());
    assert_eq!(store.sweep_sessions(CUT, unused, 1_000)?, 0);
    for server in [world.store(), world.other_server()] {
        for session in kept.iter().chain([&account.session]) {
            assert!(is_there(&*server, session)?);
        }
        for session in &over {
            assert!(!is_there(&*server, session)?);
        }
    }
    assert_eq!(world.audit_ids().len(), lines, "a sweep is in the trail");
    Ok(())
}

/// A sweep of sessions deletes no more than it is allowed to, and the next one goes on.
pub fn sessions_are_swept_in_batches(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let account = opened(&*store)?;
    for _ in 0..5 {
        keep_session(&*store, &account.user.id, CUT - MOMENT, CUT)?;
    }
    for (swept, left) in [(2, 3), (2, 1), (1, 0), (0, 0)] {
        assert_eq!(store.sweep_sessions(CUT, CUT, 2)?, swept);
        assert_eq!(store.sessions(&account.user.id)?.len(), left + 1);
    }
    Ok(())
}

/// Many sweep sessions at once until nothing is left: each session is swept once, and none that lives.
pub fn sessions_swept_at_once_are_swept_once(world: &dyn World) -> Result<(), StoreError> {
    let account = opened(&*world.store())?;
    let user = &account.user.id;
    for _ in 0..20 {
        keep_session(&*world.store(), user, CUT - MOMENT, CUT)?;
    }
    let swept = sweep_at_once(world, |store| store.sweep_sessions(CUT, CUT, 3))?;
    assert_eq!(swept, 20);
    let left = world.store().sessions(user)?;
    assert_eq!(left, [account.session.session]);
    Ok(())
}

fn keep_session(
    store: &dyn Store,
    user: &Id<User>,
    expires_at: DateTime<Utc>,
    last_used_at: DateTime<Utc>,
) -> Result<NewSession, StoreError> {
    let mut new = a_session(user);
    new.session = Session {
        expires_at,
        last_used_at,
        ..new.session
    };
    create_session(store, &new, &audit())?;
    Ok(new)
}
