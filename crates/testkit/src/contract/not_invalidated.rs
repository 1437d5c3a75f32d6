//! What adds, what notes use, and what is refused invalidates nothing: else every login would cost all servers a read.

use sendook_domain::entities::{InboxScope, PasswordHash, RequestsByDay};
use sendook_domain::policies::FailureCount;
use sendook_domain::ports::{
    EndSessions, FailureKey, KeyUpdate, KeyUse, OrganizationChange, StoreError,
};

use super::World;
use super::invalidation::Follower;
use super::support::{audit, create_session, opened, set_count};
use crate::builders::{
    a_digest, a_generation, a_key, a_late_moment, a_moment, a_run_token, a_session, an_id,
    an_inbox, some_tokens,
};

/// New accounts, keys, sessions, tokens of both kinds and inboxes.
pub fn what_adds_invalidates_nothing(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let mut follower = Follower::new(world)?;
    let account = opened(&*store)?;
    let organization = &account.organization.id;
    let mut restricted = a_key(organization);
    restricted.key.inboxes = InboxScope::only(vec![account.inbox.id.clone()]);
    store.create_key(&restricted, &audit(), None)?;
    create_session(&*store, &a_session(&account.user.id), &audit())?;
    store.add_tokens(&account.session.session.id, 0, &some_tokens())?;
    store.create_inbox(&an_inbox(organization), &audit(), None)?;
    store.create_run_token(&a_run_token(&account.api_key), 9, &audit(), None)?;
    store.renew_password_hash(
        &account.user.id,
        &account.password_hash,
        &PasswordHash::new("$new".to_owned()),
    )?;
    follower.expect(&[], &[])
}

/// The use of keys and sessions, failed logins, and the trail.
pub fn what_is_noted_invalidates_nothing(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let account = opened(&*store)?;
    let mut follower = Follower::new(world)?;
    let key = &account.api_key;
    store.record_key_use(
        &[KeyUse {
            key_id: key.key.id.clone(),
            requests: RequestsByDay::at(a_moment(), 3),
            last_at: a_moment(),
            last_ip: Some([192, 0, 2, 7].into()),
            secrets: vec![(key.digest, a_moment())],
        }],
        a_late_moment(),
    )?;
    store.touch_sessions(
        &[(account.session.session.id.clone(), a_moment())],
        a_late_moment(),
    )?;
    let failed = FailureKey {
        account: Some(a_digest()),
        address: "192.0.2.7".to_owned(),
    };
    let count = FailureCount {
        failures: 1,
        since: a_moment(),
        blocked_until: None,
    };
    set_count(&*store, &failed, Some(count))?;
    store.record(&audit())?;
    store.sweep_failures(a_moment(), 9)?;
    store.sweep_audit(a_moment(), 9)?;
    follower.expect(&[], &[])
}

/// Changes of what is not there, is another's, or is no longer what it was.
pub fn what_is_refused_invalidates_nothing(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let (own, foreign) = (opened(&*store)?, opened(&*store)?);
    let (organization, user) = (&own.organization.id, &own.user.id);
    let key = &foreign.api_key.key;
    let mut follower = Follower::new(world)?;
    for id in [&key.id, &own.api_key.key.id] {
        let mut refuse = |_| KeyUpdate::Unchanged;
        store.update_key(organization, id, &mut refuse, &audit())?;
    }
    store.delete_key(organization, &key.id, &audit())?;
    store.delete_inbox(organization, &InboxScope::All, &foreign.inbox.id, &audit())?;
    store.change_organization(
        &an_id(),
        &OrganizationChange::name(own.organization.name.clone()),
        a_moment(),
        &[audit()],
    )?;
    let foreign_session = &foreign.session.session.id;
    let only = EndSessions::Only(foreign_session.clone());
    store.end_sessions(user, &only, &audit())?;
    store.advance_session(
        foreign_session,
        7,
        &a_generation(a_moment()),
        &some_tokens(),
    )?;
    let wrong = PasswordHash::new("$wrong".to_owned());
    store.change_password(user, &wrong, &wrong, &own.session.session.id, &audit(), &[])?;
    follower.expect(&[], &[])
}
