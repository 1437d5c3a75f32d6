use chrono::{DateTime, TimeDelta, Utc};

use crate::policies::WindowLimit;
use crate::ports::{FailureKey, LoginFailures, StoreError};

/// Counts an attempt under a limit. A refusal, inside, says how long to wait; the attempt does not count then.
///
/// # Errors
/// What the store reports.
pub(crate) fn count_within(
    failures: &dyn LoginFailures,
    key: FailureKey,
    limit: WindowLimit,
    now: DateTime<Utc>,
) -> Result<Result<(), TimeDelta>, StoreError> {
    let mut refused = None;
    failures.update_failures(&[key], &mut |counts| {
        let before = counts.first().copied().flatten();
        let counted = limit.count(before, now);
        refused = counted.err();
        vec![counted.ok().or(before)]
    })?;
    Ok(refused.map_or(Ok(()), Err))
}
