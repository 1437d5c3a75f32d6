//! Operators see the rows of all organizations.

use chrono::TimeDelta;
use sendook_domain::entities::{AuditAction, PasswordHash, Role};
use sendook_domain::ports::{
    AuditFilter, ImportedAccount, KeyFilter, KeyReference, OrganizationChange, Pagination,
    Placement, StoreError,
};
use sendook_domain::values::{Id, KeyName, OrganizationName, PersonName};

use super::World;
use super::paging::walk;
use super::support::{audit, in_organization, opened, rotate, to_account};
use crate::builders::{a_key, a_moment, a_rotation, a_user, an_account_of, an_id};

/// All users are read page by page, newest first.
pub fn users_of_all_organizations_are_listed(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let mut ids = Vec::new();
    for _ in 0..3 {
        ids.insert(0, opened(&*store)?.user.id);
    }
    for limit in [1, 2, 3, 1000] {
        let (found, _) = walk(limit, |page| store.all_users("", page), |user| &user.id)?;
        assert_eq!(found, ids, "limit {limit}");
    }
    Ok(())
}

/// A text is looked for in e-mail addresses and names, regardless of the case of ASCII letters; no character is a wildcard.
pub fn users_are_found_by_a_part_of_address_or_name(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let mut user = a_user();
    user.first_name = PersonName::restore("Åda_1".to_owned());
    user.last_name = Some(PersonName::restore("King".to_owned()));
    store.open(&an_account_of(user.clone()), &audit())?;
    let mut unnamed = a_user();
    unnamed.first_name = PersonName::restore("Grace".to_owned());
    unnamed.last_name = None;
    store.open(&an_account_of(unnamed.clone()), &audit())?;
    let email = user.email.as_typed().to_ascii_uppercase();
    for text in ["DA_1", "da_1 kin", "Åda", &email] {
        let found = store.all_users(text, &Pagination::first())?;
        assert_eq!(found.items, [user.clone()], "{text}");
    }
    let found = store.all_users("grace", &Pagination::first())?;
    assert_eq!(found.items, [unnamed]);
    for text in ["%", "King Åda", "Ada_1", "a\0b"] {
        let found = store.all_users(text, &Pagination::first())?;
        assert_eq!(found.items, [], "{text}");
    }
    Ok(())
}

/// Owners of their first organization, and people without one, are one list; all others are the other.
pub fn people_are_exported_once_with_their_first_organization(
    world: &dyn World,
) -> Result<(), StoreError> {
    let store = world.store();
    let (first, second) = (opened(&*store)?, opened(&*store)?);
    let imported = |role| ImportedAccount {
        user: a_user(),
        password_hash: PasswordHash::absent(),
        placement: Placement::Member(first.organization.id.clone(), role),
        is_named: false,
        audit: audit(),
    };
    let (admin, owner) = (imported(Role::Admin), imported(Role::Owner));
    store.import(&[admin.clone(), owner.clone()])?;
    let line = in_organization(&second.organization.id);
    store.delete_organization(&second.organization.id, &line)?;
    for limit in [1, 2, 1000] {
        for (owners, expected) in [
            (
                true,
                vec![
                    (&owner.user, &owner.password_hash, Some(Role::Owner)),
                    (&second.user, &second.password_hash, None),
                    (&first.user, &first.password_hash, Some(Role::Owner)),
                ],
            ),
            (
                false,
                vec![(&admin.user, &admin.password_hash, Some(Role::Admin))],
            ),
        ] {
            let mut people = Vec::new();
            let mut page = Pagination { limit, after: None };
            loop {
                let read = store.exported_people(owners, &page)?;
                people.extend(read.items);
                page.after = read.next;
                if page.after.is_none() {
                    break;
                }
            }
            let found = people.iter().map(|one| {
                let membership = one.membership.as_ref();
                let role = membership.map(|(organization, role)| {
                    assert_eq!(organization, &first.organization);
                    *role
                });
                (&one.user, &one.password_hash, role)
            });
            assert_eq!(found.collect::<Vec<_>>(), expected, "limit {limit}");
        }
    }
    Ok(())
}

/// All organizations are listed, and found by a part of the name or by id.
pub fn organizations_are_listed_and_found(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let (first, second) = (opened(&*store)?, opened(&*store)?);
    let list = |page: &Pagination<_>| store.all_organizations("", page);
    let (ids, pages) = walk(1, list, |one| &one.id)?;
    let (old, new) = (first.organization.id, second.organization.id);
    assert_eq!((ids, pages), (vec![new, old.clone()], 2));
    let name = OrganizationName::restore("Büro 100%".to_owned());
    let renamed = store.change_organization(
        &old,
        &OrganizationChange::name(name.clone()),
        a_moment(),
        &[audit()],
    )?;
    let found = store.all_organizations("RO 100%", &Pagination::first())?;
    assert_eq!(found.items, Vec::from_iter(renamed.clone()));
    assert_eq!(store.organization(&old)?, renamed);
    assert_eq!(store.organization(&an_id())?, None);
    Ok(())
}

