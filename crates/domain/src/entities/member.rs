use chrono::{DateTime, Utc};

use super::{Role, User};

/// A person in an organization.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// Who it is.
    pub user: User,
    /// What they may do in the organization.
    pub role: Role,
    /// When they became a member.
    pub joined_at: DateTime<Utc>,
    /// Whether they have a second factor.
    pub has_second_factor: bool,
    /// When a session of theirs was last used, in whatever organization, as far as it is known. `None`: they never logged in.
    pub last_active_at: Option<DateTime<Utc>>,
}
