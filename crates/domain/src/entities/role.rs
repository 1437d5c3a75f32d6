/// What a person may do in an organization. See [`crate::authorization`] for what each role allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Role {
    /// Registered it, or was given it.
    Owner,
    /// Manages it for the owner.
    Admin,
    /// Reads everything and manages inboxes.
    Member,
}

/// A text that names no role.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("The role is one of owner, admin and member.")]
pub struct UnknownRole;

impl Role {
    /// All of them, the most powerful first.
    pub const ALL: [Self; 3] = [Self::Owner, Self::Admin, Self::Member];

    /// Reads the name that clients and stores use.
    ///
    /// # Errors
    /// [`UnknownRole`] for any other text.
    pub fn parse(text: &str) -> Result<Self, UnknownRole> {
        Self::ALL
            .into_iter()
            .find(|role| role.as_str() == text)
            .ok_or(UnknownRole)
    }

    /// The name that clients and stores use.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Owner => "owner",
            Self::Admin => "admin",
            Self::Member => "member",
        }
    }
}
