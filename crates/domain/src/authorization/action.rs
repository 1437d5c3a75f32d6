use crate::entities::{Role, Scope};

/// An [`Action`] as a type, so that a [`Grant`](super::Grant) says what it allows. The types are those of
/// [`permission`].
pub trait Permission: 'static {
    /// What may be done.
    const ACTION: Action;
}

/// Makes of one list the actions, a list of all of them, and a type for each.
macro_rules! actions {
    ($($(#[doc = $doc:literal])* $name:ident,)*) => {
        /// What can be done in an organization.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Action {
            $($(#[doc = $doc])* $name,)*
        }

        impl Action {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$name,)*];
        }

        /// The actions as types: [`Grant<ReadInboxes>`](super::Grant) allows [`Action::ReadInboxes`] and nothing else.
        pub mod permission {
            use super::{Action, Permission};

            $(
                $(#[doc = $doc])*
                #[derive(Debug, Clone, Copy, PartialEq, Eq)]
                pub struct $name;

                impl Permission for $name {
                    const ACTION: Action = Action::$name;
                }
            )*
        }
    };
}

actions! {
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
