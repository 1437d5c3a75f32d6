//! Which keys end soon, and who has been told of it.

use std::slice;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use sendook_domain::entities::{ApiKey, KeyWithDigests, Organization, Role};
use sendook_domain::ports::{Store, StoreError};
use sendook_domain::values::Id;

use super::World;
use super::inviting::joined;
use super::support::{RUNNERS, at_once, audit, in_organization, opened};
use super::sweeping::MOMENT;
use crate::builders::{a_key, a_late_moment, a_mail};

fn day(number: i32) -> NaiveDate {
    NaiveDate::from_epoch_days(20_000 + number).expect("a day of our time")
}

/// Keeps a key that ends then.
fn a_key_until(
    store: &dyn Store,
    organization: &Id<Organization>,
    end: Option<DateTime<Utc>>,
    active: bool,
) -> Result<ApiKey, StoreError> {
    let new = a_key(organization);
    let new = KeyWithDigests {
        key: ApiKey {
            expires_at: end,
            active,
            ..new.key
        },
        ..new
    };
    store.create_key(&new, &audit(), None)?;
    Ok(new.key)
}

/// The enabled keys of every organization that end in a time, in the order of their ends, page by page.
pub fn keys_that_end_are_listed_across_organizations(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let accounts = [opened(&*store)?, opened(&*store)?];
    let [here, there] = accounts.each_ref().map(|one| &one.organization);
    let (from, until) = (a_late_moment(), a_late_moment() + TimeDelta::days(8));
    let make = |organization: &Organization, end, active| {
        a_key_until(&*store, &organization.id, end, active)
    };
    let last = make(there, Some(until - MOMENT), true)?;
    let [first, second] = [here, there].map(|one| make(one, Some(from), true));
    let between = make(here, Some(from + MOMENT), true)?;
    for (end, active) in [
        (None, true),
        (Some(from - MOMENT), true),
        (Some(until), true),
        (Some(from + MOMENT), false),
    ] {
        make(here, end, active)?;
    }
    let expected = [first?, second?, between, last].map(|key| key.id);
    for limit in [1, 2, 3, 9] {
        let (mut found, mut after) = (Vec::new(), None);
        loop {
            let page = world
                .other_server()
                .ending_keys(&(from..until), after.as_ref(), limit)?;
            assert!(page.len() <= usize::from(limit));
            let Some(one) = page.last() else { break };
            after = Some(one.end.clone());
            found.extend(page);
        }
        let ids: Vec<_> = found.iter().map(|one| one.end.id.clone()).collect();
        assert_eq!(ids, expected, "{limit} at a time");
        assert_eq!(found[0].organization_id, here.id);
        assert_eq!(found[0].organization_name, here.name);
        assert!(found.iter().all(|one| one.told_on.is_none()));
    }
    Ok(())
}

/// An organization is told once on a day, with its mails, by whoever knows when it was told before.
pub fn an_organization_is_told_once_a_day(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let account = opened(&*store)?;
    let organization = &account.organization.id;
    let now = a_late_moment();
    a_key_until(&*store, organization, Some(now), true)?;
    let tell = |before: Option<i32>, today| {
        let mail = a_mail(&account.user.email);
        let before = before.map(day);
        store.note_key_ends_told(organization, before, day(today), slice::from_ref(&mail))
    };
    let told_on = || {
        let found = world.other_server();
        let found = found.ending_keys(&(now..now + MOMENT), None, 9)?;
        Ok::<_, StoreError>(found[0].told_on)
    };
    let mut mails = 0;
    for (before, today, told) in [
        (Some(6), 7, false),
        (None, 7, true),
        (None, 7, false),
        (None, 8, false),
        (Some(7), 8, true),
        (Some(7), 8, false),
        (Some(8), 11, true),
    ] {
        assert_eq!(tell(before, today)?, told, "{before:?} {today}");
        mails += u64::from(told);
        assert_eq!(store.mail_backlog()?.waiting, mails);
    }
    assert_eq!(told_on()?, Some(day(11)));
    Ok(())
}

/// An organization that is gone is not told.
pub fn an_organization_that_is_gone_is_not_told(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let account = opened(&*store)?;
    let organization = &account.organization.id;
    assert!(store.note_key_ends_told(organization, None, day(1), &[])?);
    store.delete_organization(organization, &in_organization(organization))?;
    let mail = a_mail(&account.user.email);
    for before in [None, Some(day(1))] {
        let told = store.note_key_ends_told(organization, before, day(2), slice::from_ref(&mail));
        assert!(!told?);
    }
    assert_eq!(store.mail_backlog()?.waiting, 0);
    Ok(())
}

/// Of many on two servers that would tell an organization at once, one does: on the first day, and on a later one.
pub fn an_organization_told_at_once_is_told_once(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let account = opened(&*store)?;
    let organization = &account.organization.id;
    for (before, today) in [(None, day(1)), (Some(day(1)), day(2))] {
        let told = at_once(world, |store| {
            let mail = a_mail(&account.user.email);
            store.note_key_ends_told(organization, before, today, slice::from_ref(&mail))
        })?;
        assert_eq!(told.len(), RUNNERS);
        assert_eq!(told.into_iter().filter(|told| *told).count(), 1);
    }
    assert_eq!(store.mail_backlog()?.waiting, 2);
    Ok(())
}

/// Those with a role or a more powerful one whose accounts are enabled, and nobody of another organization.
pub fn people_of_a_role_are_those_who_can_be_told(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let founder = opened(&*store)?;
    let [second, admin, member] = [opened(&*store)?, opened(&*store)?, opened(&*store)?];
    let organization = &founder.organization.id;
    for (person, role) in [
        (&second, Role::Owner),
        (&admin, Role::Admin),
        (&member, Role::Member),
    ] {
        joined(&*store, &founder, &person.user, role)?;
    }
    let people = |role| world.other_server().people_of_role(organization, role);
    assert_eq!(
        people(Role::Owner)?,
        [founder.user.clone(), second.user.clone()]
    );
    store.disable_user(&founder.user.id, &audit())?;
    assert_eq!(people(Role::Admin)?, [second.user, admin.user]);
    Ok(())
}
