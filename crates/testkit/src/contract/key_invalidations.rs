//! A change that makes a key grant less, or changes its answers, invalidates its secrets and no others.

use sendook_domain::entities::{ApiKey, DisabledReason, InboxScope, RequestLimits, Scope};
use sendook_domain::policies::EndRotation;
use sendook_domain::ports::StoreError;
use sendook_domain::values::Digest;
use sendook_domain::values::{KeyName, RateLimit};

use super::KeyWorld;
use super::invalidation::Follower;
use super::key_rotation_ends::end;
use super::support::{a_kept_key, audit, change as change_key, rotate};
use crate::builders::{a_moment, a_rotation, fifty_ranges};

/// Every field that can be changed invalidates, also where the change widens: a copy would be out of date.
pub fn a_changed_key_is_invalidated(world: &impl KeyWorld) -> Result<(), StoreError> {
    let store = world.store();
    let (kept, _neighbour) = (a_kept_key(world)?, a_kept_key(world)?);
    let mut follower = Follower::of_keys(world)?;
    let changes: [fn(&mut ApiKey); 13] = [
        |key| key.name = KeyName::restore("Renamed".to_owned()),
        |key| key.active = false,
        |key| key.active = true,
        |key| key.expires_at = Some(a_moment()),
        |key| key.disabled_reason = Some(DisabledReason::Leaked),
        |key| key.scopes = [Scope::InboxesRead].into_iter().collect(),
        |key| key.inboxes = InboxScope::Only(Vec::new()),
        |key| key.inboxes = InboxScope::All,
        |key| key.limits.rate = RateLimit::new(10, 60).ok(),
        |key| key.limits.rate = RateLimit::new(10, 61).ok(),
        |key| key.limits.rate = RateLimit::new(9, 61).ok(),
        |key| key.limits.allowed_ips = Some(fifty_ranges()),
        |key| key.limits = RequestLimits::default(),
    ];
    for change in changes {
        change_key(&*store, &kept.key, change, &audit())?;
        follower.expect(&[kept.digest], &[])?;
    }
    Ok(())
}

/// A rotation shortens the life of the old secret, its completion ends it, and its cancellation ends the new one.
pub fn a_rotated_key_is_invalidated(world: &impl KeyWorld) -> Result<(), StoreError> {
    let store = world.store();
    let kept = a_kept_key(world)?;
    let (key, old) = (&kept.key, kept.digest);
    let mut follower = Follower::of_keys(world)?;
    let turn = || -> Result<Digest, StoreError> {
        let rotation = a_rotation();
        rotate(&*store, key, &rotation)?;
        Ok(rotation.digest)
    };
    let refused = turn()?;
    follower.expect(&[old], &[refused])?;
    end(&*store, key, EndRotation::New, &audit())?;
    follower.expect(&[refused], &[old])?;
    let new = turn()?;
    follower.expect(&[old], &[new])?;
    end(&*store, key, EndRotation::Old, &audit())?;
    follower.expect(&[old], &[new])
}

/// A deleted key is invalidated with both of its secrets.
pub fn a_deleted_key_is_invalidated(world: &impl KeyWorld) -> Result<(), StoreError> {
    let store = world.store();
    let (kept, _neighbour) = (a_kept_key(world)?, a_kept_key(world)?);
    let key = &kept.key;
    let rotation = a_rotation();
    rotate(&*store, key, &rotation)?;
    let mut follower = Follower::of_keys(world)?;
    store.delete_key(&key.organization_id, &key.id, &audit())?;
    follower.expect(&[kept.digest, rotation.digest], &[])
}
