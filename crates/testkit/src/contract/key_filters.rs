//! Lists of keys hold what the filter lets through, and nothing else.

use chrono::{DateTime, TimeDelta, Utc};
use sendook_domain::entities::{ApiKey, Organization};
use sendook_domain::ports::{KeyFilter, Pagination, StoreError};
use sendook_domain::values::Environment;
use sendook_domain::values::{Id, KeyName};

use super::KeyWorld;
use super::paging::walk;
use super::support::audit;
use crate::builders::{a_key, a_moment};

/// An organization with one key for each of these changes to an ordinary one.
pub(super) fn with_keys(
    world: &impl KeyWorld,
    changes: &[&dyn Fn(&mut ApiKey)],
) -> Result<Id<Organization>, StoreError> {
    let store = world.store();
    let organization = world.organization()?.id;
    for (number, change) in changes.iter().enumerate() {
        let mut new = a_key(&organization);
        new.key.name = KeyName::restore(number.to_string());
        change(&mut new.key);
        store.create_key(&new, &audit(), None)?;
    }
    Ok(organization)
}

/// The names of the keys that the filter lets through, oldest first.
fn names(
    world: &impl KeyWorld,
    organization: &Id<Organization>,
    filter: &KeyFilter,
) -> Result<Vec<String>, StoreError> {
    let listing = world
        .other_server()
        .keys(organization, filter, &Pagination::first())?;
    let newest_first = listing.items.into_iter();
    let names = newest_first.map(|key| key.name.as_str().to_owned());
    Ok(names.rev().collect())
}

/// Enabled ones, disabled ones, or both; their expiry does not matter.
pub fn keys_are_filtered_by_activity(world: &impl KeyWorld) -> Result<(), StoreError> {
    let organization = with_keys(
        world,
        &[&|_| {}, &|key| key.active = false, &|key| {
            key.expires_at = Some(DateTime::UNIX_EPOCH);
        }],
    )?;
    for (active, expected) in [
        (None, &["0", "1", "2"][..]),
        (Some(true), &["0", "2"]),
        (Some(false), &["1"]),
    ] {
        let filter = KeyFilter {
            active,
            ..KeyFilter::default()
        };
        assert_eq!(names(world, &organization, &filter)?, expected);
    }
    Ok(())
}

/// Keys of one environment.
pub fn keys_are_filtered_by_environment(world: &impl KeyWorld) -> Result<(), StoreError> {
    let organization = with_keys(
        world,
        &[
            &|key| key.environment = Environment::Production,
            &|key| key.environment = Environment::Staging,
            &|key| key.environment = Environment::Development,
            &|key| key.environment = Environment::Staging,
        ],
    )?;
    for (environment, expected) in [
        (Environment::Production, &["0"][..]),
        (Environment::Staging, &["1", "3"]),
        (Environment::Development, &["2"]),
    ] {
        let filter = KeyFilter {
            environment: Some(environment),
            ..KeyFilter::default()
        };
        assert_eq!(names(world, &organization, &filter)?, expected);
    }
    Ok(())
}

/// Three moments next to each other.
pub(super) fn around() -> [DateTime<Utc>; 3] {
    let (at, moment) = (a_moment(), TimeDelta::microseconds(1));
    [at - moment, at, at + moment]
}

/// Keys that were not used since a moment; those that never were are among them.
pub fn keys_are_filtered_by_last_use(world: &impl KeyWorld) -> Result<(), StoreError> {
    let [before, at, after] = around();
    let organization = with_keys(
        world,
        &[
            &|_| {},
            &|key| key.last_used_at = Some(before),
            &|key| key.last_used_at = Some(at),
            &|key| key.last_used_at = Some(after),
        ],
    )?;
    let filter = KeyFilter {
        unused_since: Some(at),
        ..KeyFilter::default()
    };
    assert_eq!(names(world, &organization, &filter)?, ["0", "1"]);
    Ok(())
}

/// Keys that expire before a moment; those that do not expire are not among them.
pub fn keys_are_filtered_by_expiry(world: &impl KeyWorld) -> Result<(), StoreError> {
    let [before, at, after] = around();
    let organization = with_keys(
        world,
        &[
            &|_| {},
            &|key| key.expires_at = Some(before),
            &|key| key.expires_at = Some(at),
            &|key| key.expires_at = Some(after),
        ],
    )?;
    let filter = KeyFilter {
        expires_before: Some(at),
        ..KeyFilter::default()
    };
    assert_eq!(names(world, &organization, &filter)?, ["1"]);
    Ok(())
}

