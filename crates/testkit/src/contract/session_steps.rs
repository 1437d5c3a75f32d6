//! A session's tokens go on from generation to generation, one step at a time.

use chrono::TimeDelta;
use sendook_domain::entities::{RefreshChain, RefreshClient};
use sendook_domain::entities::{Session, StoredRefreshToken};
use sendook_domain::ports::{EndSessions, NewAccount, NewGeneration, NewTokens, Store, StoreError};

use super::World;
use super::support::{at_once, audit, create_session, opened, opens};
use crate::builders::{a_generation, a_late_moment, a_moment, a_session, an_id, some_tokens};

/// After two steps, every refresh token is still known, with its own generation and where the chain
/// stands; of the access tokens, the last one alone is left. All of it on every server.
pub fn a_step_begins_the_next_generation(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let account = opened(&*store)?;
    let (first, second) = (some_tokens(), some_tokens());
    let [earlier, now] = [a_moment(), a_moment()];
    let id = &account.session.session.id;
    let latest = a_generation(now);
    assert!(store.advance_session(id, 0, &a_generation(earlier), &first)?);
    assert!(store.advance_session(id, 1, &latest, &second)?);
    let expected = Session {
        last_used_at: now,
        ..account.session.session.clone()
    };
    let chain = RefreshChain {
        generation: 2,
        began_at: now,
        began_by: latest.began_by,
        used_at: now,
    };
    for server in [world.store(), world.other_server()] {
        let all = [&account.session.tokens, &first, &second];
        for (generation, tokens) in (0..).zip(all) {
            let found = server.refresh_token_by_digest(&tokens.refresh_digest)?;
            let stored = StoredRefreshToken {
                session: expected.clone(),
                chain: chain.clone(),
                generation,
            };
            assert_eq!(found, Some(stored));
            assert_eq!(opens(&*server, tokens)?, generation == 2);
        }
        let access = server.access_token_by_digest(&second.access_digest)?;
        let ends_at = second
            .access_expires_at
            .min(account.session.session.expires_at);
        assert_eq!(access.map(|token| token.expires_at), Some(ends_at));
    }
    Ok(())
}

/// A step is a use of the session, and like any other does not move its last use back.
pub fn a_step_never_moves_the_last_use_back(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let account = opened(&*store)?;
    let id = &account.session.session.id;
    let [now, later] = [a_moment(), a_moment()];
    store.touch_sessions(&[(id.clone(), later)], a_late_moment())?;
    assert!(store.advance_session(id, 0, &a_generation(now), &some_tokens())?);
    let kept = store.session(&account.user.id, id)?;
    assert_eq!(kept.map(|session| session.last_used_at), Some(later));
    let token = &account.session.tokens.refresh_digest;
    let found = store.refresh_token_by_digest(token)?;
    let chain = found.expect("the token is found").chain;
    assert_eq!((chain.began_at, chain.used_at), (now, later));
    Ok(())
}

/// A step by an unknown client forgets the client before.
pub fn a_step_by_an_unknown_client_keeps_no_client(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let account = opened(&*store)?;
    let id = &account.session.session.id;
    let token = &account.session.tokens.refresh_digest;
    let known = a_generation(a_moment());
    let nameless = known.began_by.clone().map(|client| RefreshClient {
        user_agent: None,
        ..client
    });
    for (from, began_by) in (0..).zip([known.began_by.clone(), nameless, None]) {
        let next = NewGeneration {
            began_at: a_moment(),
            began_by: began_by.clone(),
        };
        assert!(store.advance_session(id, from, &next, &some_tokens())?);
        let found = world.other_server().refresh_token_by_digest(token)?;
        let chain = found.expect("the token is found").chain;
        assert_eq!(chain.began_by, began_by);
    }
    Ok(())
}

/// A use after a step can be distinguished from the step, on every server.
pub fn a_use_after_a_step_is_distinguished_from_it(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let account = opened(&*store)?;
    let id = &account.session.session.id;
    let token = &account.session.tokens.refresh_digest;
    let [before, step, after] = [a_moment(), a_moment(), a_moment()];
    assert!(store.advance_session(id, 0, &a_generation(step), &some_tokens())?);
    for (used, is_told) in [(before, false), (after, true)] {
        store.touch_sessions(&[(id.clone(), used)], a_late_moment())?;
        let found = world.other_server().refresh_token_by_digest(token)?;
        let found = found.expect("the token is found");
        assert_eq!(found.chain.used_at, step);
        assert_eq!(found.session.last_used_at != step, is_told);
    }
    Ok(())
}

