use std::fmt;

use chrono::{DateTime, Utc};

use crate::values::{EmailAddress, Id, IdKind, PersonName};

/// A person who can log in. The password hash is kept apart, so that it cannot be shown by accident.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct User {
    /// Identifies the person; never changes.
    pub id: Id<User>,
    /// Unique regardless of letter case.
    pub email: EmailAddress,
    /// The first name.
    pub first_name: PersonName,
    /// The last name, if any.
    pub last_name: Option<PersonName>,
    /// When the person registered.
    pub created_at: DateTime<Utc>,
    /// When anything of this was last changed.
    pub updated_at: DateTime<Utc>,
    /// Since when the person cannot log in, because an operator disabled the account.
    pub disabled_at: Option<DateTime<Utc>>,
    /// Since when the e-mail address is known to be the person's.
    pub email_verified_at: Option<DateTime<Utc>>,
}

impl User {
    /// Whether an operator disabled the account: then no password is right.
    pub fn is_disabled(&self) -> bool {
        self.disabled_at.is_some()
    }
}

impl IdKind for User {
    const PREFIX: &'static str = "user";
}

/// A password at rest: a PHC string (Argon2id with its parameters, salt and output), or the hash of another system until the
/// person logs in for the first time.
#[derive(Clone, PartialEq, Eq)]
pub struct PasswordHash(Box<str>);

/// Stands where there is no password: no hash is written so.
const ABSENT: &str = "!";

impl PasswordHash {
    /// Takes over what a hasher made, or a store kept.
    pub fn new(text: String) -> Self {
        Self(text.into())
    }

    /// Of an account without a password: nobody can log in until a link sets one.
    pub fn absent() -> Self {
        Self(ABSENT.into())
    }

    /// Whether there is no password.
    pub fn is_absent(&self) -> bool {
        &*self.0 == ABSENT
    }

    /// The text, for a store and for verification.
    pub fn as_text(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for PasswordHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PasswordHash(…)")
    }
}
