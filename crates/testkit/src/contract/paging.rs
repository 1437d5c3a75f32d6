//! Lists are newest first and can be read page by page, with nothing lost and nothing doubled.

use sendook_domain::entities::{Inbox, InboxScope, Organization, Role};
use sendook_domain::ports::{KeyFilter, Page, Pagination, Store, StoreError};
use sendook_domain::values::Id;

use super::World;
use super::inviting::{an_invitation, kept};
use super::support::{audit, opened};
use crate::builders::{a_key, a_user, an_inbox};

/// How many pages of each size six rows fill.
const PAGES_OF_SIX: [(u16, usize); 6] = [(1, 6), (2, 3), (4, 2), (6, 1), (7, 1), (MAX, 1)];

const MAX: u16 = Pagination::<Inbox>::MAX;

/// Pages of every size give all keys, newest first; an exact multiple does not announce an empty page.
pub fn keys_are_read_page_by_page(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let account = opened(&*store)?;
    let organization = &account.organization.id;
    opened(&*store)?;
    let mut newest_first = vec![account.api_key.key.id];
    for _ in 0..5 {
        let new = a_key(organization);
        store.create_key(&new, &audit(), None)?;
        newest_first.insert(0, new.key.id);
    }
    for (limit, pages) in PAGES_OF_SIX {
        let (ids, read) = walk(
            limit,
            |page| store.keys(organization, &KeyFilter::default(), page),
            |key| &key.id,
        )?;
        assert_eq!((ids, read), (newest_first.clone(), pages), "limit {limit}");
    }
    Ok(())
}

/// The same for inboxes.
pub fn inboxes_are_read_page_by_page(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let (organization, newest_first) = with_inboxes(&*store, 6)?;
    opened(&*store)?;
    for (limit, pages) in PAGES_OF_SIX {
        let (ids, read) = walk_inboxes(&*store, &organization, limit)?;
        assert_eq!((ids, read), (newest_first.clone(), pages), "limit {limit}");
    }
    Ok(())
}

/// The same for invitations.
pub fn invitations_are_read_page_by_page(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let (owner, neighbour) = (opened(&*store)?, opened(&*store)?);
    kept(
        &*store,
        &an_invitation(&neighbour, &a_user().email, Role::Member),
    )?;
    let mut newest_first = Vec::new();
    for _ in 0..6 {
        let new = an_invitation(&owner, &a_user().email, Role::Member);
        kept(&*store, &new)?;
        newest_first.insert(0, new.invitation.id);
    }
    for (limit, pages) in PAGES_OF_SIX {
        let list = |page: &Pagination<_>| store.invitations(&owner.organization.id, page);
        let (ids, read) = walk(limit, list, |stored| &stored.invitation.id)?;
        assert_eq!((ids, read), (newest_first.clone(), pages), "limit {limit}");
    }
    Ok(())
}

/// A cursor goes on working when the row that it names is deleted.
pub fn a_cursor_outlives_its_row(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let (organization, ids) = with_inboxes(&*store, 4)?;
    store.delete_inbox(&organization, &InboxScope::All, &ids[1], &audit())?;
    let page = Pagination {
        limit: 1000,
        after: Some(ids[1].clone()),
    };
    let listing = store.inboxes(&organization, &InboxScope::All, &page)?;
    let found: Vec<_> = listing.items.into_iter().map(|inbox| inbox.id).collect();
    assert_eq!(found, ids[2..]);
    Ok(())
}

/// After the last row, and where nothing is, a page is empty and announces no other.
pub fn an_empty_page_is_the_last(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let (organization, ids) = with_inboxes(&*store, 1)?;
    let empty = Page {
        items: vec![],
        next: None,
    };
    let after_the_last = Pagination {
        limit: 1,
        after: Some(ids[0].clone()),
    };
    let listing = store.inboxes(&organization, &InboxScope::All, &after_the_last)?;
    assert_eq!(listing, empty);
    store.delete_inbox(&organization, &InboxScope::All, &ids[0], &audit())?;
    let listing = store.inboxes(&organization, &InboxScope::All, &Pagination::first())?;
    assert_eq!(listing, empty);
    Ok(())
}

/// Ids sort by their bytes, whatever a language thinks of capitals, digits and dashes.
pub fn ids_sort_by_bytes(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let organization = opened(&*store)?.organization.id;
    for id in ["zz-1", "zz_1", "zzA", "zza", "zzB", "zz0"] {
        let inbox = Inbox {
            id: Id::parse(id).expect("a valid id"),
            ..an_inbox(&organization)
        };
        store.create_inbox(&inbox, &audit(), None)?;
    }
    let (ids, _) = walk_inboxes(&*store, &organization, 1)?;
    let ids: Vec<_> = ids.iter().map(Id::as_str).take(6).collect();
    assert_eq!(ids, ["zza", "zz_1", "zzB", "zzA", "zz0", "zz-1"]);
    Ok(())
}

/// More than the largest page are read in two, in full.
pub fn more_than_a_full_page_is_read_in_full(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let (organization, newest_first) = with_inboxes(&*store, usize::from(MAX) + 3)?;
    let (ids, pages) = walk_inboxes(&*store, &organization, MAX)?;
    assert_eq!(ids, newest_first);
    assert_eq!(pages, 2);
    Ok(())
}

/// An organization with this many inboxes, and their ids, newest first.
fn with_inboxes(
    store: &dyn Store,
    count: usize,
) -> Result<(Id<Organization>, Vec<Id<Inbox>>), StoreError> {
    let account = opened(store)?;
    let organization = account.organization.id;
    let mut ids = vec![account.inbox.id];
    while ids.len() < count {
        let inbox = an_inbox(&organization);
        store.create_inbox(&inbox, &audit(), None)?;
        ids.push(inbox.id);
    }
    ids.reverse();
    Ok((organization, ids))
}

fn walk_inboxes(
    store: &dyn Store,
    organization: &Id<Organization>,
    limit: u16,
) -> Result<(Vec<Id<Inbox>>, usize), StoreError> {
    let list = |page: &Pagination<Inbox>| store.inboxes(organization, &InboxScope::All, page);
    walk(limit, list, |inbox| &inbox.id)
}

/// Reads page after page and gives all ids and the number of pages.
pub(super) fn walk<K, T>(
    limit: u16,
    list: impl Fn(&Pagination<T>) -> Result<Page<K, T>, StoreError>,
    id: impl Fn(&K) -> &Id<T>,
) -> Result<(Vec<Id<T>>, usize), StoreError> {
    let mut ids = Vec::new();
    let mut page = Pagination { limit, after: None };
    for pages in 1.. {
        let listing = list(&page)?;
        assert!(
            listing.items.len() <= usize::from(limit),
            "a page is too long"
        );
        assert!(!listing.items.is_empty(), "an empty page was announced");
        ids.extend(listing.items.iter().map(|item| id(item).clone()));
        assert!(
            ids.is_sorted_by(|newer, older| newer > older),
            "a row comes twice, or out of order"
        );
        if listing.next.is_none() {
            return Ok((ids, pages));
        }
        assert_eq!(listing.next.as_ref(), ids.last());
        page.after = listing.next;
    }
    unreachable!("a list ends, as every page makes it shorter")
}
