use crate::entities::{Role, Scope};

/// What can be done in an organization.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Action {
    /// See the organization itself.
    ReadOrganization,
    /// Give it another name.
    RenameOrganization,
    /// List and read API keys.
    ReadKeys,
    /// Create, change and delete API keys.
    ManageKeys,
    /// List and read inboxes.
    ReadInboxes,
    /// Create inboxes.
    CreateInboxes,
    /// Delete inboxes.
    DeleteInboxes,
    /// Read the audit trail.
    ReadAudit,
    /// Ask what a credential of the organization stands for, and revoke it.
    IntrospectTokens,
}

impl Action {
    /// All of them.
    pub const ALL: [Self; 9] = [
        Self::ReadOrganization,
        Self::RenameOrganization,
        Self::ReadKeys,
        Self::ManageKeys,
        Self::ReadInboxes,
        Self::CreateInboxes,
        Self::DeleteInboxes,
        Self::ReadAudit,
        Self::IntrospectTokens,
    ];

    /// **The permission table**: the least role that a person needs, and the scope that a key needs.
    /// `None`: no key may, whatever its scopes.
    pub(super) fn needs(self) -> (Role, Option<Scope>) {
        match self {
            Self::ReadOrganization => (Role::Member, None),
            Self::RenameOrganization | Self::ReadAudit => (Role::Admin, None),
            Self::IntrospectTokens => (Role::Admin, Some(Scope::TokensIntrospect)),
            Self::ReadKeys => (Role::Member, Some(Scope::KeysRead)),
            Self::ManageKeys => (Role::Admin, Some(Scope::KeysWrite)),
            Self::ReadInboxes => (Role::Member, Some(Scope::InboxesRead)),
            Self::CreateInboxes | Self::DeleteInboxes => (Role::Member, Some(Scope::InboxesWrite)),
        }
    }
}
