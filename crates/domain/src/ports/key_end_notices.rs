use std::ops::Range;

use chrono::{DateTime, NaiveDate, Utc};

use super::StoreError;
use crate::entities::{ApiKey, Organization, OutgoingMail};
use crate::values::{Id, OrganizationName};

/// Finds keys that end soon, and keeps which organizations have been told of theirs.
pub trait KeyEndNotices: Send + Sync {
    /// Lists the enabled keys of all organizations that expire in a time, those that expire first before the others; of two that
    /// expire together, the older one first. `after`: only what comes after this one in that order. `limit` at most.
    fn ending_keys(
        &self,
        within: &Range<DateTime<Utc>>,
        after: Option<&KeyEnd>,
        limit: u16,
    ) -> Result<Vec<EndingKey>, StoreError>;

    /// Notes that an organization was told `today`, and keeps the mails, if it was last told on the day `before`. Returns whether it
    /// did; `false`: somebody else has told it since, or it is gone, and nothing was kept.
    ///
    /// MUST be one conditional step: of two servers at once, one tells.
    fn note_key_ends_told(
        &self,
        organization: &Id<Organization>,
        before: Option<NaiveDate>,
        today: NaiveDate,
        mails: &[OutgoingMail],
    ) -> Result<bool, StoreError>;
}

/// The place of a key in the order of ends.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct KeyEnd {
    /// When it expires.
    pub at: DateTime<Utc>,
    /// Which key.
    pub id: Id<ApiKey>,
}

/// A key that ends soon.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EndingKey {
    /// When, and which.
    pub end: KeyEnd,
    /// Whose key it is.
    pub organization_id: Id<Organization>,
    /// What that is called.
    pub organization_name: OrganizationName,
    /// On which day in UTC that was last told of its keys.
    pub told_on: Option<NaiveDate>,
}
