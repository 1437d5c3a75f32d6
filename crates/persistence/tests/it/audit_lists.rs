//! The trail of an organization with several members is one list.

use chrono::{DateTime, TimeDelta, Utc};
use sendook_domain::entities::{AuditAction, AuditEvent};
use sendook_domain::ports::{Accounts as _, AuditFilter, AuditTrail as _, NewAccount, Pagination};
use sendook_domain::values::Id;
use sendook_persistence::SqlStore;
use sendook_testkit::builders::{a_moment, an_account, an_audit_event};

use crate::sqlite::SqliteWorld;

/// Opens accounts, and makes the people behind all of them members of the first one's organization.
fn team(world: &SqliteWorld, store: &SqlStore, size: usize) -> Vec<NewAccount> {
    let accounts: Vec<_> = (0..size).map(|_| an_account()).collect();
    for account in &accounts {
        let audit = an_audit_event(AuditAction::Registered);
        store.open(account, &audit).unwrap();
    }
    let organization = &accounts[0].organization.id;
    for account in &accounts[1..] {
        let user = &account.user.id;
        world.execute(&format!(
            "INSERT INTO memberships VALUES ('{organization}', '{user}', 'member', 0)"
        ));
    }
    accounts
}

fn record_to(store: &SqlStore, account: &NewAccount) -> Id<AuditEvent> {
    let mut event = an_audit_event(AuditAction::LoggedIn);
    event.user_id = Some(account.user.id.clone());
    store.record(&event).unwrap();
    event.id
}

#[test]
fn the_lines_of_all_members_are_one_list_page_by_page() {
    let world = SqliteWorld::new();
    let store = world.open();
    let (accounts, stranger) = (team(&world, &store, 4), an_account());
    let audit = an_audit_event(AuditAction::Registered);
    store.open(&stranger, &audit).unwrap();
    let organization = &accounts[0].organization.id;
    let mut newest_first = Vec::new();
    // Uneven shares, so that a page takes much from one member and nothing from another.
    for member in [3, 0, 1, 1, 1, 1, 2, 0, 3, 3, 3, 0] {
        newest_first.insert(0, record_to(&store, &accounts[member]));
        record_to(&store, &stranger);
        let mut event = an_audit_event(AuditAction::KeyCreated);
        event.organization_id = Some(organization.clone());
        store.record(&event).unwrap();
        newest_first.insert(0, event.id);
    }
    for limit in [1, 2, 5, 23, 24, 25] {
        let mut page = Pagination { limit, after: None };
        let mut ids = Vec::new();
        loop {
            let filter = AuditFilter::default();
            let listing = store.audit_events(organization, &filter, &page).unwrap();
            ids.extend(listing.items.into_iter().map(|event| event.id));
            match listing.next {
                Some(next) => page.after = Some(next),
                None => break,
            }
        }
        assert_eq!(ids, newest_first, "limit {limit}");
    }
}

#[test]
fn times_beyond_all_ids_narrow_nothing_away() {
    let world = SqliteWorld::new();
    let store = world.open();
    let account = team(&world, &store, 1).remove(0);
    let line = record_to(&store, &account);
    let list = |since, until| {
        let filter = AuditFilter {
            action: None,
            since: Some(since),
            until: Some(until),
            ..AuditFilter::default()
        };
        let page = Pagination::first();
        let listed = store.audit_events(&account.organization.id, &filter, &page);
        let listed = listed.unwrap().items.into_iter();
        listed.map(|event| event.id).collect::<Vec<_>>()
    };
    let (start, end) = (DateTime::<Utc>::MIN_UTC, DateTime::<Utc>::MAX_UTC);
    assert_eq!(list(start, end), [line]);
    assert_eq!(list(end, end), []);
    assert_eq!(list(start, start), []);
    let later = a_moment() + TimeDelta::days(1);
    assert_eq!(list(later, end), []);
}
