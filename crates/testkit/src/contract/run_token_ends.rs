//! Run tokens end before their time by hand, and are swept after it.

use std::slice;

use sendook_domain::entities::{ApiKey, InboxScope, Scope};
use sendook_domain::ports::{EndRunTokens, NewRunToken, RunTokenCreation, StoreError};
use sendook_domain::values::KeyName;

use super::World;
use super::invalidation::Follower;
use super::run_tokens::{is_there, kept, live};
use super::support::{RUNNERS, at_once, audit, change, opened};
use super::sweeping::{CUT, MOMENT, sweep_at_once};
use crate::builders::{a_key, a_moment, a_run_token, an_id};

/// One token ends, or all of a key, and no others; on every server, with an audit line, and invalidated.
pub fn one_run_token_ends_or_all(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let account = opened(&*store)?;
    let (organization, key) = (&account.organization.id, &account.api_key.key.id);
    let other_key = a_key(organization);
    store.create_key(&other_key, &audit(), None)?;
    let [first, second, third] = [(); 3].map(|()| a_run_token(&account.api_key));
    let others = a_run_token(&other_key);
    for new in [&first, &second, &third, &others] {
        kept(&*store, new)?;
    }
    let mut follower = Follower::new(world)?;
    for (which, ended) in [
        (EndRunTokens::Only(second.token.id.clone()), vec![&second]),
        (EndRunTokens::All, vec![&first, &third]),
    ] {
        let event = audit();
        let count = store.end_run_tokens(organization, key, &which, a_moment(), &event)?;
        assert_eq!(count, ended.len());
        assert!(world.audit_ids().contains(&event.id));
        let digests: Vec<_> = ended.iter().map(|one| one.digest).collect();
        follower.expect(&digests, &[])?;
        for one in ended {
            assert!(!is_there(&*world.other_server(), one)?);
        }
    }
    assert_eq!(live(&*store, &account, a_moment())?, []);
    assert!(is_there(&*store, &others)?);
    Ok(())
}

/// A token of another organization or key, one that has expired, and one that is gone do not end, and leave no line.
pub fn a_foreign_run_token_does_not_end(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let (account, neighbour) = (opened(&*store)?, opened(&*store)?);
    let new = a_run_token(&account.api_key);
    kept(&*store, &new)?;
    let (own, key) = (&account.organization.id, &account.api_key.key.id);
    let only = EndRunTokens::Only(new.token.id.clone());
    let lines = world.audit_ids().len();
    let (now, end) = (a_moment(), new.token.expires_at);
    for (organization, key, which, now) in [
        (&neighbour.organization.id, key, &only, now),
        (&neighbour.organization.id, key, &EndRunTokens::All, now),
        (own, &neighbour.api_key.key.id, &only, now),
        (own, &an_id(), &only, now),
        (own, key, &EndRunTokens::Only(an_id()), now),
        (own, key, &only, end),
        (own, key, &EndRunTokens::All, end),
    ] {
        let ended = store.end_run_tokens(organization, key, which, now, &audit())?;
        assert_eq!(ended, 0);
    }
    assert_eq!(world.audit_ids().len(), lines);
    assert!(is_there(&*store, &new)?);
    assert_eq!(
        live(&*store, &account, end - MOMENT)?,
        slice::from_ref(&new.token)
    );
    assert_eq!(live(&*store, &account, end)?, []);
    let listed = store.run_tokens(&neighbour.organization.id, key, now)?;
    assert_eq!(listed, []);
    Ok(())
}

/// Many end the same token at once: one does.
pub fn a_run_token_ended_at_once_ends_once(world: &dyn World) -> Result<(), StoreError> {
    let account = opened(&*world.store())?;
    let new = a_run_token(&account.api_key);
    kept(&*world.store(), &new)?;
    let (organization, key) = (&account.organization.id, &account.api_key.key.id);
    let (which, now) = (EndRunTokens::Only(new.token.id.clone()), a_moment());
    let ended = at_once(world, |store| {
        store.end_run_tokens(organization, key, &which, now, &audit())
    })?;
    assert_eq!((ended.len(), ended.iter().sum::<usize>()), (RUNNERS, 1));
    Ok(())
}

