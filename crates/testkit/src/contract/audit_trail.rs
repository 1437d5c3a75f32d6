//! The trail comes back as it was written, newest first, to the organization that it concerns.

use std::net::IpAddr;
use std::slice;

use sendook_domain::entities::{
    Actor, ApiKey, AuditAction, AuditEvent, ClientInfo, Organization, RecordedAction, RunTokenActor,
};
use sendook_domain::ports::{AuditFilter, OrganizationChange, Pagination, Store, StoreError};
use sendook_domain::values::{Id, RunTokenLabel};

use super::World;
use super::support::{audit, in_organization, opened, to_account};
use crate::builders::{a_moment, an_audit_event, an_id};

/// Every action, and every kind of actor and origin, comes back in every field; on every server.
pub fn every_field_of_a_line_comes_back(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let account = opened(&*store)?;
    let organization = &account.organization.id;
    let actors = [
        Actor::Anonymous,
        Actor::Operator,
        Actor::User(account.user.id.clone()),
        Actor::Key(account.api_key.key.id.clone()),
        run_token(Some("Büro 'x'; --"), &account.api_key.key.id),
        run_token(None, &account.api_key.key.id),
    ];
    let addresses = ["192.0.2.255", "2001:db8::7", "::ffff:192.0.2.1"];
    let mut written = Vec::new();
    for (number, action) in AuditAction::ALL.iter().enumerate() {
        let bare = AuditEvent {
            organization_id: Some(organization.clone()),
            actor: actors[number % actors.len()].clone(),
            ..an_audit_event(*action)
        };
        let ip: IpAddr = addresses[number % addresses.len()]
            .parse()
            .expect("a valid address");
        let full = AuditEvent {
            id: an_id(),
            user_id: Some(account.user.id.clone()),
            target: Some(format!("key_{number}")),
            detail: Some("https://example.com/búsqueda?q='x'; --".to_owned()),
            origin: ClientInfo {
                ip: Some(ip),
                user_agent: Some("Büro 🚀 'x'; --".to_owned()),
                request_id: Some(format!("request-{number}")),
            },
            ..bare.clone()
        };
        written.extend([bare, full]);
    }
    // A server of another version may write it.
    written.push(AuditEvent {
        action: RecordedAction::Other("key.polished 'x'; --".into()),
        ..in_organization(organization)
    });
    for event in &written {
        store.record(event)?;
    }
    written.reverse();
    for server in [world.store(), world.other_server()] {
        assert_eq!(whole(&*server, organization)?, written);
    }
    Ok(())
}

fn run_token(label: Option<&str>, key: &Id<ApiKey>) -> Actor {
    Actor::RunToken(Box::new(RunTokenActor {
        id: an_id(),
        label: label.map(|label| RunTokenLabel::restore(label.to_owned())),
        key_id: key.clone(),
    }))
}

/// A line that is written with a change is as good as one that is written alone.
pub fn a_line_of_a_change_is_listed(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let account = opened(&*store)?;
    let event = in_organization(&account.organization.id);
    store.change_organization(
        &account.organization.id,
        &OrganizationChange::name(account.organization.name.clone()),
        a_moment(),
        slice::from_ref(&event),
    )?;
    assert_eq!(whole(&*store, &account.organization.id)?, [event]);
    Ok(())
}

/// An organization sees what happened in it, and what happened to its members' accounts outside any organization; it sees
/// nothing else.
pub fn an_organization_sees_what_concerns_it(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let (own, foreign) = (opened(&*store)?, opened(&*store)?);
    let seen = [
        in_organization(&own.organization.id),
        AuditEvent {
            user_id: Some(foreign.user.id.clone()),
            ..in_organization(&own.organization.id)
        },
        to_account(&own),
    ];
    let unseen = [
        in_organization(&foreign.organization.id),
        AuditEvent {
            user_id: Some(own.user.id.clone()),
            ..in_organization(&foreign.organization.id)
        },
        to_account(&foreign),
        AuditEvent {
            user_id: Some(an_id()),
            ..audit()
        },
        AuditEvent {
            actor: Actor::User(own.user.id.clone()),
            ..audit()
        },
        audit(),
    ];
    for event in seen.iter().chain(&unseen) {
        store.record(event)?;
    }
    let newest_first: Vec<_> = seen.into_iter().rev().collect();
    let listed = whole(&*world.other_server(), &own.organization.id)?;
    assert_eq!(listed, newest_first);
    assert_eq!(whole(&*store, &an_id())?, []);
    Ok(())
}

fn whole(
    store: &dyn Store,
    organization: &Id<Organization>,
) -> Result<Vec<AuditEvent>, StoreError> {
    let filter = AuditFilter::default();
    let listing = store.audit_events(organization, &filter, &Pagination::first())?;
    assert_eq!(listing.next, None);
    Ok(listing.items)
}
