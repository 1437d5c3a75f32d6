use std::slice;
use std::sync::Barrier;
use std::thread;

use chrono::{DateTime, TimeDelta, Utc};
use sendook_domain::entities::{
    ApiKey, AuditAction, AuditEvent, InboxScope, KeyWithDigests, Organization,
};
use sendook_domain::policies::{self, FailureCount, NewSecret, RotationRequest};
use sendook_domain::ports::{
    CredentialStore, FailureKey, KeyUpdate, NewAccount, NewSession, NewTokens, Store, StoreError,
    Unique,
};
use sendook_domain::values::Digest;
use sendook_domain::values::Id;

use super::{KeyWorld, World};
use crate::builders::{a_key, an_account, an_audit_event};

/// How many do the same thing at once.
pub(super) const RUNNERS: usize = 8;

/// Opens an account.
pub(super) fn opened(store: &dyn Store) -> Result<NewAccount, StoreError> {
    let account = an_account();
    store.open(&account, &audit())?;
    Ok(account)
}

/// Keeps a new key, the only one of a new organization.
pub(super) fn a_kept_key(world: &impl KeyWorld) -> Result<KeyWithDigests, StoreError> {
    let key = a_key(&world.organization()?.id);
    world.store().create_key(&key, &audit(), None)?;
    Ok(key)
}

/// Keeps a new session, as a login does before which none failed. Whether it was kept.
pub(super) fn create_session(
    store: &dyn Store,
    session: &NewSession,
    audit: &AuditEvent,
) -> Result<bool, StoreError> {
    store.log_in(session, &[], &mut |_| Vec::new(), audit)
}

/// Times of a known use, before and after another one at `now`: to be kept as long as clocks may differ so much.
pub(super) fn uses_around(now: DateTime<Utc>) -> [DateTime<Utc>; 4] {
    let latest = policies::latest_use(now);
    [
        now - TimeDelta::microseconds(1),
        latest,
        latest + TimeDelta::microseconds(1),
        now + TimeDelta::hours(3),
    ]
}

/// A line of the audit trail with arbitrary content.
pub(super) fn audit() -> AuditEvent {
    an_audit_event(AuditAction::Registered)
}

/// A line about an organization.
pub(super) fn in_organization(organization: &Id<Organization>) -> AuditEvent {
    AuditEvent {
        organization_id: Some(organization.clone()),
        ..audit()
    }
}

/// A line about the account of a person, in no organization.
pub(super) fn to_account(account: &NewAccount) -> AuditEvent {
    AuditEvent {
        user_id: Some(account.user.id.clone()),
        ..audit()
    }
}

/// Runs the same thing on [`RUNNERS`] threads as close to each other as can be, half of them on the
/// other server, and gives what came of it.
pub(super) fn at_once<T: Send>(
    world: &dyn World,
    run: impl Fn(&dyn Store) -> Result<T, StoreError> + Sync,
) -> Result<Vec<T>, StoreError> {
    let servers = [world.store(), world.other_server()];
    together(|number| run(&*servers[number % servers.len()]))
}

/// The same on a store of keys.
pub(super) fn at_once_on_keys<T: Send>(
    world: &impl KeyWorld,
    run: impl Fn(&dyn CredentialStore) -> Result<T, StoreError> + Sync,
) -> Result<Vec<T>, StoreError> {
    let servers = [world.store(), world.other_server()];
    together(|number| run(&*servers[number % servers.len()]))
}

fn together<T: Send>(
    run: impl Fn(usize) -> Result<T, StoreError> + Sync,
) -> Result<Vec<T>, StoreError> {
    let start = Barrier::new(RUNNERS);
    thread::scope(|scope| {
        let runners: Vec<_> = (0..RUNNERS)
            .map(|number| {
                let (start, run) = (&start, &run);
                scope.spawn(move || {
                    start.wait();
                    run(number)
                })
            })
            .collect();
        runners
            .into_iter()
            .map(|runner| runner.join().expect("the runner does not panic"))
            .collect()
    })
}

/// What was made. `None`: what has to be unique was taken.
pub(super) fn unless_taken<T>(
    made: Result<T, StoreError>,
    unique: Unique,
) -> Result<Option<T>, StoreError> {
    match made {
        Err(StoreError::Taken(taken)) if taken == unique => Ok(None),
        other => other.map(Some),
    }
}

