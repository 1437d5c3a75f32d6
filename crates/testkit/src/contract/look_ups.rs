//! Several credentials are looked up in one step: each answer is the one that a look-up alone would get.

use std::sync::Arc;

use sendook_domain::entities::InboxScope;
use sendook_domain::ports::StoreError;
use sendook_domain::values::Digest;

use super::World;
use super::support::{audit, create_session, opened, rotate};
use crate::builders::{a_digest, a_key, a_rotation, a_run_token, a_session};

/// Answers come in the order of the digests, one for each: also for unknown ones, for one that is asked for
/// twice, and for both secrets of one key.
pub fn several_keys_are_found_in_order(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let (first, second) = (opened(&*store)?, opened(&*store)?);
    let mut restricted = a_key(&first.organization.id);
    restricted.key.inboxes = InboxScope::only(vec![first.inbox.id.clone()]);
    store.create_key(&restricted, &audit(), None)?;
    let rotation = a_rotation();
    rotate(&*store, &second.api_key.key, &rotation)?;
    let digests = [
        rotation.digest,
        a_digest(),
        restricted.digest,
        first.api_key.digest,
        first.session.tokens.access_digest,
        second.api_key.digest,
        restricted.digest,
    ];
    let found = store.keys_by_digests(&digests)?;
    let alone = digests
        .iter()
        .map(|digest| Ok(store.key_by_digest(digest)?.map(Arc::new)));
    assert_eq!(found, alone.collect::<Result<Vec<_>, StoreError>>()?);
    let known = found.iter().map(Option::is_some);
    let expected = [true, false, true, true, false, true, true];
    assert_eq!(known.collect::<Vec<_>>(), expected);
    assert_eq!(store.keys_by_digests(&[])?, []);
    Ok(())
}

/// The same of run tokens.
pub fn several_run_tokens_are_found_in_order(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let account = opened(&*store)?;
    let (first, second) = (a_run_token(&account.api_key), a_run_token(&account.api_key));
    for new in [&first, &second] {
        store.create_run_token(new, 9, &audit(), None)?;
    }
    let digests = [
        second.digest,
        a_digest(),
        account.api_key.digest,
        first.digest,
        second.digest,
    ];
    let found = store.run_tokens_by_digests(&digests)?;
    let alone = digests
        .iter()
        .map(|digest| store.run_token_by_digest(digest));
    assert_eq!(found, alone.collect::<Result<Vec<_>, _>>()?);
    let known = found.iter().map(Option::is_some);
    assert_eq!(known.collect::<Vec<_>>(), [true, false, false, true, true]);
    assert_eq!(store.run_tokens_by_digests(&[])?, []);
    Ok(())
}

/// The same of access tokens.
pub fn several_tokens_are_found_in_order(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let account = opened(&*store)?;
    let second = a_session(&account.user.id);
    create_session(&*store, &second, &audit())?;
    let digests: [Digest; 5] = [
        second.tokens.access_digest,
        a_digest(),
        account.session.tokens.access_digest,
        account.session.tokens.refresh_digest,
        second.tokens.access_digest,
    ];
    let found = store.access_tokens_by_digests(&digests)?;
    let alone = digests
        .iter()
        .map(|digest| store.access_token_by_digest(digest));
    assert_eq!(found, alone.collect::<Result<Vec<_>, _>>()?);
    let known = found.iter().map(Option::is_some);
    assert_eq!(known.collect::<Vec<_>>(), [true, false, true, false, true]);
    assert_eq!(store.access_tokens_by_digests(&[])?, []);
    Ok(())
}
