//! When a session was last used is known to every server, and only ever moves forward.

use chrono::{DateTime, TimeDelta, Utc};
use sendook_domain::entities::{Session, User};
use sendook_domain::policies;
use sendook_domain::ports::{EndSessions, NewAccount, StoreError};
use sendook_domain::values::Id;

use super::World;
use super::support::{at_once, audit, create_session, opened, uses_around};
use crate::builders::{a_late_moment, a_moment, a_session, an_id};

/// A later use is seen by every way to find the session, on every server; other sessions keep theirs.
pub fn a_use_is_seen_everywhere(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let account = opened(&*store)?;
    let other = a_session(&account.user.id);
    create_session(&*store, &other, &audit())?;
    let used = a_moment();
    let id = account.session.session.id.clone();
    store.touch_sessions(&[(id.clone(), used)], a_late_moment())?;
    for server in [world.store(), world.other_server()] {
        let found = server.session(&account.user.id, &id)?;
        assert_eq!(found.map(|session| session.last_used_at), Some(used));
        let tokens = &account.session.tokens;
        let access = server.access_token_by_digest(&tokens.access_digest)?;
        assert_eq!(access.map(|token| token.last_used_at), Some(used));
        let refresh = server.refresh_token_by_digest(&tokens.refresh_digest)?;
        assert_eq!(refresh.map(|token| token.session.last_used_at), Some(used));
        let expected = Session {
            last_used_at: used,
            ..account.session.session.clone()
        };
        let listed = server.sessions(&account.user.id)?;
        assert_eq!(listed, [other.session.clone(), expected]);
    }
    Ok(())
}

/// An earlier use than the known one changes nothing.
pub fn a_use_never_moves_back(world: &dyn World) -> Result<(), StoreError> {
    let account = opened(&*world.store())?;
    let id = &account.session.session.id;
    let used = a_moment();
    world
        .store()
        .touch_sessions(&[(id.clone(), used)], a_late_moment())?;
    for earlier in [
        account.session.session.last_used_at,
        used - TimeDelta::microseconds(1),
        used,
    ] {
        world
            .other_server()
            .touch_sessions(&[(id.clone(), earlier)], a_late_moment())?;
        assert_eq!(last_use(world, &account)?, used);
    }
    let later = used + TimeDelta::microseconds(1);
    world
        .other_server()
        .touch_sessions(&[(id.clone(), later)], a_late_moment())?;
    assert_eq!(last_use(world, &account)?, later);
    Ok(())
}

/// Of a known use and another one, the one stays that the domain's rule says: the later one, but for a known use that lies
/// further in the future than clocks may differ.
pub fn of_two_uses_of_a_session_the_domain_chooses(world: &dyn World) -> Result<(), StoreError> {
    let account = opened(&*world.store())?;
    let id = &account.session.session.id;
    let now = a_moment();
    for known in uses_around(now) {
        let note = |at, now| {
            world
                .other_server()
                .touch_sessions(&[(id.clone(), at)], now)
        };
        // Whatever an earlier round has left gives way.
        note(now - TimeDelta::days(1), now - TimeDelta::days(1))?;
        note(known, known)?;
        assert_eq!(last_use(world, &account)?, known);
        note(now, now)?;
        let chosen = policies::last_use(Some(known), now, now);
        assert_eq!(last_use(world, &account)?, chosen);
    }
    Ok(())
}

/// Many note uses at once: the latest one stays.
pub fn of_many_uses_at_once_the_latest_stays(world: &dyn World) -> Result<(), StoreError> {
    let account = opened(&*world.store())?;
    let id = &account.session.session.id;
    let noted = at_once(world, |store| {
        let used = a_moment();
        store
            .touch_sessions(&[(id.clone(), used)], a_late_moment())
            .map(|()| used)
    })?;
    assert_eq!(Some(last_use(world, &account)?), noted.into_iter().max());
    Ok(())
}

/// An ended session is not restored by a use that is written late, and does not keep other uses from being written.
pub fn a_use_of_an_ended_session_is_harmless(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let account = opened(&*store)?;
    let ended = a_session(&account.user.id);
    create_session(&*store, &ended, &audit())?;
    let only = EndSessions::Only(ended.session.id.clone());
    store.end_sessions(&account.user.id, &only, &audit())?;
    let used = a_moment();
    let living = account.session.session.id.clone();
    store.touch_sessions(
        &[
            (ended.session.id.clone(), used),
            (an_id(), used),
            (living.clone(), used),
        ],
        a_late_moment(),
    )?;
    store.touch_sessions(&[], a_late_moment())?;
    assert_eq!(last_use(world, &account)?, used);
    assert_eq!(ids(world, &account.user.id)?, [living]);
    Ok(())
}

/// A batch may hold the uses of thousands of sessions.
pub fn a_large_batch_is_noted_in_full(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let (first, last) = (opened(&*store)?, opened(&*store)?);
    let used = a_moment();
    let mut batch = vec![(first.session.session.id.clone(), used)];
    batch.extend((0..5_000).map(|_| (an_id(), used)));
    batch.push((last.session.session.id.clone(), used));
    store.touch_sessions(&batch, a_late_moment())?;
    for account in [first, last] {
        assert_eq!(last_use(world, &account)?, used);
    }
    Ok(())
}

fn last_use(world: &dyn World, account: &NewAccount) -> Result<DateTime<Utc>, StoreError> {
    let session = &account.session.session;
    let found = world.store().session(&session.user_id, &session.id)?;
    Ok(found.expect("the session is found").last_used_at)
}

fn ids(world: &dyn World, user: &Id<User>) -> Result<Vec<Id<Session>>, StoreError> {
    let sessions = world.store().sessions(user)?;
    Ok(sessions.into_iter().map(|session| session.id).collect())
}
