//! Which keys end soon.

use chrono::TimeDelta;
use sendook_domain::ports::StoreError;

use super::KeyWorld;
use super::key_filters::{around, with_keys};

/// Enabled keys that expire in a time come in the order of their ends, however many were made since, and those that end first if
/// not all are wanted.
pub fn keys_that_expire_come_in_the_order_of_their_ends(
    world: &impl KeyWorld,
) -> Result<(), StoreError> {
    let [before, at, after] = around();
    let organization = with_keys(
        world,
        &[
            &|_| {},
            &|key| key.expires_at = Some(before),
            &|key| key.expires_at = Some(after),
            &|key| key.expires_at = Some(at),
            &|key| (key.expires_at, key.active) = (Some(at), false),
            &|key| key.expires_at = Some(at),
        ],
    )?;
    with_keys(world, &[&|key| key.expires_at = Some(at)])?;
    for (within, limit, expected) in [
        (before..after, 9, &["1", "3", "5"][..]),
        (at..after + TimeDelta::days(1), 9, &["3", "5", "2"]),
        (before..after, 2, &["1", "3"]),
        (at..at, 9, &[]),
    ] {
        let other = world.other_server();
        let found = other.keys_that_expire(&organization, &within, limit)?;
        let found: Vec<_> = found.iter().map(|key| key.name.as_str()).collect();
        assert_eq!(found, expected, "{within:?}");
    }
    Ok(())
}
