//! Moving people here from other systems, and away to others.

mod import;
mod organizations;
mod person;
mod sendook;

use std::sync::Arc;

use crate::authorization::Operator;
use crate::entities::User;
use crate::inboxes::InboxService;
use crate::policies::SessionLifetimes;
use crate::ports::{
    Accounts, Directory, Imports, Issuer, Members, Page, Pagination, Ports, StoreError, Users,
};

pub use self::import::{Import, JudgedPerson, NotImported};
pub use self::person::{ImportedPerson, OrganizationReference};
pub use self::sendook::{LeftOut, Outcome, SendookDocument, SendookImport};
pub use crate::ports::ExportedPerson;

/// Imports and exports people.
pub struct ImportService {
    users: Arc<dyn Users>,
    accounts: Arc<dyn Accounts>,
    directory: Arc<dyn Directory>,
    members: Arc<dyn Members>,
    documents: Arc<dyn Imports>,
    issuer: Issuer,
    inboxes: InboxService,
    lifetimes: SessionLifetimes,
}

impl ImportService {
    pub(crate) fn new(
        ports: &Ports,
        issuer: Issuer,
        inboxes: InboxService,
        lifetimes: SessionLifetimes,
    ) -> Self {
        Self {
            users: ports.store.clone(),
            accounts: ports.store.clone(),
            directory: ports.store.clone(),
            members: ports.store.clone(),
            documents: ports.store.clone(),
            issuer,
            inboxes,
            lifetimes,
        }
    }

    /// Begins to import the people of one source.
    pub fn begin(&self, _: &Operator) -> Import<'_> {
        Import::new(self)
    }

    /// Begins to import another Sendook. `is_trial`: nothing is kept.
    pub fn begin_sendook(&self, _: &Operator, is_trial: bool) -> SendookImport<'_> {
        SendookImport::new(self, is_trial)
    }

    /// Lists what another system has to know of people: of those who own the organization that they have been in for the longest
    /// time, or are in none, or of all others.
    ///
    /// # Errors
    /// What the store reports.
    pub fn export(
        &self,
        _: &Operator,
        owners: bool,
        page: &Pagination<User>,
    ) -> Result<Page<ExportedPerson, User>, StoreError> {
        self.directory.exported_people(owners, page)
    }
}
