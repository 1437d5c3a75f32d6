//! A run token is kept while there is room, found with every field, and gone with the secret that made it.

use std::slice;

use chrono::{DateTime, Utc};
use sendook_domain::entities::{Attachment, InboxScope, RunToken, Scope, ScopeSet, StoredRunToken};
use sendook_domain::policies::EndRotation;
use sendook_domain::ports::{NewAccount, NewRunToken, RunTokenCreation, Store, StoreError};
use sendook_domain::values::RunTokenLabel;

use super::World;
use super::key_rotation_ends::end;
use super::support::{RUNNERS, at_once, audit, opened, rotate};
use crate::builders::{a_digest, a_key, a_moment, a_rotation, a_run_token, an_id};

/// More than any test keeps.
const ROOM: u16 = 99;

/// Keeps tokens for a key that has room.
pub(super) fn kept(store: &dyn Store, new: &NewRunToken) -> Result<(), StoreError> {
    let created = store.create_run_token(new, ROOM, &audit(), None)?;
    assert_eq!(created, RunTokenCreation::Kept);
    Ok(())
}

/// The tokens of the account's first key that are good now.
pub(super) fn live(
    store: &dyn Store,
    account: &NewAccount,
    now: DateTime<Utc>,
) -> Result<Vec<RunToken>, StoreError> {
    store.run_tokens(&account.organization.id, &account.api_key.key.id, now)
}

/// Whether a token is found by its digest.
pub(super) fn is_there(store: &dyn Store, new: &NewRunToken) -> Result<bool, StoreError> {
    Ok(store.run_token_by_digest(&new.digest)?.is_some())
}

/// Whatever a token is made of comes back, by digest and in the list, newest first; on every server, with an audit line.
pub fn every_field_of_a_run_token_comes_back(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let (account, neighbour) = (opened(&*store)?, opened(&*store)?);
    let mut written = Vec::new();
    for (label, scopes, inboxes) in [
        (None, ScopeSet::full(), InboxScope::All),
        (
            Some("Büro 🚀 'x'; --"),
            ScopeSet::default(),
            InboxScope::Only(Vec::new()),
        ),
        (
            Some("a"),
            [Scope::InboxesRead, Scope::KeysRead].into_iter().collect(),
            InboxScope::only(vec![an_id(), an_id()]),
        ),
    ] {
        let mut new = a_run_token(&account.api_key);
        new.token.label = label.map(|label| RunTokenLabel::restore(label.to_owned()));
        (new.token.scopes, new.token.inboxes) = (scopes, inboxes);
        let event = audit();
        let created = store.create_run_token(&new, ROOM, &event, None)?;
        assert_eq!(created, RunTokenCreation::Kept);
        assert!(world.audit_ids().contains(&event.id));
        written.push(new);
    }
    kept(&*store, &a_run_token(&neighbour.api_key))?;
    written.reverse();
    for server in [world.store(), world.other_server()] {
        for new in &written {
            let expected = StoredRunToken {
                token: new.token.clone(),
                secret: account.api_key.digest,
                rendered: Attachment::default(),
            };
            assert_eq!(server.run_token_by_digest(&new.digest)?, Some(expected));
        }
        let tokens = live(&*server, &account, a_moment())?;
        let expected: Vec<_> = written.iter().map(|new| new.token.clone()).collect();
        assert_eq!(tokens, expected);
    }
    Ok(())
}

/// An unknown digest, and that of an API key, find no token; and the digest of a token finds no key.
pub fn an_unknown_run_token_is_not_found(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let account = opened(&*store)?;
    let new = a_run_token(&account.api_key);
    kept(&*store, &new)?;
    for digest in [a_digest(), account.api_key.digest] {
        assert_eq!(store.run_token_by_digest(&digest)?, None);
    }
    assert_eq!(store.key_by_digest(&new.digest)?, None);
    assert_eq!(store.access_token_by_digest(&new.digest)?, None);
    Ok(())
}

