//! Lists of keys are filtered by who made them.

use sendook_domain::entities::KeyMaker;
use sendook_domain::ports::{KeyFilter, Pagination, StoreError};
use sendook_domain::values::KeyName;

use super::World;
use super::support::{audit, opened};
use crate::builders::{a_key, an_id};

/// Keys that a person made, or another key, which may be gone by then.
pub fn keys_are_filtered_by_their_maker(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let account = opened(&*store)?;
    let organization = &account.organization.id;
    let maker = account.api_key.key.id.clone();
    for (name, created_by) in [
        ("person", Some(KeyMaker::User(account.user.id.clone()))),
        ("key", Some(KeyMaker::Key(maker.clone()))),
        ("another", Some(KeyMaker::Key(an_id()))),
        ("nobody", None),
    ] {
        let mut new = a_key(organization);
        new.key.name = KeyName::restore(name.to_owned());
        new.key.created_by = created_by;
        store.create_key(&new, &audit(), None)?;
    }
    store.delete_key(organization, &maker, &audit())?;
    for (id, expected) in [
        (account.user.id.as_str(), "person"),
        (maker.as_str(), "key"),
    ] {
        let filter = KeyFilter {
            created_by: Some(id.to_owned()),
            ..KeyFilter::default()
        };
        let other = world.other_server();
        let listed = other.keys(organization, &filter, &Pagination::first())?;
        let names: Vec<_> = listed.items.iter().map(|key| key.name.as_str()).collect();
        assert_eq!(names, [expected]);
    }
    Ok(())
}
