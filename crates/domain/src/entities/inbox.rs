use chrono::{DateTime, Utc};

use super::Organization;
use crate::values::{Id, IdKind, InboxAddress, InboxName};

/// An address at which an organization receives mail: the first resource that keys guard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inbox {
    /// Identifies the inbox; never changes.
    pub id: Id<Inbox>,
    /// The organization that owns it.
    pub organization_id: Id<Organization>,
    /// Its display name.
    pub name: Option<InboxName>,
    /// Unique across all organizations, regardless of letter case.
    pub address: InboxAddress,
    /// When it was created.
    pub created_at: DateTime<Utc>,
    /// When anything of this was last changed.
    pub updated_at: DateTime<Utc>,
}

impl IdKind for Inbox {
    const PREFIX: &'static str = "inbox";
}
