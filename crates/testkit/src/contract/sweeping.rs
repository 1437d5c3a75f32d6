use chrono::{DateTime, TimeDelta, Utc};
use sendook_domain::ports::{Store, StoreError};

use super::World;
use super::support::at_once;

/// A moment long before everything that the builders make: 2023-11-14T22:13:20Z.
pub(super) const CUT: DateTime<Utc> = match DateTime::from_timestamp(1_700_000_000, 0) {
    Some(cut) => cut,
    None => DateTime::UNIX_EPOCH,
};

/// The resolution of stored times.
pub(super) const MOMENT: TimeDelta = TimeDelta::microseconds(1);

/// Lets many sweep until nothing is left, and returns how many rows they deleted together.
pub(super) fn sweep_at_once(
    world: &dyn World,
    sweep: impl Fn(&dyn Store) -> Result<usize, StoreError> + Sync,
) -> Result<usize, StoreError> {
    let swept = at_once(world, |store| {
        let mut swept = 0;
        loop {
            match sweep(store) {
                Ok(0) => return Ok(swept),
                Ok(count) => swept += count,
                Err(error) => return Err(error),
            }
        }
    })?;
    Ok(swept.into_iter().sum())
}
