use chrono::{DateTime, Utc};

use super::StoreError;
use crate::policies::SweepRecord;

/// Keeps what is known of the sweeps of a database, for all servers that share it.
pub trait Sweeps: Send + Sync {
    /// The current record, if any.
    fn sweep_record(&self) -> Result<Option<SweepRecord>, StoreError>;

    /// Replaces the record if it still is `before` (compare and swap), and returns whether it was.
    ///
    /// MUST be one conditional step: of two servers at once, one succeeds.
    fn replace_sweep_record(
        &self,
        before: Option<&SweepRecord>,
        after: &SweepRecord,
    ) -> Result<bool, StoreError>;

    /// Whether there is a session that expired before `expired` or was last used before `unused`, or an audit line from
    /// before `audited`.
    fn is_anything_due(
        &self,
        expired: DateTime<Utc>,
        unused: DateTime<Utc>,
        audited: DateTime<Utc>,
    ) -> Result<bool, StoreError>;
}
