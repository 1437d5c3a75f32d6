use chrono::{DateTime, Utc};

use crate::accounts::NewPerson;
use crate::entities::{Organization, PasswordHash, Role};
use crate::values::{Id, OrganizationName};

/// A person as another system knows them.
#[derive(Debug, Clone)]
pub struct ImportedPerson {
    /// Who it is.
    pub person: NewPerson,
    /// The password at rest; absent if a link is to set one.
    pub password_hash: PasswordHash,
    /// When the account was opened there. `None`: now.
    pub created_at: Option<DateTime<Utc>>,
    /// Whether the e-mail address is known to be the person's.
    pub email_verified: bool,
    /// Where the person belongs. `None`: in an organization of their own.
    pub organization: Option<OrganizationReference>,
    /// What the person is there. `None`: a member.
    pub role: Option<Role>,
}

/// How a source names an organization.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OrganizationReference {
    /// By its id, which it keeps, and the name that it gets if it is not there yet.
    Id(Id<Organization>, OrganizationName),
    /// By its name, exactly: the one that an import made under it. Any other is named by its id.
    Name(OrganizationName),
}
