use chrono::NaiveDate;

use super::StoreError;
use crate::entities::{ApiKey, Organization, RequestsByDay};
use crate::values::Id;

/// Keeps how many requests there were on each day, of keys and of organizations. They are counted by
/// [`record_key_use`](super::ApiKeys::record_key_use).
pub trait UsageCounts: Send + Sync {
    /// How many requests one key of an organization made on each day from `since` on. `None`: no such key.
    fn requests_of_key(
        &self,
        organization: &Id<Organization>,
        id: &Id<ApiKey>,
        since: NaiveDate,
    ) -> Result<Option<RequestsByDay>, StoreError>;

    /// How many requests all keys of an organization made on each day from `since` on. MUST include keys that were
    /// deleted since.
    fn requests_of_organization(
        &self,
        organization: &Id<Organization>,
        since: NaiveDate,
    ) -> Result<RequestsByDay, StoreError>;

    /// Deletes up to `limit` counts of days before this one, of keys and of organizations, and returns how many it deleted.
    fn sweep_usage(&self, before: NaiveDate, limit: u32) -> Result<usize, StoreError>;
}
