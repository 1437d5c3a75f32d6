use chrono::{DateTime, Utc};

use super::{Page, Pagination, StoreError};
use crate::entities::{AuditAction, AuditEvent, Organization};
use crate::values::Id;

/// Keeps the audit trail. Lines that go with a change are written by the port that makes it, in the same
/// transaction; this one has the rest.
pub trait AuditTrail: Send + Sync {
    /// Writes one line that goes with no change.
    fn record(&self, event: &AuditEvent) -> Result<(), StoreError>;

    /// Lists the lines of an organization, newest first: those that happened in it, and those that happened
    /// to its members' accounts.
    fn audit_events(
        &self,
        organization: &Id<Organization>,
        filter: &AuditFilter,
        page: &Pagination<AuditEvent>,
    ) -> Result<Page<AuditEvent>, StoreError>;

    /// Deletes up to `limit` lines from before `until`. Returns how many it deleted. Safe to run on several
    /// servers at once.
    fn sweep_audit(&self, until: DateTime<Utc>, limit: u32) -> Result<usize, StoreError>;
}

/// Which lines to list. `None` does not restrict.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AuditFilter {
    /// Only of this action.
    pub action: Option<AuditAction>,
    /// Only from this moment on.
    pub since: Option<DateTime<Utc>>,
    /// Only from before this moment.
    pub until: Option<DateTime<Utc>>,
    /// Only what the person, key, run token, inbox or session with this id did, or what was done to them:
    /// [`AuditEvent::is_about`].
    pub about: Option<String>,
}
