use chrono::{DateTime, Utc};

use crate::entities::User;
use crate::values::{EmailAddress, Id, PersonName};

/// A person for whom an account is made.
#[derive(Debug, Clone)]
pub struct NewPerson {
    /// Unique regardless of letter case.
    pub email: EmailAddress,
    /// What the person is called.
    pub first_name: PersonName,
    /// Optional, as not everyone has one.
    pub last_name: Option<PersonName>,
}

impl NewPerson {
    /// The person as a user who begins now.
    pub(crate) fn into_user(self, id: Id<User>, now: DateTime<Utc>) -> User {
        User {
            id,
            email: self.email,
            first_name: self.first_name,
            last_name: self.last_name,
            created_at: now,
            updated_at: now,
            disabled_at: None,
            email_verified_at: None,
        }
    }
}
