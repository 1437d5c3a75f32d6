//! People who come from elsewhere.

use sendook_domain::entities::{AuditAction, Role};
use sendook_domain::ports::{
    ImportedAccount, NewAccount, OrganizationChange, Placement, StoreError, Unique,
};
use sendook_domain::values::OrganizationName;

use super::World;
use super::support::{audit, opened};
use crate::builders::{a_moment, an_account, an_audit_event};

fn owner() -> ImportedAccount {
    let NewAccount {
        user,
        password_hash,
        organization,
        inbox,
        ..
    } = an_account();
    ImportedAccount {
        user,
        password_hash,
        placement: Placement::Owner(organization, inbox),
        is_named: false,
        audit: an_audit_event(AuditAction::Registered),
    }
}

fn member_of(owner: &ImportedAccount, role: Role) -> ImportedAccount {
    ImportedAccount {
        placement: Placement::Member(owner.placement.organization().clone(), role),
        ..self::owner()
    }
}

/// An organization that one of them founds is there for those who come after.
pub fn imported_people_are_in_their_organizations(world: &dyn World) -> Result<(), StoreError> {
    let first = owner();
    let second = member_of(&first, Role::Admin);
    world.store().import(&[first.clone(), second.clone()])?;
    let store = world.other_server();
    for (account, role) in [(&first, Role::Owner), (&second, Role::Admin)] {
        let login = store.user_for_login(&account.user.email)?;
        let kept = (account.user.clone(), account.password_hash.clone());
        assert_eq!(login, Some(kept));
        let memberships = store.memberships(&account.user.id)?;
        let memberships = memberships
            .iter()
            .map(|(organization, role)| (&organization.id, *role));
        let expected = (first.placement.organization(), role);
        assert_eq!(memberships.collect::<Vec<_>>(), [expected]);
    }
    assert_eq!(world.audit_ids(), [first.audit.id, second.audit.id]);
    Ok(())
}

/// More than a store may put into one statement.
pub fn many_people_are_imported_at_once(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let people: Vec<_> = (0..1001).map(|_| owner()).collect();
    store.import(&people)?;
    for account in [&people[0], &people[999], &people[1000]] {
        let found = store.memberships(&account.user.id)?;
        let found: Vec<_> = found.iter().map(|(one, role)| (&one.id, *role)).collect();
        assert_eq!(found, [(account.placement.organization(), Role::Owner)]);
    }
    let mut lines: Vec<_> = people.into_iter().map(|account| account.audit.id).collect();
    lines.sort();
    let mut kept = world.audit_ids();
    kept.sort();
    assert_eq!(kept, lines);
    Ok(())
}

/// One of them has an address that is taken: nothing of any is kept.
pub fn people_are_imported_together_or_not_at_all(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let there = opened(&*store)?;
    let lines = world.audit_ids();
    let first = owner();
    let mut second = owner();
    second.user.email = there.user.email;
    let refused = store.import(&[first.clone(), second]);
    assert!(
        matches!(refused, Err(StoreError::Taken(Unique::UserEmail))),
        "{refused:?}"
    );
    assert_eq!(store.user_for_login(&first.user.email)?, None);
    assert_eq!(world.audit_ids(), lines);
    Ok(())
}

/// An organization is found by the name under which it was imported, the whole of it and with its letter case, as long as it has it; never
/// one that merely has the name, or was given it later.
pub fn organizations_are_found_by_the_name_they_were_imported_under(
    world: &dyn World,
) -> Result<(), StoreError> {
    let store = world.store();
    let name = OrganizationName::restore("Büro 100%".to_owned());
    let founded = |is_named, name: &OrganizationName| {
        let mut account = owner();
        account.is_named = is_named;
        if let Placement::Owner(organization, _) = &mut account.placement {
            organization.name = name.clone();
        }
        store.import(&[account.clone()])?;
        Ok::<_, StoreError>(account.placement.organization().clone())
    };
    let there = opened(&*store)?.organization.id;
    store.change_organization(
        &there,
        &OrganizationChange::name(name.clone()),
        a_moment(),
        &[audit()],
    )?;
    founded(false, &name)?;
    let other = OrganizationName::restore("Engines".to_owned());
    let renamed = founded(true, &other)?;
    store.change_organization(
        &renamed,
        &OrganizationChange::name(name.clone()),
        a_moment(),
        &[audit()],
    )?;
    let found = |text: &str, most| {
        let name = OrganizationName::restore(text.to_owned());
        let found = world
            .other_server()
            .organizations_imported_as(&name, most)?;
        let mut ids: Vec<_> = found.into_iter().map(|one| one.id).collect();
        ids.sort();
        Ok::<_, StoreError>(ids)
    };
    assert_eq!(found("Büro 100%", 2)?, []);
    assert_eq!(found("Engines", 2)?, []);
    let mut twins = vec![founded(true, &name)?, founded(true, &name)?];
    twins.sort();
    assert_eq!(found("Büro 100%", 3)?, twins);
    assert_eq!(found("Büro 100%", 1)?.len(), 1);
    for other in ["büro 100%", "Büro", "Büro 100", ""] {
        assert_eq!(found(other, 2)?, [], "{other}");
    }
    Ok(())
}
