use sendook_domain::entities::{AuditEvent, Organization, Role, User};
use sendook_domain::ports::{Organizations, StoreError};
use sendook_domain::values::{Id, OrganizationName};

use super::MemoryStore;
use super::state::State;

fn membership(
    state: &State,
    user: &Id<User>,
    organization: &Id<Organization>,
) -> Option<(Organization, Role)> {
    let role = *state.members.get(&(user.clone(), organization.clone()))?;
    let organization = state.organizations.get(organization)?.clone();
    Some((organization, role))
}

impl Organizations for MemoryStore {
    fn membership(
        &self,
        user: &Id<User>,
        organization: &Id<Organization>,
    ) -> Result<Option<(Organization, Role)>, StoreError> {
        Ok(membership(&*self.begin()?, user, organization))
    }

    fn memberships(&self, user: &Id<User>) -> Result<Vec<(Organization, Role)>, StoreError> {
        let state = self.begin()?;
        let newest_first = state.organizations.keys().rev();
        Ok(newest_first
            .filter_map(|id| membership(&state, user, id))
            .collect())
    }

    fn rename_organization(
        &self,
        id: &Id<Organization>,
        name: &OrganizationName,
        audit: &AuditEvent,
    ) -> Result<Option<Organization>, StoreError> {
        let mut state = self.begin()?;
        let Some(organization) = state.organizations.get_mut(id) else {
            return Ok(None);
        };
        organization.name = name.clone();
        organization.updated_at = audit.at;
        let renamed = organization.clone();
        state.invalidate_keys_of(id);
        state.audit.push(audit.clone());
        Ok(Some(renamed))
    }
}