/// Replaces a key by what `make` makes of it. `None`: there is no such key.
pub(super) fn update(
    store: &dyn CredentialStore,
    key: &ApiKey,
    make: impl Fn(KeyWithDigests) -> KeyWithDigests,
    audit: &AuditEvent,
) -> Result<Option<ApiKey>, StoreError> {
    let mut decide = |key| KeyUpdate::Changed(Box::new(make(key)), None);
    store.update_key(&key.organization_id, &key.id, &mut decide, audit)
}

/// Changes fields of a key, and when it was last changed.
pub(super) fn change(
    store: &dyn CredentialStore,
    key: &ApiKey,
    change: impl Fn(&mut ApiKey),
    audit: &AuditEvent,
) -> Result<Option<ApiKey>, StoreError> {
    let make = |mut one: KeyWithDigests| {
        change(&mut one.key);
        one.key.updated_at = audit.at;
        one
    };
    update(store, key, make, audit)
}

/// Gives a key a further secret at the moment that this was made; the one that was current lives on for an hour.
pub(super) fn rotate(
    store: &dyn CredentialStore,
    key: &ApiKey,
    new: &NewSecret,
) -> Result<Option<ApiKey>, StoreError> {
    let event = AuditEvent {
        at: new.secret.created_at,
        ..audit()
    };
    let request =
        RotationRequest::new(Some(grace_end(new) - event.at), true).expect("an hour will do");
    let make = |key| {
        policies::rotate(key, new.clone(), request, event.at).expect("the oldest may be ended")
    };
    update(store, key, make, &event)
}

/// An hour after a rotation: when the old secret ends, unless a test says otherwise.
pub(super) fn grace_end(rotation: &NewSecret) -> DateTime<Utc> {
    rotation.secret.created_at + TimeDelta::hours(1)
}

/// Sorts the inboxes of a reach: a store may keep them in any order.
pub(super) fn sort(reach: &mut InboxScope) {
    if let InboxScope::Only(ids) = reach {
        ids.sort();
    }
}

/// The key with its inboxes sorted.
pub(super) fn sorted(mut key: ApiKey) -> ApiKey {
    sort(&mut key.inboxes);
    key
}

/// Reads counts of failed logins without changing them.
pub(super) fn counts(
    store: &dyn Store,
    keys: &[FailureKey],
) -> Result<Vec<Option<FailureCount>>, StoreError> {
    let mut seen = Vec::new();
    store.update_failures(keys, &mut |counts| {
        seen = counts.to_vec();
        counts.to_vec()
    })?;
    Ok(seen)
}

/// Sets one count of failed logins, whatever it was.
pub(super) fn set_count(
    store: &dyn Store,
    key: &FailureKey,
    count: Option<FailureCount>,
) -> Result<(), StoreError> {
    store.update_failures(slice::from_ref(key), &mut |_| vec![count])
}

/// Whether a session is there; the list of its user's sessions and its first tokens must agree.
pub(super) fn is_there(store: &dyn Store, new: &NewSession) -> Result<bool, StoreError> {
    let (user, id) = (&new.session.user_id, &new.session.id);
    let found = store.session(user, id)?.is_some();
    let listed = store.sessions(user)?.iter().any(|one| one.id == *id);
    let access = store.access_token_by_digest(&new.tokens.access_digest)?;
    let refresh = store.refresh_token_by_digest(&new.tokens.refresh_digest)?;
    let others = (listed, access.is_some(), refresh.is_some());
    assert_eq!(
        others,
        (found, found, found),
        "the ways to find it disagree"
    );
    Ok(found)
}

/// What is found under the digest of a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Found {
    Nothing,
    Endless,
    Until(DateTime<Utc>),
}

/// What is found under each of these digests of keys.
pub(super) fn found_secrets(
    store: &dyn CredentialStore,
    digests: &[Digest],
) -> Result<Vec<Found>, StoreError> {
    let find = |digest| {
        let stored = store.key_by_digest(digest)?;
        Ok(stored.map_or(Found::Nothing, |stored| {
            stored.secret_ends_at.map_or(Found::Endless, Found::Until)
        }))
    };
    digests.iter().map(find).collect()
}

/// Whether the access token of a pair is known.
pub(super) fn opens(store: &dyn Store, tokens: &NewTokens) -> Result<bool, StoreError> {
    let found = store.access_token_by_digest(&tokens.access_digest)?;
    Ok(found.is_some())
}