/// The names that contain a text, of these.
pub(super) fn matches(
    world: &impl KeyWorld,
    organization: &Id<Organization>,
    text: &str,
) -> Result<Vec<String>, StoreError> {
    let filter = KeyFilter {
        name_contains: Some(text.to_owned()),
        ..KeyFilter::default()
    };
    names(world, organization, &filter)
}

/// An organization with one key for each of these names.
pub(super) fn named(world: &impl KeyWorld, names: &[&str]) -> Result<Id<Organization>, StoreError> {
    let renames = names
        .iter()
        .map(|name| |key: &mut ApiKey| key.name = KeyName::restore((*name).to_owned()));
    let renames: Vec<_> = renames.collect();
    let changes = renames.iter().map(|rename| rename as &dyn Fn(&mut ApiKey));
    with_keys(world, &changes.collect::<Vec<_>>())
}

/// Several filters let through what each of them does, and pages of every size give all of that, and nothing
/// else.
pub fn filters_hold_together_and_page_by_page(world: &impl KeyWorld) -> Result<(), StoreError> {
    let store = world.store();
    let organization = world.organization()?.id;
    let [before, at, after] = around();
    let mut wanted = Vec::new();
    for _ in 0..5 {
        for fault in 0..=5 {
            let mut new = a_key(&organization);
            let key = &mut new.key;
            key.name = KeyName::restore(if fault == 1 { "API" } else { "Batch" }.to_owned());
            key.active = fault != 2;
            key.environment = if fault == 3 {
                Environment::Staging
            } else {
                Environment::Development
            };
            key.last_used_at = (fault == 4).then_some(after);
            key.expires_at = (fault != 5).then_some(before);
            if fault == 0 {
                wanted.insert(0, key.id.clone());
            }
            store.create_key(&new, &audit(), None)?;
        }
    }
    let filter = KeyFilter {
        active: Some(true),
        environment: Some(Environment::Development),
        unused_since: Some(at),
        expires_before: Some(at),
        name_contains: Some("batch".to_owned()),
        created_by: None,
    };
    for (limit, pages) in [(1, 5), (2, 3), (5, 1), (1000, 1)] {
        let list = |page: &Pagination<ApiKey>| store.keys(&organization, &filter, page);
        let (ids, read) = walk(limit, list, |key| &key.id)?;
        assert_eq!((ids, read), (wanted.clone(), pages), "limit {limit}");
    }
    Ok(())
}

/// Read backwards, a list holds the same, from the given key on and not more than asked for.
pub fn a_list_is_read_backwards(world: &impl KeyWorld) -> Result<(), StoreError> {
    let store = world.store();
    let foreign = named(world, &["Billing"])?;
    let own = named(world, &["Bill 1", "other", "Bill 2", "Bill 3"])?;
    let bills = KeyFilter {
        name_contains: Some("bill".to_owned()),
        ..KeyFilter::default()
    };
    let listed = store.keys(&own, &bills, &Pagination::first())?.items;
    let mut ids: Vec<_> = listed.into_iter().map(|key| key.id).collect();
    ids.reverse();
    let read = |organization, from, limit| {
        world
            .other_server()
            .key_ids_from(organization, &bills, from, limit)
    };
    assert_eq!(read(&own, &ids[0], 1000)?, ids);
    assert_eq!(read(&own, &ids[0], 2)?, ids[..2]);
    assert_eq!(read(&own, &ids[1], 1000)?, ids[1..]);
    assert_eq!(read(&own, &ids[0], 0)?, []);
    assert_eq!(read(&foreign, &ids[0], 1000)?, []);
    store.delete_key(&own, &ids[1], &audit())?;
    assert_eq!(read(&own, &ids[1], 1000)?, ids[2..], "a place in an order");
    Ok(())
}

/// No filter finds a key of another organization.
pub fn a_filter_ends_at_the_organization(world: &impl KeyWorld) -> Result<(), StoreError> {
    let own = named(world, &["Own"])?;
    let foreign = named(world, &["Foreign"])?;
    let never_used = KeyFilter {
        unused_since: Some(a_moment()),
        ..KeyFilter::default()
    };
    assert_eq!(names(world, &own, &never_used)?, ["Own"]);
    assert_eq!(matches(world, &own, "o")?, ["Own"]);
    assert_eq!(matches(world, &foreign, "own")?, Vec::<String>::new());
    Ok(())
}
