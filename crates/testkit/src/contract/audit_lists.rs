//! The trail is read by action, by time and page by page.

use chrono::{DateTime, TimeDelta, Utc};
use sendook_domain::entities::{Actor, AuditAction, AuditEvent, RecordedAction, RunTokenActor};
use sendook_domain::ports::{AuditFilter, Pagination, StoreError};

use super::World;
use super::paging::walk;
use super::support::{in_organization, opened, to_account};
use crate::builders::{a_moment, an_id};

/// Only the lines of an action are listed where one is asked for.
pub fn lines_are_filtered_by_action(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let account = opened(&*store)?;
    let organization = &account.organization.id;
    for action in AuditAction::ALL {
        let event = AuditEvent {
            action: action.into(),
            ..in_organization(organization)
        };
        store.record(&event)?;
    }
    let to_account = AuditEvent {
        action: AuditAction::LoginFailed.into(),
        ..to_account(&account)
    };
    store.record(&to_account)?;
    for action in AuditAction::ALL {
        let filter = AuditFilter {
            action: Some(action),
            ..AuditFilter::default()
        };
        let listed = store.audit_events(organization, &filter, &Pagination::first())?;
        let actions: Vec<_> = listed.items.iter().map(|event| &event.action).collect();
        let lines = 1 + usize::from(action == AuditAction::LoginFailed);
        assert_eq!(actions, vec![&RecordedAction::from(action); lines]);
    }
    Ok(())
}

/// What a person, a key, a run token or an inbox did, and what was done to them.
pub fn lines_are_filtered_by_what_they_are_about(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let account = opened(&*store)?;
    let organization = &account.organization.id;
    let (key, inbox) = (an_id(), account.inbox.id.to_string());
    let by_key = AuditEvent {
        actor: Actor::Key(key.clone()),
        target: Some(inbox.clone()),
        ..in_organization(organization)
    };
    let to_key = AuditEvent {
        actor: Actor::User(account.user.id.clone()),
        target: Some(key.to_string()),
        ..in_organization(organization)
    };
    let run_token = RunTokenActor {
        id: an_id(),
        label: None,
        key_id: key.clone(),
    };
    let by_run_token = AuditEvent {
        actor: Actor::RunToken(Box::new(run_token.clone())),
        ..in_organization(organization)
    };
    let to_run_token = AuditEvent {
        actor: Actor::User(account.user.id.clone()),
        target: Some(run_token.id.to_string()),
        key_id: Some(key.clone()),
        ..in_organization(organization)
    };
    let to_account = to_account(&account);
    for event in [&by_key, &to_key, &by_run_token, &to_run_token, &to_account] {
        store.record(event)?;
    }
    for (id, expected) in [
        (
            key.as_str(),
            vec![&to_run_token, &by_run_token, &to_key, &by_key],
        ),
        (run_token.id.as_str(), vec![&to_run_token, &by_run_token]),
        (&inbox, vec![&by_key]),
        (
            account.user.id.as_str(),
            vec![&to_account, &to_run_token, &to_key],
        ),
        ("key_unknown", vec![]),
    ] {
        let filter = AuditFilter {
            about: Some(id.to_owned()),
            ..AuditFilter::default()
        };
        let listed =
            world
                .other_server()
                .audit_events(organization, &filter, &Pagination::first())?;
        assert_eq!(listed.items.iter().collect::<Vec<_>>(), expected, "{id}");
    }
    Ok(())
}

/// `since` is the first moment that is listed, and `until` the first one that is not.
pub fn lines_are_filtered_by_time(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let account = opened(&*store)?;
    let organization = &account.organization.id;
    let middle = a_moment();
    let moment = TimeDelta::microseconds(1);
    let [before, after] = [middle - moment, middle + moment];
    for at in [before, middle, after] {
        let event = AuditEvent {
            at,
            ..in_organization(organization)
        };
        store.record(&event)?;
    }
    let list = |since, until| -> Result<Vec<DateTime<Utc>>, StoreError> {
        let filter = AuditFilter {
            action: None,
            since,
            until,
            ..AuditFilter::default()
        };
        let listed = store.audit_events(organization, &filter, &Pagination::first())?;
        Ok(listed.items.into_iter().map(|event| event.at).collect())
    };
    assert_eq!(list(None, None)?, [after, middle, before]);
    assert_eq!(list(Some(middle), None)?, [after, middle]);
    assert_eq!(list(None, Some(middle))?, [before]);
    assert_eq!(list(Some(middle), Some(after))?, [middle]);
    assert!(list(Some(middle), Some(middle))?.is_empty());
    assert!(list(Some(after), Some(before))?.is_empty());
    Ok(())
}

/// Pages of every size give all lines of an organization, with a filter and without one.
pub fn lines_are_read_page_by_page(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let (account, neighbour) = (opened(&*store)?, opened(&*store)?);
    let organization = &account.organization.id;
    let mut newest_first = Vec::new();
    for _ in 0..3 {
        for event in [in_organization(organization), to_account(&account)] {
            store.record(&event)?;
            newest_first.insert(0, event.id);
        }
        store.record(&in_organization(&neighbour.organization.id))?;
        let other_action = AuditEvent {
            action: AuditAction::KeyDeleted.into(),
            ..in_organization(organization)
        };
        store.record(&other_action)?;
    }
    let filter = AuditFilter {
        action: Some(AuditAction::Registered),
        ..AuditFilter::default()
    };
    for (limit, pages) in [(1, 6), (2, 3), (4, 2), (6, 1), (7, 1)] {
        let list = |page: &Pagination<AuditEvent>| store.audit_events(organization, &filter, page);
        let (ids, read) = walk(limit, list, |event| &event.id)?;
        assert_eq!((&ids, read), (&newest_first, pages), "limit {limit}");
    }
    Ok(())
}
