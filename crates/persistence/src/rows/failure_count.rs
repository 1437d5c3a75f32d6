use diesel::prelude::*;
use sendook_domain::policies::FailureCount;

use super::column::{CorruptRow, instant, micros, optional_instant};
use crate::schema::login_failures;

#[derive(Queryable, Insertable, AsChangeset, PartialEq, Eq)]
#[diesel(table_name = login_failures, treat_none_as_default_value = false, treat_none_as_null = true)]
pub(crate) struct FailureCountRow {
    failures: i64,
    since: i64,
    blocked_until: Option<i64>,
}

impl FailureCountRow {
    /// A row that is there to be locked, and counts nothing.
    #[cfg(feature = "postgres")]
    pub(crate) fn placeholder() -> Self {
        Self {
            failures: 0,
            since: 0,
            blocked_until: None,
        }
    }

    /// The count, unless the row is a placeholder.
    pub(crate) fn count(&self) -> Result<Option<FailureCount>, CorruptRow> {
        if self.failures == 0 {
            return Ok(None);
        }
        Ok(Some(FailureCount {
            failures: u32::try_from(self.failures).map_err(|_| CorruptRow("count"))?,
            since: instant(self.since)?,
            blocked_until: optional_instant(self.blocked_until)?,
        }))
    }
}

impl From<FailureCount> for FailureCountRow {
    fn from(count: FailureCount) -> Self {
        Self {
            failures: i64::from(count.failures),
            since: micros(&count.since),
            blocked_until: count.blocked_until.as_ref().map(micros),
        }
    }
}