/// Only so many are good at once, those of both secrets of a key counted together; what has expired makes room. What is refused
/// leaves no audit line.
pub fn a_key_has_room_for_so_many_run_tokens(world: &dyn World) -> Result<(), StoreError> {
    const MOST: u16 = 2;
    let store = world.store();
    let (account, neighbour) = (opened(&*store)?, opened(&*store)?);
    let first = a_run_token(&account.api_key);
    kept(&*store, &first)?;
    kept(&*store, &a_run_token(&neighbour.api_key))?;
    let rotation = a_rotation();
    rotate(&*store, &account.api_key.key, &rotation)?;
    let by_new_secret = || NewRunToken {
        secret: rotation.digest,
        ..a_run_token(&account.api_key)
    };
    kept(&*store, &by_new_secret())?;
    let lines = world.audit_ids().len();
    let until = first.token.expires_at;
    for new in [a_run_token(&account.api_key), by_new_secret()] {
        let refused = world
            .other_server()
            .create_run_token(&new, MOST, &audit(), None)?;
        assert_eq!(refused, RunTokenCreation::TooMany { until });
        assert!(!is_there(&*store, &new)?);
    }
    assert_eq!(world.audit_ids().len(), lines);
    let mut later = a_run_token(&account.api_key);
    later.token.created_at = until;
    let created = store.create_run_token(&later, MOST, &audit(), None)?;
    assert_eq!(created, RunTokenCreation::Kept);
    Ok(())
}

/// Of many that are made at once, on two servers, as many are kept as there is room for.
pub fn no_more_run_tokens_are_made_at_once_than_there_is_room(
    world: &dyn World,
) -> Result<(), StoreError> {
    const MOST: u16 = 3;
    let account = opened(&*world.store())?;
    let made = at_once(world, |store| {
        let news = [(); 2].map(|()| a_run_token(&account.api_key));
        let created = news
            .each_ref()
            .map(|new| store.create_run_token(new, MOST, &audit(), None));
        created.into_iter().collect::<Result<Vec<_>, _>>()
    })?;
    let is_kept = |created: &&RunTokenCreation| **created == RunTokenCreation::Kept;
    let kept = made.iter().flatten().filter(is_kept).count();
    assert_eq!((made.len(), kept), (RUNNERS, usize::from(MOST)));
    let live = live(&*world.store(), &account, a_moment())?;
    assert_eq!(live.len(), usize::from(MOST));
    Ok(())
}

/// A key that was deleted, and a secret that is gone, make no token.
pub fn what_is_gone_makes_no_run_token(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let account = opened(&*store)?;
    let deleted = a_key(&account.organization.id);
    store.create_key(&deleted, &audit(), None)?;
    store.delete_key(&account.organization.id, &deleted.key.id, &audit())?;
    let lines = world.audit_ids().len();
    let other_secret = NewRunToken {
        secret: a_digest(),
        ..a_run_token(&account.api_key)
    };
    for new in [a_run_token(&deleted), other_secret] {
        let created = store.create_run_token(&new, ROOM, &audit(), None)?;
        assert_eq!(created, RunTokenCreation::KeyGone);
    }
    assert_eq!(world.audit_ids().len(), lines);
    Ok(())
}

/// With the secret that made it, and no other, a token is gone: when a rotation is completed, and when the key is deleted.
pub fn a_run_token_is_gone_with_its_secret(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let (account, neighbour) = (opened(&*store)?, opened(&*store)?);
    let (old, theirs) = (
        a_run_token(&account.api_key),
        a_run_token(&neighbour.api_key),
    );
    kept(&*store, &old)?;
    kept(&*store, &theirs)?;
    let key = &account.api_key.key;
    let rotation = a_rotation();
    rotate(&*store, key, &rotation)?;
    let new = NewRunToken {
        secret: rotation.digest,
        ..a_run_token(&account.api_key)
    };
    kept(&*store, &new)?;
    let there = |store: &dyn Store| -> Result<_, StoreError> {
        let found = [&old, &new, &theirs].map(|one| is_there(store, one));
        found.into_iter().collect::<Result<Vec<_>, _>>()
    };
    assert_eq!(there(&*store)?, [true, true, true]);
    end(&*store, key, EndRotation::Old, &audit())?;
    assert_eq!(there(&*world.other_server())?, [false, true, true]);
    assert_eq!(
        live(&*store, &account, a_moment())?,
        slice::from_ref(&new.token)
    );
    store.delete_key(&account.organization.id, &key.id, &audit())?;
    assert_eq!(there(&*world.other_server())?, [false, false, true]);
    Ok(())
}
