//! People who come from elsewhere.

use sendook_domain::entities::{AuditAction, Role};
use sendook_domain::ports::{ImportedAccount, NewAccount, Placement, StoreError, Unique};

use super::World;
use super::support::opened;
use crate::builders::{an_account, an_audit_event};

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
