//! A change of a key takes effect on every server at once, and changes nothing else.

use chrono::{DateTime, TimeDelta};
use sendook_domain::entities::{
    ApiKey, AuditEvent, DisabledReason, Inbox, InboxScope, KeyWithDigests, RequestLimits, Scope,
    ScopeSet,
};
use sendook_domain::ports::{AuditFilter, KeyUpdate, Pagination, StoreError};
use sendook_domain::values::{Id, KeyName, RateLimit};

use super::World;
use super::support::{at_once, audit, change, opened, sorted};
use crate::builders::{a_key, an_id, an_inbox, fifty_ranges};

type Change = fn(&mut ApiKey);

const RENAME: Change = |key| key.name = KeyName::restore("Büro – EU 🚀".to_owned());
const DISABLE: Change = |key| key.active = false;
const LEAK: Change = |key| key.disabled_reason = Some(DisabledReason::Leaked);
const EXPIRE: Change = |key| key.expires_at = Some(DateTime::UNIX_EPOCH + TimeDelta::days(30_000));
const NARROW: Change = |key| {
    key.scopes = [Scope::InboxesRead, Scope::KeysRead].into_iter().collect();
};
const RESTRICT: Change = |key| key.inboxes = InboxScope::Only(Vec::new());
const SLOW_DOWN: Change = |key| key.limits.rate = RateLimit::new(1_000_000, 86_400).ok();
const PIN: Change = |key| key.limits.allowed_ips = Some(fifty_ranges());
const CHANGES: [Change; 8] = [
    RENAME, DISABLE, LEAK, EXPIRE, NARROW, RESTRICT, SLOW_DOWN, PIN,
];

/// Each field changes alone, stays while another changes, and can be set back.
pub fn each_field_changes_alone(world: &dyn World) -> Result<(), StoreError> {
    for (number, one) in CHANGES.into_iter().enumerate() {
        assert_changes(world, &[&one])?;
        let next = CHANGES[(number + 1) % CHANGES.len()];
        assert_changes(world, &[&one, &next])?;
        assert_changes(world, &[&one, &set_back])?;
    }
    Ok(())
}

/// All fields change together.
pub fn all_fields_change_together(world: &dyn World) -> Result<(), StoreError> {
    let all = |key: &mut ApiKey| CHANGES.iter().for_each(|change| change(key));
    assert_changes(world, &[&all])?;
    assert_changes(world, &[&all, &set_back])
}

/// The values of the builders' keys.
fn set_back(key: &mut ApiKey) {
    key.active = true;
    key.disabled_reason = None;
    key.expires_at = None;
    key.scopes = ScopeSet::full();
    key.inboxes = InboxScope::All;
    key.limits = RequestLimits::default();
}

/// The line about a change says what changed, and the one about a deletion keeps the name. A detail that is there stays.
pub fn lines_about_a_key_say_what_changed(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let own = opened(&*store)?.api_key.key;
    let (organization, id) = (&own.organization_id, &own.id);
    let line = AuditEvent {
        organization_id: Some(organization.clone()),
        ..audit()
    };
    for (detail, name) in [(None, "Second"), (Some("a wiki"), "Third")] {
        let mut rename = |mut key: KeyWithDigests| {
            key.key.name = KeyName::restore(name.to_owned());
            KeyUpdate::Changed(Box::new(key), None)
        };
        let line = AuditEvent {
            id: an_id(),
            detail: detail.map(str::to_owned),
            ..line.clone()
        };
        store.update_key(organization, id, &mut rename, &line)?;
    }
    let line = AuditEvent {
        id: an_id(),
        ..line
    };
    store.delete_key(organization, id, &line)?;
    let (filter, page) = (AuditFilter::default(), Pagination::first());
    let lines = world
        .other_server()
        .audit_events(organization, &filter, &page)?;
    let mut details: Vec<_> = lines.items.into_iter().map(|line| line.detail).collect();
    details.reverse();
    let first = format!("name \"{}\" → \"Second\"", own.name.as_str());
    let expected = [first.as_str(), "a wiki", "Third"];
    assert_eq!(details, expected.map(|detail| Some(detail.to_owned())));
    Ok(())
}

/// A change is decided on what the key is like in the step that makes it, and changes nothing if it is refused.
pub fn a_change_is_decided_on_the_key_as_it_is(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let own = opened(&*store)?.api_key;
    let (organization, id) = (&own.key.organization_id, &own.key.id);
    let lines = world.audit_ids().len();
    let mut seen = None;
    let mut refuse = |key| {
        seen = Some(key);
        KeyUpdate::Unchanged
    };
    let refused = store.update_key(organization, id, &mut refuse, &audit())?;
    assert_eq!(
        (refused.as_ref(), seen.as_ref()),
        (Some(&own.key), Some(&own))
    );
    assert_eq!(store.key(organization, id)?, Some(own.key));
    assert_eq!(world.audit_ids().len(), lines);
    Ok(())
}

