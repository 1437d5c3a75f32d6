use crate::named::named;

named! {
    /// What a person may do in an organization. The most powerful comes first. See
    /// [`crate::authorization`] for what each role allows.
    pub enum Role, else UnknownRole {
        /// Registered it, or was given the role.
        Owner = "owner",
        /// Manages it for the owner.
        Admin = "admin",
        /// Reads everything and manages inboxes.
        Member = "member",
    }
}

impl Role {
    /// Whether it is this role, or a more powerful one.
    pub fn is_at_least(self, least: Self) -> bool {
        let rank = |wanted: Self| Self::ALL.iter().position(|role| *role == wanted);
        rank(self) <= rank(least)
    }
}

/// A text that names no role.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("The role is one of owner, admin and member.")]
pub struct UnknownRole;
