use chrono::{DateTime, Utc};

use crate::values::{Id, IdKind, OrganizationName};

/// The owner of keys and inboxes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Organization {
    /// Identifies the organization; never changes.
    pub id: Id<Organization>,
    /// What it is called; need not be unique.
    pub name: OrganizationName,
    /// Whether its members need a second factor to reach it.
    pub requires_second_factor: bool,
    /// When it was created.
    pub created_at: DateTime<Utc>,
    /// When anything of this was last changed.
    pub updated_at: DateTime<Utc>,
}

impl IdKind for Organization {
    const PREFIX: &'static str = "org";
}