/// Of many who disable a key at once if it is still enabled, on two servers, one finds it so.
pub fn changes_at_once_are_decided_one_after_the_other(
    world: &dyn World,
) -> Result<(), StoreError> {
    let key = opened(&*world.store())?.api_key.key;
    let lines = world.audit_ids().len();
    let done = at_once(world, |store| {
        let mut disabled = false;
        let mut disable = |mut one: KeyWithDigests| {
            disabled = one.key.active;
            one.key.active = false;
            if disabled {
                KeyUpdate::Changed(Box::new(one), None)
            } else {
                KeyUpdate::Unchanged
            }
        };
        store.update_key(&key.organization_id, &key.id, &mut disable, &audit())?;
        Ok(disabled)
    })?;
    assert_eq!(
        done.iter().filter(|disabled| **disabled).count(),
        1,
        "{done:?}"
    );
    assert_eq!(world.audit_ids().len(), lines + 1);
    Ok(())
}

/// A key is restricted to inboxes, to fewer, to others, to none, and to none no longer. An inbox of another organization,
/// or none at all, is left out.
pub fn a_restriction_changes_alone(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let (account, neighbour) = (opened(&*store)?, opened(&*store)?);
    let organization = &account.organization.id;
    let inboxes = [(); 2].map(|()| an_inbox(organization));
    for inbox in &inboxes {
        store.create_inbox(inbox, &audit(), None)?;
    }
    let new = a_key(organization);
    store.create_key(&new, &audit(), None)?;
    let [one, other] = inboxes.map(|inbox| inbox.id);
    let foreign = neighbour.inbox.id;
    let only = |ids: &[&Id<Inbox>]| InboxScope::only(ids.iter().copied().cloned().collect());
    for (asked, expected) in [
        (only(&[&one, &other]), only(&[&one, &other])),
        (only(&[&one]), only(&[&one])),
        (only(&[&other, &foreign, &an_id()]), only(&[&other])),
        (only(&[]), only(&[])),
        (only(&[&one]), only(&[&one])),
        (InboxScope::All, InboxScope::All),
    ] {
        let restrict = |key: &mut ApiKey| key.inboxes = asked.clone();
        let changed = change(&*store, &new.key, restrict, &audit())?;
        let found = world.other_server().key_by_digest(&new.digest)?;
        for key in [changed, found.map(|found| found.key)] {
            assert_eq!(key.map(|key| sorted(key).inboxes), Some(expected.clone()));
        }
    }
    Ok(())
}

/// A key that is not there, or of another organization, is not changed, and the trail does not say that
/// it was.
pub fn a_foreign_key_is_not_changed(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let (own, foreign) = (opened(&*store)?, opened(&*store)?);
    let lines = world.audit_ids().len();
    for id in [foreign.api_key.key.id.clone(), an_id()] {
        let missing = ApiKey {
            id,
            ..own.api_key.key.clone()
        };
        assert_eq!(change(&*store, &missing, DISABLE, &audit())?, None);
    }
    let kept = store.key(&foreign.organization.id, &foreign.api_key.key.id)?;
    assert_eq!(kept, Some(foreign.api_key.key));
    assert_eq!(world.audit_ids().len(), lines);
    Ok(())
}

/// Makes the changes to a new key, one by one, and looks at it by all ways on the other server.
/// Another key must stay as it was.
fn assert_changes(world: &dyn World, changes: &[&dyn Fn(&mut ApiKey)]) -> Result<(), StoreError> {
    let (store, other) = (world.store(), world.other_server());
    let account = opened(&*store)?;
    let organization = &account.organization.id;
    let new = a_key(organization);
    store.create_key(&new, &audit(), None)?;
    let mut expected = new.key;
    let mut answer = None;
    for one in changes {
        let event = audit();
        answer = change(&*store, &expected, one, &event)?;
        one(&mut expected);
        expected.updated_at = event.at;
        assert!(world.audit_ids().contains(&event.id));
    }
    assert_eq!(answer.as_ref(), Some(&expected));
    let found = other.key(organization, &expected.id)?;
    assert_eq!(found.as_ref(), Some(&expected));
    let stored = other.key_by_digest(&new.digest)?;
    assert_eq!(stored.map(|stored| stored.key), Some(expected));
    let neighbour = other.key(organization, &account.api_key.key.id)?;
    assert_eq!(neighbour, Some(account.api_key.key));
    Ok(())
}
