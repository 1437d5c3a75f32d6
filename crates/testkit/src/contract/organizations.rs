//! Organizations are seen by their members.

use std::slice;

use sendook_domain::entities::{Organization, Role};
use sendook_domain::ports::{OrganizationChange, StoreError};
use sendook_domain::values::OrganizationName;

use super::World;
use super::invalidation::Follower;
use super::inviting::joined;
use super::run_tokens;
use super::support::{audit, opened, rotate};
use crate::builders::{
    a_key, a_late_moment, a_moment, a_rotation, a_run_token, an_id, an_organization,
};

/// Members see their organization only; to others it does not exist.
pub fn only_members_see_an_organization(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let (own, foreign) = (opened(&*store)?, opened(&*store)?);
    let user = &own.user.id;
    let membership = (own.organization.clone(), Role::Owner);
    let found = store.membership(user, &own.organization.id)?;
    assert_eq!(found.as_ref(), Some(&membership));
    assert_eq!(store.memberships(user)?, [membership]);
    assert_eq!(store.membership(user, &foreign.organization.id)?, None);
    assert_eq!(store.membership(user, &an_id())?, None);
    assert_eq!(store.membership(&an_id(), &own.organization.id)?, None);
    assert_eq!(store.memberships(&an_id())?, []);
    Ok(())
}

/// A new name is there at once on every server, `updated_at` is the moment of the audit line, and no
/// other organization changes.
pub fn a_new_name_is_seen_at_once(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let (account, neighbour) = (opened(&*store)?, opened(&*store)?);
    let name = OrganizationName::restore("Büro – 7 🚀".to_owned());
    let event = audit();
    let renamed = store.change_organization(
        &account.organization.id,
        &OrganizationChange::name(name.clone()),
        event.at,
        slice::from_ref(&event),
    )?;
    let expected = Organization {
        name,
        updated_at: event.at,
        ..account.organization
    };
    assert_eq!(renamed.as_ref(), Some(&expected));
    let other = world.other_server();
    let seen = other.membership(&account.user.id, &expected.id)?;
    assert_eq!(seen.map(|(organization, _)| organization), Some(expected));
    let kept = other.membership(&neighbour.user.id, &neighbour.organization.id)?;
    assert_eq!(
        kept.map(|(organization, _)| organization),
        Some(neighbour.organization)
    );
    assert!(world.audit_ids().contains(&event.id));
    Ok(())
}

/// A name and the requirement of a second factor change together, and each has its line.
pub fn name_and_requirement_change_at_once(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let organization = opened(&*store)?.organization;
    let change = OrganizationChange {
        name: Some(OrganizationName::restore("Renamed".to_owned())),
        requires_second_factor: Some(true),
    };
    let (now, lines) = (a_late_moment(), [audit(), audit()]);
    let changed = store.change_organization(&organization.id, &change, now, &lines)?;
    let expected = Organization {
        name: OrganizationName::restore("Renamed".to_owned()),
        requires_second_factor: true,
        updated_at: now,
        ..organization
    };
    assert_eq!(changed, Some(expected));
    let kept = world.audit_ids();
    assert!(lines.iter().all(|line| kept.contains(&line.id)));
    Ok(())
}

/// What is not there cannot be renamed, and the trail does not say that it was.
pub fn an_unknown_organization_is_not_renamed(world: &dyn World) -> Result<(), StoreError> {
    let name = OrganizationName::restore("Nowhere".to_owned());
    let renamed = world.store().change_organization(
        &an_id(),
        &OrganizationChange::name(name.clone()),
        a_moment(),
        &[audit()],
    )?;
    assert_eq!(renamed, None);
    assert_eq!(world.audit_ids(), []);
    Ok(())
}

/// A new organization is there at once, on every server, with its owner and nothing else in it.
pub fn a_new_organization_has_its_owner(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let account = opened(&*store)?;
    let (organization, event) = (an_organization(), audit());
    store.create_organization(&organization, &account.user.id, &event, None)?;
    let server = world.other_server();
    let found = server.memberships(&account.user.id)?;
    let expected = [
        (organization.clone(), Role::Owner),
        (account.organization, Role::Owner),
    ];
    assert_eq!(found, expected);
    assert_eq!(server.members(&organization.id)?.len(), 1);
    assert!(world.audit_ids().contains(&event.id));
    Ok(())
}

/// Everything in an organization ends with it, on every server, and its credentials are invalidated: keys, the old secret of one that
/// is being rotated, and run tokens. People, their sessions and other organizations stay.
pub fn a_deleted_organization_takes_everything_along(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let (account, neighbour) = (opened(&*store)?, opened(&*store)?);
    joined(&*store, &account, &neighbour.user, Role::Member)?;
    let (organization, key) = (&account.organization.id, &account.api_key);
    let (second, rotation, run) = (a_key(organization), a_rotation(), a_run_token(key));
    store.create_key(&second, &audit(), None)?;
    run_tokens::kept(&*store, &run)?;
    rotate(&*store, &key.key, &rotation)?;
    let (event, mut follower) = (audit(), Follower::new(world)?);
    let deleted = store.delete_organization(organization, &event)?;
    assert_eq!(deleted.as_ref(), Some(&account.organization));
    let ended = [key.digest, rotation.digest, second.digest, run.digest];
    follower.expect(&ended, &[])?;
    let server = world.other_server();
    for digest in [key.digest, rotation.digest, second.digest] {
        assert!(server.key_by_digest(&digest)?.is_none());
    }
    assert!(!run_tokens::is_there(&*server, &run)?);
    for user in [&account.user.id, &neighbour.user.id] {
        assert_eq!(server.membership(user, organization)?, None);
        assert!(server.user(user)?.is_some());
        assert_eq!(server.sessions(user)?.len(), 1);
    }
    assert_eq!(server.memberships(&account.user.id)?, []);
    assert_eq!(server.memberships(&neighbour.user.id)?.len(), 1);
    assert!(server.key_by_digest(&neighbour.api_key.digest)?.is_some());
    assert!(world.audit_ids().contains(&event.id));
    let again = server.delete_organization(organization, &audit())?;
    assert_eq!(again, None);
    Ok(())
}

/// What is not there cannot be deleted, and the trail does not say that it was.
pub fn an_unknown_organization_is_not_deleted(world: &dyn World) -> Result<(), StoreError> {
    let deleted = world.store().delete_organization(&an_id(), &audit())?;
    assert_eq!(deleted, None);
    assert_eq!(world.audit_ids(), []);
    Ok(())
}
