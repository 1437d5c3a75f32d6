//! Whatever ends an access token is an invalidation of it and of no other.

use chrono::{DateTime, TimeDelta, Utc};
use sendook_domain::entities::PasswordHash;
use sendook_domain::ports::{EndSessions, NewAccount, NewSession, Store, StoreError};

use super::World;
use super::invalidation::Follower;
use super::support::{audit, create_session, opened};
use crate::builders::{a_generation, a_moment, a_session, some_tokens};

/// An account with a second session, beside a neighbour's.
fn two_sessions(store: &dyn Store) -> Result<(NewAccount, NewSession), StoreError> {
    opened(store)?;
    let account = opened(store)?;
    let second = a_session(&account.user.id);
    create_session(store, &second, &audit())?;
    Ok((account, second))
}

/// Sessions that end are invalidated with all of their access tokens, whichever way they are chosen.
pub fn ended_sessions_are_invalidated(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let mut follower = Follower::new(world)?;
    for choose in [
        |_: &NewSession| EndSessions::All,
        |second: &NewSession| EndSessions::Only(second.session.id.clone()),
        |second: &NewSession| EndSessions::AllBut(second.session.id.clone()),
    ] {
        let (account, second) = two_sessions(&*store)?;
        let (first, more) = (&account.session, some_tokens());
        store.add_tokens(&first.session.id, 0, &more)?;
        let of_first = [first.tokens.access_digest, more.access_digest];
        let of_second = [second.tokens.access_digest];
        let which = choose(&second);
        let ended = match &which {
            EndSessions::All => [&of_first[..], &of_second].concat(),
            EndSessions::Only(_) => of_second.to_vec(),
            EndSessions::AllBut(_) => of_first.to_vec(),
        };
        store.end_sessions(&account.user.id, &which, &audit())?;
        follower.expect(&ended, &[])?;
    }
    Ok(())
}

/// The next generation ends the access tokens of the one before.
pub fn a_step_invalidates_the_tokens_before_it(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let (account, _) = two_sessions(&*store)?;
    let NewSession {
        session, tokens, ..
    } = &account.session;
    let mut follower = Follower::new(world)?;
    store.advance_session(&session.id, 0, &a_generation(a_moment()), &some_tokens())?;
    follower.expect(&[tokens.access_digest], &[])
}

/// A change of the password ends all sessions but the one that is kept.
pub fn a_new_password_invalidates_the_other_sessions(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let (account, second) = two_sessions(&*store)?;
    let (old, new) = (&account.password_hash, PasswordHash::new("$new".to_owned()));
    let keep = &account.session.session.id;
    let mut follower = Follower::new(world)?;
    assert!(store.change_password(&account.user.id, old, &new, keep, &audit(), &[])?);
    follower.expect(&[second.tokens.access_digest], &[])
}

/// A last use that moves back, as it lay in the future, has the session end earlier than copies say.
pub fn a_use_that_moves_back_is_invalidated(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let (account, _) = two_sessions(&*store)?;
    let first = &account.session;
    let note = |at| store.touch_sessions(&[(first.session.id.clone(), at)], at);
    let now = a_moment();
    let mut follower = Follower::new(world)?;
    note(now + TimeDelta::hours(3))?;
    follower.expect(&[], &[])?;
    note(now)?;
    follower.expect(&[first.tokens.access_digest], &[])
}

/// A sweep takes the tokens along that were left.
pub fn a_swept_session_is_invalidated(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let account = opened(&*store)?;
    let mut expired = a_session(&account.user.id);
    expired.session.expires_at = expired.session.created_at - TimeDelta::days(1);
    create_session(&*store, &expired, &audit())?;
    let mut follower = Follower::new(world)?;
    let long_ago = DateTime::<Utc>::UNIX_EPOCH;
    let swept = store.sweep_sessions(expired.session.created_at, long_ago, 9)?;
    assert_eq!(swept, 1);
    follower.expect(&[expired.tokens.access_digest], &[])
}
