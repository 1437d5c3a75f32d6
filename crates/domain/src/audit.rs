//! The trail of what happened, for those who may read it.

use std::sync::Arc;

use crate::authorization::Grant;
use crate::authorization::permission::ReadAudit;
use crate::entities::AuditEvent;
use crate::ports::{AuditFilter, AuditTrail, Page, Pagination, StoreError};

/// Where owners and admins read the audit trail of their organization.
pub struct AuditService(pub(crate) Arc<dyn AuditTrail>);

impl AuditService {
    /// Lists the lines of an organization, newest first.
    ///
    /// # Errors
    /// What the store reports.
    pub fn list(
        &self,
        grant: &Grant<ReadAudit>,
        filter: &AuditFilter,
        page: &Pagination<AuditEvent>,
    ) -> Result<Page<AuditEvent>, StoreError> {
        self.0.audit_events(grant.organization_id(), filter, page)
    }
}