/// A token whose key was disabled or restricted is over, invalidated and makes room, and stays over when that is undone.
pub fn what_a_key_loses_its_run_tokens_lose_for_good(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let (account, neighbour) = (opened(&*store)?, opened(&*store)?);
    let key = &account.api_key.key;
    let theirs = a_run_token(&neighbour.api_key);
    kept(&*store, &theirs)?;
    let loses: [fn(&mut ApiKey); 3] = [
        |key| key.active = false,
        |key| key.scopes = [Scope::InboxesRead].into_iter().collect(),
        |key| key.inboxes = InboxScope::Only(Vec::new()),
    ];
    for lose in loses {
        let new = a_run_token(&account.api_key);
        let created = store.create_run_token(&new, 1, &audit(), None)?;
        assert_eq!(created, RunTokenCreation::Kept);
        let mut follower = Follower::new(world)?;
        let event = audit();
        change(&*store, key, lose, &event)?;
        follower.expect(&[account.api_key.digest, new.digest], &[])?;
        let regain = |one: &mut ApiKey| one.clone_from(key);
        change(&*world.other_server(), key, regain, &audit())?;
        let found = store.run_token_by_digest(&new.digest)?;
        let end = found.map(|found| found.token.expires_at);
        assert_eq!(end, Some(event.at));
        assert_eq!(live(&*store, &account, a_moment())?, []);
    }
    let expected = slice::from_ref(&theirs.token);
    assert_eq!(live(&*store, &neighbour, a_moment())?, expected);
    Ok(())
}

/// A key that is to expire sooner than its tokens takes them with it; one that changes in nothing that concerns them leaves them alone.
pub fn a_run_token_ends_no_later_than_its_key(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let account = opened(&*store)?;
    let (key, digest) = (&account.api_key.key, account.api_key.digest);
    let new = a_run_token(&account.api_key);
    kept(&*store, &new)?;
    let mut follower = Follower::new(world)?;
    let rename = |key: &mut ApiKey| key.name = KeyName::restore("Renamed".to_owned());
    change(&*store, key, rename, &audit())?;
    follower.expect(&[], &[digest])?;
    let end = new.token.expires_at - MOMENT;
    change(&*store, key, |key| key.expires_at = Some(end), &audit())?;
    follower.expect(&[digest, new.digest], &[])?;
    for server in [world.store(), world.other_server()] {
        let found = server.run_token_by_digest(&new.digest)?;
        assert_eq!(found.map(|found| found.token.expires_at), Some(end));
    }
    Ok(())
}

/// A token that reaches an inbox which its key has lost makes room for another.
pub fn a_run_token_of_a_deleted_inbox_takes_no_room(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let account = opened(&*store)?;
    let (organization, inbox) = (&account.organization.id, &account.inbox.id);
    let mut restricted = a_key(organization);
    restricted.key.inboxes = InboxScope::only(vec![inbox.clone()]);
    store.create_key(&restricted, &audit(), None)?;
    let of_inbox = |inboxes: Vec<_>| {
        let mut new = a_run_token(&restricted);
        new.token.inboxes = InboxScope::only(inboxes);
        new
    };
    let lost = of_inbox(vec![inbox.clone()]);
    let created = store.create_run_token(&lost, 1, &audit(), None)?;
    assert_eq!(created, RunTokenCreation::Kept);
    store.delete_inbox(organization, &InboxScope::All, inbox, &audit())?;
    let created = store.create_run_token(&of_inbox(Vec::new()), 1, &audit(), None)?;
    assert_eq!(created, RunTokenCreation::Kept);
    Ok(())
}

/// Tokens that expired before the moment given are swept in batches; the others stay.
pub fn expired_run_tokens_are_swept(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let account = opened(&*store)?;
    let until = |end| {
        let mut new = a_run_token(&account.api_key);
        new.token.expires_at = end;
        new
    };
    let over: Vec<NewRunToken> = (1..=3).map(|age| until(CUT - MOMENT * age)).collect();
    let good = [until(CUT), until(CUT + MOMENT)];
    for new in over.iter().chain(&good) {
        kept(&*store, new)?;
    }
    assert_eq!(store.sweep_run_tokens(CUT, 2)?, 2);
    assert_eq!(store.sweep_run_tokens(CUT, 2)?, 1);
    assert_eq!(store.sweep_run_tokens(CUT, 2)?, 0);
    for (new, stays) in over
        .iter()
        .map(|new| (new, false))
        .chain(good.iter().map(|new| (new, true)))
    {
        assert_eq!(is_there(&*world.other_server(), new)?, stays);
    }
    Ok(())
}

/// Many sweep at once: each token is swept once.
pub fn run_tokens_swept_at_once_are_swept_once(world: &dyn World) -> Result<(), StoreError> {
    let account = opened(&*world.store())?;
    for _ in 0..20 {
        let mut new = a_run_token(&account.api_key);
        new.token.expires_at = CUT - MOMENT;
        kept(&*world.store(), &new)?;
    }
    let swept = sweep_at_once(world, |store| store.sweep_run_tokens(CUT, 3))?;
    assert_eq!(swept, 20);
    Ok(())
}
