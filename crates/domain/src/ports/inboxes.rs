use super::{Page, Pagination, StoreError};
use crate::entities::{AuditEvent, Inbox, InboxScope, Organization, RememberedAnswer};
use crate::values::Id;

/// Keeps inboxes. Every look-up takes the organization and the inboxes that the caller may reach: others cannot be found.
pub trait Inboxes: Send + Sync {
    /// Keeps a new inbox, and the [answer](super::RememberedAnswers) to the request for it.
    ///
    /// # Errors
    /// [`StoreError::Taken`] if the address is in use, in any organization and letter case; of the idempotency key
    /// rather than of the address, if both are.
    fn create_inbox(
        &self,
        inbox: &Inbox,
        audit: &AuditEvent,
        answer: Option<&RememberedAnswer>,
    ) -> Result<(), StoreError>;

    /// Lists the inboxes of an organization within reach, newest first.
    fn inboxes(
        &self,
        organization: &Id<Organization>,
        reach: &InboxScope,
        page: &Pagination<Inbox>,
    ) -> Result<Page<Inbox>, StoreError>;

    /// Finds one inbox of an organization.
    fn inbox(
        &self,
        organization: &Id<Organization>,
        reach: &InboxScope,
        id: &Id<Inbox>,
    ) -> Result<Option<Inbox>, StoreError>;

    /// Deletes one inbox and gives it back as it was. `None`: no such inbox. A key that was restricted to
    /// it MUST lose it, and reach none if it was the last.
    fn delete_inbox(
        &self,
        organization: &Id<Organization>,
        reach: &InboxScope,
        id: &Id<Inbox>,
        audit: &AuditEvent,
    ) -> Result<Option<Inbox>, StoreError>;
}
