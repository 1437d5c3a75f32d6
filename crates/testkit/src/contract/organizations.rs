//! Organizations are seen by their members.

use sendook_domain::entities::{Organization, Role};
use sendook_domain::ports::StoreError;
use sendook_domain::values::OrganizationName;

use super::World;
use super::support::{audit, opened};
use crate::builders::an_id;

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
    let renamed = store.rename_organization(&account.organization.id, &name, &event)?;
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

/// What is not there cannot be renamed, and the trail does not say that it was.
pub fn an_unknown_organization_is_not_renamed(world: &dyn World) -> Result<(), StoreError> {
    let name = OrganizationName::restore("Nowhere".to_owned());
    let renamed = world
        .store()
        .rename_organization(&an_id(), &name, &audit())?;
    assert_eq!(renamed, None);
    assert_eq!(world.audit_ids(), []);
    Ok(())
}
