//! An ended session is invalid on every server at once, with its tokens.

use sendook_domain::ports::{EndSessions, NewSession, StoreError};

use super::World;
use super::support::{at_once, audit, create_session, is_there, opened};
use crate::builders::{a_session, an_id};

/// All sessions of a user end, and no other user's.
pub fn all_sessions_end(world: &dyn World) -> Result<(), StoreError> {
    assert_ends(world, |_| EndSessions::All, [false, false, false])
}

/// One session ends, and the others stay.
pub fn only_one_session_ends(world: &dyn World) -> Result<(), StoreError> {
    let this = |session: &NewSession| EndSessions::Only(session.session.id.clone());
    assert_ends(world, this, [true, false, true])
}

/// All sessions but one end.
pub fn all_sessions_but_one_end(world: &dyn World) -> Result<(), StoreError> {
    let others = |session: &NewSession| EndSessions::AllBut(session.session.id.clone());
    assert_ends(world, others, [false, true, false])
}

/// Another user's session does not end, and the trail does not say that it did.
pub fn a_foreign_session_does_not_end(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let (own, foreign) = (opened(&*store)?, opened(&*store)?);
    let lines = world.audit_ids().len();
    for id in [foreign.session.session.id.clone(), an_id()] {
        store.end_sessions(&own.user.id, &EndSessions::Only(id), &audit())?;
    }
    assert!(is_there(&*store, &foreign.session)?);
    assert!(is_there(&*store, &own.session)?);
    assert_eq!(world.audit_ids().len(), lines);
    Ok(())
}

/// Where nothing is left to end, no audit line is written.
pub fn ending_nothing_leaves_no_audit_line(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let account = opened(&*store)?;
    let user = &account.user.id;
    let lines = world.audit_ids().len();
    let others = EndSessions::AllBut(account.session.session.id);
    store.end_sessions(user, &others, &audit())?;
    store.end_sessions(&an_id(), &EndSessions::All, &audit())?;
    assert_eq!(world.audit_ids().len(), lines);
    store.end_sessions(user, &EndSessions::All, &audit())?;
    store.end_sessions(user, &EndSessions::All, &audit())?;
    assert_eq!(world.audit_ids().len(), lines + 1);
    Ok(())
}

/// Many end one session at once: no call fails, and one audit line is written.
pub fn a_session_ended_at_once_ends_once(world: &dyn World) -> Result<(), StoreError> {
    let account = opened(&*world.store())?;
    let lines = world.audit_ids().len();
    let ended = at_once(world, |store| {
        store.end_sessions(&account.user.id, &EndSessions::All, &audit())
    })?;
    assert_eq!(ended.into_iter().sum::<usize>(), 1, "told how many ended");
    assert!(!is_there(&*world.store(), &account.session)?);
    assert_eq!(world.audit_ids().len(), lines + 1);
    Ok(())
}

/// Ends sessions of a user with three of them, by the second, and checks which are left.
fn assert_ends(
    world: &dyn World,
    which: impl FnOnce(&NewSession) -> EndSessions,
    stay: [bool; 3],
) -> Result<(), StoreError> {
    let store = world.store();
    let (account, neighbour) = (opened(&*store)?, opened(&*store)?);
    let user = &account.user.id;
    let sessions = [a_session(user), a_session(user), account.session];
    for session in &sessions[..2] {
        create_session(&*store, session, &audit())?;
    }
    let event = audit();
    store.end_sessions(user, &which(&sessions[1]), &event)?;
    for server in [world.store(), world.other_server()] {
        for (session, stays) in sessions.iter().zip(stay) {
            assert_eq!(is_there(&*server, session)?, stays);
        }
        assert!(is_there(&*server, &neighbour.session)?);
    }
    assert!(world.audit_ids().contains(&event.id));
    Ok(())
}
