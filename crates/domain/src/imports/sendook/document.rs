use chrono::{DateTime, Utc};

use crate::entities::{ApiKey, Inbox, Organization, PasswordHash, Session, User};
use crate::values::{Id, KeyName, Secret};

/// A document of Sendook's database, or a part of one.
#[derive(Debug, Clone)]
pub enum SendookDocument {
    /// A person, and the password at rest.
    User(Box<User>, PasswordHash),
    /// An organization.
    Organization(Organization),
    /// That a person is a member of an organization. Each such pair may be imported once. Members of one organization are equals there:
    /// here, the first of them who is imported owns it, and the others are admins.
    Member {
        /// Of which.
        organization_id: Id<Organization>,
        /// Who.
        user_id: Id<User>,
        /// Since when.
        joined_at: DateTime<Utc>,
    },
    /// An inbox.
    Inbox(Inbox),
    /// An API key, which reaches all of its organization.
    ApiKey {
        /// Its id.
        id: Id<ApiKey>,
        /// What it belongs to.
        organization_id: Id<Organization>,
        /// What people call it.
        name: KeyName,
        /// The key itself.
        secret: Secret,
        /// `false`: it is disabled.
        active: bool,
        /// When it was made.
        created_at: DateTime<Utc>,
        /// When it was last changed.
        updated_at: DateTime<Utc>,
    },
    /// An access token.
    AccessToken {
        /// Its id, which becomes that of its session.
        id: Id<Session>,
        /// Whom it belongs to.
        user_id: Id<User>,
        /// The token itself.
        secret: Secret,
        /// When the person logged in.
        created_at: DateTime<Utc>,
    },
}
