//! Moving people here from other systems, and away to others.

mod import;
mod organizations;
mod person;

use std::sync::Arc;

use crate::authorization::Operator;
use crate::entities::{Organization, PasswordHash, Role, User};
use crate::inboxes::InboxService;
use crate::ports::{Accounts, Directory, Issuer, Organizations, Ports, StoreError, Users};

pub use self::import::{Import, JudgedPerson, NotImported};
pub use self::person::{ImportedPerson, OrganizationReference};

/// Imports and exports people.
pub struct ImportService {
    users: Arc<dyn Users>,
    accounts: Arc<dyn Accounts>,
    directory: Arc<dyn Directory>,
    organizations: Arc<dyn Organizations>,
    issuer: Issuer,
    inboxes: InboxService,
}

/// What another system has to know of a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExportedPerson {
    /// The account.
    pub user: User,
    /// The password at rest.
    pub password_hash: PasswordHash,
    /// The organization that the person has been in for the longest time, and what they are there.
    pub membership: Option<(Organization, Role)>,
}

impl ImportService {
    pub(crate) fn new(ports: &Ports, issuer: Issuer, inboxes: InboxService) -> Self {
        Self {
            users: ports.store.clone(),
            accounts: ports.store.clone(),
            directory: ports.store.clone(),
            organizations: ports.store.clone(),
            issuer,
            inboxes,
        }
    }

    /// Begins to import the people of one source.
    pub fn begin(&self, _: &Operator) -> Import<'_> {
        Import::new(self)
    }

    /// What another system has to know of a person. `None`: there is no such account any more.
    ///
    /// # Errors
    /// What the store reports.
    pub fn export(&self, _: &Operator, user: &User) -> Result<Option<ExportedPerson>, StoreError> {
        let Some((user, password_hash)) = self.users.user_for_login(&user.email)? else {
            return Ok(None);
        };
        let membership = self.organizations.memberships(&user.id)?.pop();
        Ok(Some(ExportedPerson {
            user,
            password_hash,
            membership,
        }))
    }
}
