//! Inboxes have an address each, and are found within their organization.

use sendook_domain::entities::{AuditEvent, Inbox, InboxScope};
use sendook_domain::ports::{Pagination, Store, StoreError, Unique};
use sendook_domain::values::{InboxAddress, InboxName};

use super::World;
use super::support::{at_once, audit, opened, unless_taken};
use crate::builders::{an_id, an_inbox, an_inbox_address};

/// Every field of an inbox comes back, with and without a name; on every server.
pub fn every_field_of_an_inbox_comes_back(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let organization = opened(&*store)?.organization.id;
    for name in [None, Some("Support"), Some("Büro – 日本 🚀 'x'; --")] {
        let inbox = Inbox {
            name: name.map(|name| InboxName::restore(name.to_owned())),
            ..an_inbox(&organization)
        };
        let event = audit();
        store.create_inbox(&inbox, &event, None)?;
        assert!(world.audit_ids().contains(&event.id));
        for server in [world.store(), world.other_server()] {
            let found = server.inbox(&organization, &InboxScope::All, &inbox.id)?;
            assert_eq!(found.as_ref(), Some(&inbox));
            let newest = server.inboxes(&organization, &InboxScope::All, &Pagination::first())?;
            assert_eq!(newest.items.first(), Some(&inbox));
        }
    }
    Ok(())
}

/// An address in another letter case is the same address, also in another organization; nothing of the
/// refused inbox is kept.
pub fn an_address_is_taken_in_every_organization(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let (own, foreign) = (opened(&*store)?, opened(&*store)?);
    let lines = world.audit_ids().len();
    let taken = &foreign.inbox.address;
    for organization in [&own.organization.id, &foreign.organization.id] {
        let second = Inbox {
            address: InboxAddress::restore(taken.as_str().to_uppercase(), taken.key().to_owned()),
            ..an_inbox(organization)
        };
        let refused = store.create_inbox(&second, &audit(), None);
        assert!(
            matches!(refused, Err(StoreError::Taken(Unique::InboxAddress))),
            "{refused:?}"
        );
        let kept = store.inbox(organization, &InboxScope::All, &second.id)?;
        assert_eq!(kept, None);
    }
    assert_eq!(world.audit_ids().len(), lines);
    Ok(())
}

/// Many ask for one address at once: one of them gets it.
pub fn an_address_asked_for_at_once_is_given_once(world: &dyn World) -> Result<(), StoreError> {
    let organization = opened(&*world.store())?.organization.id;
    let lines = world.audit_ids().len();
    let address = an_inbox_address();
    let given = at_once(world, |store| {
        let inbox = Inbox {
            address: address.clone(),
            ..an_inbox(&organization)
        };
        unless_taken(
            store.create_inbox(&inbox, &audit(), None),
            Unique::InboxAddress,
        )
    })?;
    assert_eq!(given.into_iter().flatten().count(), 1);
    assert_eq!(world.audit_ids().len(), lines + 1);
    Ok(())
}

/// An inbox is found in its own organization and in no other; there it cannot be deleted either.
pub fn a_foreign_inbox_is_not_found(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let (own, foreign) = (opened(&*store)?, opened(&*store)?);
    let organization = &own.organization.id;
    let lines = world.audit_ids().len();
    for id in [&foreign.inbox.id, &an_id()] {
        assert_eq!(store.inbox(organization, &InboxScope::All, id)?, None);
        let deleted = store.delete_inbox(organization, &InboxScope::All, id, &audit())?;
        assert_eq!(deleted, None);
    }
    let listed = store.inboxes(organization, &InboxScope::All, &Pagination::first())?;
    assert_eq!(listed.items, [own.inbox]);
    assert!(is_there(&*store, &foreign.inbox)?);
    assert_eq!(world.audit_ids().len(), lines);
    Ok(())
}

/// A deleted inbox comes back once more as it was, is then gone on every server, and its address is free
/// again.
pub fn a_deleted_inbox_is_gone_at_once(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let inbox = opened(&*store)?.inbox;
    let event = audit();
    let deleted = delete(&*store, &inbox, &event)?;
    assert_eq!(deleted.as_ref(), Some(&inbox));
    assert!(!is_there(&*store, &inbox)? && !is_there(&*world.other_server(), &inbox)?);
    assert!(world.audit_ids().contains(&event.id));
    let lines = world.audit_ids().len();
    assert_eq!(delete(&*store, &inbox, &audit())?, None);
    assert_eq!(world.audit_ids().len(), lines);
    let successor = Inbox {
        address: inbox.address,
        ..an_inbox(&inbox.organization_id)
    };
    store.create_inbox(&successor, &audit(), None)
}

/// Many delete one inbox at once: one of them finds it, and one audit line is written.
pub fn an_inbox_deleted_at_once_is_deleted_once(world: &dyn World) -> Result<(), StoreError> {
    let inbox = opened(&*world.store())?.inbox;
    let lines = world.audit_ids().len();
    let deleted = at_once(world, |store| delete(store, &inbox, &audit()))?;
    let found: Vec<_> = deleted.into_iter().flatten().collect();
    assert_eq!(found, [inbox]);
    assert_eq!(world.audit_ids().len(), lines + 1);
    Ok(())
}

fn is_there(store: &dyn Store, inbox: &Inbox) -> Result<bool, StoreError> {
    let found = store.inbox(&inbox.organization_id, &InboxScope::All, &inbox.id)?;
    Ok(found.is_some())
}

fn delete(
    store: &dyn Store,
    inbox: &Inbox,
    audit: &AuditEvent,
) -> Result<Option<Inbox>, StoreError> {
    store.delete_inbox(&inbox.organization_id, &InboxScope::All, &inbox.id, audit)
}
