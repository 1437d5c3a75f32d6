//! The trail of what happened, for those who may read it.

use crate::authorization::Grant;
use crate::authorization::permission::ReadAudit;
use crate::entities::AuditEvent;
use crate::ports::{AuditFilter, Page, Pagination, Ports, StoreError};

/// Where owners and admins read the audit trail of their organization.
pub struct AuditService(Ports);

impl AuditService {
    /// Works through the given ports.
    pub fn new(ports: Ports) -> Self {
        Self(ports)
    }

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
        self.0
            .store
            .audit_events(grant.organization_id(), filter, page)
    }
}
