use std::collections::HashMap;

use super::import::NotImported;
use super::{ImportService, OrganizationReference};
use crate::entities::Organization;
use crate::ports::StoreError;
use crate::values::{Id, OrganizationName};

/// The organizations that a source names, as far as they are there.
#[derive(Default)]
pub(super) struct NamedOrganizations {
    by_name: HashMap<Box<str>, Id<Organization>>,
    by_id: HashMap<Box<str>, Id<Organization>>,
}

impl NamedOrganizations {
    /// The one that is meant. `None`: it is not there yet.
    pub(super) fn find(
        &mut self,
        service: &ImportService,
        reference: &OrganizationReference,
    ) -> Result<Option<Id<Organization>>, NotImported> {
        if let Some(known) = self.known(reference) {
            return Ok(Some(known.clone()));
        }
        let found = match reference {
            OrganizationReference::Id(id, _) => service.directory.organization(id)?,
            OrganizationReference::Name(name) => named(service, name)?,
        };
        let id = found.map(|organization| organization.id);
        if let Some(id) = &id {
            self.note(reference, id);
        }
        Ok(id)
    }

    /// From now on, this is the one that is meant.
    pub(super) fn note(&mut self, reference: &OrganizationReference, id: &Id<Organization>) {
        match reference {
            OrganizationReference::Id(named, _) => {
                self.by_id.insert(named.as_str().into(), id.clone())
            }
            OrganizationReference::Name(name) => {
                self.by_name.insert(name.as_str().into(), id.clone())
            }
        };
    }

    fn known(&self, reference: &OrganizationReference) -> Option<&Id<Organization>> {
        match reference {
            OrganizationReference::Id(id, _) => self.by_id.get(id.as_str()),
            OrganizationReference::Name(name) => self.by_name.get(name.as_str()),
        }
    }
}

/// The only organization that an import made under this name. Others of that name are nothing to go by: anybody can call one of theirs so,
/// and would own what is imported.
fn named(
    service: &ImportService,
    name: &OrganizationName,
) -> Result<Option<Organization>, NotImported> {
    let mut found = service.documents.organizations_imported_as(name, 2)?;
    let one = found.pop();
    if !found.is_empty() {
        return Err(NotImported::SeveralOrganizations);
    }
    Ok(one)
}

impl From<StoreError> for NotImported {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}
