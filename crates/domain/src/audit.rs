//! The trail of what happened, for those who may read it.

use crate::authorization::Grant;
use crate::authorization::permission::ReadAudit;
use crate::entities::AuditEvent;
use crate::ports::{AuditFilter, Listing, Page, Ports, StoreError};

/// Where owners and admins read the audit trail of their organization.
pub struct AuditDesk(Ports);

impl AuditDesk {
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
        page: &Page<AuditEvent>,
    ) -> Result<Listing<AuditEvent>, StoreError> {
        self.0
            .store
            .audit_events(grant.organization_id(), filter, page)
    }
}