/// A step overwrites a last use that lies in the future.
pub fn a_step_overwrites_a_use_in_the_future(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let account = opened(&*store)?;
    let id = &account.session.session.id;
    let now = a_moment();
    let future = now + TimeDelta::hours(3);
    store.touch_sessions(&[(id.clone(), future)], future)?;
    assert!(store.advance_session(id, 0, &a_generation(now), &some_tokens())?);
    let kept = store.session(&account.user.id, id)?;
    assert_eq!(kept.map(|session| session.last_used_at), Some(now));
    Ok(())
}

/// No step is made from a generation that is not the chain's, or of a session that does not exist.
pub fn a_stale_step_changes_nothing(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let account = opened(&*store)?;
    let id = &account.session.session.id;
    let (current, refused) = (some_tokens(), some_tokens());
    let now = a_moment();
    assert!(store.advance_session(id, 0, &a_generation(now), &current)?);
    for stale in [-1, 0, 2] {
        assert!(!store.advance_session(id, stale, &a_generation(a_moment()), &refused)?);
        assert!(!store.add_tokens(id, stale, &refused)?);
    }
    assert!(!store.advance_session(&an_id(), 0, &a_generation(a_moment()), &refused)?);
    assert!(!store.add_tokens(&an_id(), 0, &refused)?);
    assert_unknown(&*store, &refused)?;
    assert!(opens(&*store, &current)?);
    let found = store.refresh_token_by_digest(&current.refresh_digest)?;
    let found = found.expect("the token is found");
    assert_eq!((found.chain.generation, found.chain.began_at), (1, now));
    assert_eq!(found.session.last_used_at, now);
    Ok(())
}

/// The steps of one session leave all other sessions as they are, those of the same person too.
pub fn a_step_is_of_one_session(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let (account, neighbour) = (opened(&*store)?, opened(&*store)?);
    let other = a_session(&account.user.id);
    create_session(&*store, &other, &audit())?;
    let id = &account.session.session.id;
    assert!(store.advance_session(id, 0, &a_generation(a_moment()), &some_tokens())?);
    for session in [&other, &neighbour.session] {
        assert!(opens(&*store, &session.tokens)?);
        let found = store.refresh_token_by_digest(&session.tokens.refresh_digest)?;
        let found = found.expect("the token is found");
        assert_eq!(found.chain.generation, 0);
        assert_eq!(found.session, session.session);
    }
    Ok(())
}

/// Many make the same step at once: one of them does, and only its tokens are kept.
pub fn a_step_made_at_once_is_made_once(world: &dyn World) -> Result<(), StoreError> {
    let account = opened(&*world.store())?;
    let id = &account.session.session.id;
    let made = at_once(world, |store| {
        let tokens = some_tokens();
        let made = store.advance_session(id, 0, &a_generation(a_moment()), &tokens);
        made.map(|made| (made, tokens))
    })?;
    assert_eq!(made.iter().filter(|(made, _)| *made).count(), 1);
    for (made, tokens) in made {
        if made {
            assert!(opens(&*world.store(), &tokens)?);
            let found = world
                .store()
                .refresh_token_by_digest(&tokens.refresh_digest)?;
            assert_eq!(found.map(|token| token.chain.generation), Some(1));
        } else {
            assert_unknown(&*world.store(), &tokens)?;
        }
    }
    Ok(())
}

/// Many steps at once with an end of the session between them: afterwards nothing of it is left.
pub fn an_end_is_final_whatever_steps_are_made(world: &dyn World) -> Result<(), StoreError> {
    let account = opened(&*world.store())?;
    let tried = at_once(world, |store| try_to_go_on(store, &account))?;
    for tokens in tried.iter().chain([&account.session.tokens]) {
        assert_unknown(&*world.store(), tokens)?;
    }
    let left = world.store().sessions(&account.user.id)?;
    assert_eq!(left, []);
    Ok(())
}

fn try_to_go_on(store: &dyn Store, account: &NewAccount) -> Result<NewTokens, StoreError> {
    let id = &account.session.session.id;
    let tokens = some_tokens();
    if !store.advance_session(id, 0, &a_generation(a_moment()), &tokens)? {
        store.add_tokens(id, 1, &tokens)?;
    }
    let this = EndSessions::Only(id.clone());
    store.end_sessions(&account.user.id, &this, &audit())?;
    Ok(tokens)
}

fn assert_unknown(store: &dyn Store, tokens: &NewTokens) -> Result<(), StoreError> {
    assert!(!opens(store, tokens)?, "the access token is kept");
    let found = store.refresh_token_by_digest(&tokens.refresh_digest)?;
    assert_eq!(found, None, "the refresh token is kept");
    Ok(())
}