/// The members of one organization, and of no other.
pub fn members_are_those_of_the_organization(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let (own, _) = (opened(&*store)?, opened(&*store)?);
    let members = store.members(&own.organization.id)?;
    assert_eq!(members, [(own.user, Role::Owner)]);
    assert_eq!(store.members(&an_id())?, []);
    Ok(())
}

/// The keys of all organizations are read page by page, and filtered as those of one.
pub fn keys_of_all_organizations_are_listed(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let mut ids = Vec::new();
    for _ in 0..2 {
        let account = opened(&*store)?;
        let mut key = a_key(&account.organization.id);
        key.key.active = false;
        store.create_key(&key, &audit(), None)?;
        ids.splice(0..0, [key.key.id, account.api_key.key.id]);
    }
    let all = |page: &Pagination<_>| store.all_keys(&KeyFilter::default(), page);
    for limit in [1, 3, 4, 1000] {
        assert_eq!(walk(limit, all, |key| &key.id)?.0, ids, "limit {limit}");
    }
    let disabled = KeyFilter {
        active: Some(false),
        ..KeyFilter::default()
    };
    let found = store.all_keys(&disabled, &Pagination::first())?.items;
    let found: Vec<_> = found.into_iter().map(|key| key.id).collect();
    assert_eq!(found, [ids[0].clone(), ids[2].clone()]);
    Ok(())
}

/// A reference finds the keys whose id begins so, up to a limit, and those one of whose secrets has the hint.
pub fn keys_are_found_by_start_and_hint(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let organization = opened(&*store)?.organization.id;
    for id in ["zz_1", "zz_12", "zz_13", "zz-1", "zy"] {
        let mut key = a_key(&organization);
        key.key.id = Id::parse(id).expect("a valid id");
        key.key.name = KeyName::restore(id.to_owned());
        key.key.secret.hint = format!("sndk_dev_…{id}");
        store.create_key(&key, &audit(), None)?;
        if id == "zy" {
            let mut new = a_rotation();
            new.secret.hint = String::from("sndk_dev_…newest");
            rotate(&*store, &key.key, &new)?;
        }
    }
    let names = |reference: &KeyReference, most| -> Result<Vec<String>, StoreError> {
        let found = store.keys_referred_to(reference, most)?.into_iter();
        Ok(found.map(|key| key.name.as_str().to_owned()).collect())
    };
    let start = |id| KeyReference::IdStart(Id::parse(id).expect("a valid id"));
    let hint = |hint: &str| KeyReference::Hint(hint.to_owned());
    assert_eq!(names(&start("zz_1"), 5)?, ["zz_1", "zz_12", "zz_13"]);
    assert_eq!(names(&start("zz_1"), 2)?, ["zz_1", "zz_12"]);
    assert_eq!(names(&start("zz_14"), 5)?, [""; 0]);
    for (text, expected) in [
        ("sndk_dev_…zz-1", vec!["zz-1"]),
        ("sndk_dev_…zy", vec!["zy"]),
        ("sndk_dev_…newest", vec!["zy"]),
        ("sndk_dev_…", vec![]),
    ] {
        assert_eq!(names(&hint(text), 5)?, expected, "{text}");
    }
    Ok(())
}

/// The whole trail is read page by page, newest first: lines of every organization, of accounts, and of neither.
pub fn the_whole_trail_is_listed(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let (one, other) = (opened(&*store)?, opened(&*store)?);
    let mut lines = vec![
        in_organization(&one.organization.id),
        in_organization(&other.organization.id),
        to_account(&one),
        audit(),
    ];
    lines[3].action = AuditAction::LoginFailed.into();
    for line in &lines {
        store.record(line)?;
    }
    let ids = |filter: &AuditFilter, limit| -> Result<Vec<_>, StoreError> {
        let list = |page: &Pagination<_>| store.all_audit_events(filter, page);
        let (ids, _) = walk(limit, list, |event| &event.id)?;
        Ok(ids)
    };
    for limit in [1, 2, 1000] {
        let listed = ids(&AuditFilter::default(), limit)?;
        let mut expected = world.audit_ids();
        expected.sort_by(|one, other| other.cmp(one));
        assert_eq!(listed, expected, "limit {limit}");
    }
    let filter = AuditFilter {
        action: Some(AuditAction::LoginFailed),
        ..AuditFilter::default()
    };
    assert_eq!(ids(&filter, 1)?, [lines[3].id.clone()]);
    let moment = AuditFilter {
        since: Some(lines[2].at),
        until: Some(lines[2].at + TimeDelta::microseconds(1)),
        ..AuditFilter::default()
    };
    let found = store.all_audit_events(&moment, &Pagination::first())?.items;
    assert_eq!(found, [lines[2].clone()]);
    Ok(())
}
