use chrono::{DateTime, Utc};

use crate::values::{Id, IdKind, OrganizationName};

/// Who owns keys and inboxes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Organization {
    /// Names the organization for ever.
    pub id: Id<Organization>,
    /// What it is called; need not be unique.
    pub name: OrganizationName,
    /// When it came into being.
    pub created_at: DateTime<Utc>,
    /// When anything of this was last changed.
    pub updated_at: DateTime<Utc>,
}

impl IdKind for Organization {
    const PREFIX: &'static str = "org";
}
