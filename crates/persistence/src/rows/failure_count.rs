use diesel::prelude::*;
use sendook_domain::policies::FailureCount;

use super::column::{CorruptRow, instant, micros, optional_instant};
use crate::schema::login_failures;

#[derive(Queryable, Insertable)]
#[diesel(table_name = login_failures, treat_none_as_default_value = false)]
pub(crate) struct FailureCountRow {
    failures: i64,
    since: i64,
    blocked_until: Option<i64>,
}

impl FailureCountRow {
    /// The count, unless the row is there only to be locked.
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
