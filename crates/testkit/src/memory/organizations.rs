use chrono::{DateTime, Utc};
use sendook_domain::entities::{AuditEvent, Organization, RememberedAnswer, Role, User};
use sendook_domain::ports::{OrganizationChange, Organizations, StoreError};
use sendook_domain::values::Id;

use super::MemoryStore;
use super::state::State;

fn membership(
    state: &State,
    user: &Id<User>,
    organization: &Id<Organization>,
) -> Option<(Organization, Role)> {
    let role = state.role_of(user, organization)?;
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

    fn create_organization(
        &self,
        organization: &Organization,
        owner: &Id<User>,
        audit: &AuditEvent,
        answer: Option<&RememberedAnswer>,
    ) -> Result<(), StoreError> {
        let mut state = self.begin()?;
        state.check_answer(answer)?;
        state.remember(answer);
        state.insert_organization(organization, owner);
        state.audit.push(audit.clone());
        Ok(())
    }

    fn delete_organization(
        &self,
        id: &Id<Organization>,
        audit: &AuditEvent,
    ) -> Result<Option<Organization>, StoreError> {
        let mut state = self.begin()?;
        if !state.organizations.contains_key(id) {
            return Ok(None);
        }
        state.invalidate_keys_of(id);
        state.keys.retain(|_, key| key.key.organization_id != *id);
        state.end_orphaned_run_tokens();
        let State {
            keys,
            key_usage,
            organization_usage,
            inboxes,
            members,
            invitations,
            ..
        } = &mut *state;
        key_usage.retain(|(key, _), _| keys.contains_key(key));
        organization_usage.retain(|(organization, _), _| organization != id);
        inboxes.retain(|_, inbox| inbox.organization_id != *id);
        invitations.retain(|_, open| open.invitation.organization_id != *id);
        members.retain(|(_, organization), _| organization != id);
        state.audit.push(audit.clone());
        state.key_ends_told.remove(id);
        Ok(state.organizations.remove(id))
    }

    fn change_organization(
        &self,
        id: &Id<Organization>,
        change: &OrganizationChange,
        now: DateTime<Utc>,
        audit: &[AuditEvent],
    ) -> Result<Option<Organization>, StoreError> {
        let mut state = self.begin()?;
        let Some(organization) = state.organizations.get_mut(id) else {
            return Ok(None);
        };
        if let Some(name) = &change.name {
            organization.name = name.clone();
        }
        if let Some(required) = change.requires_second_factor {
            organization.requires_second_factor = required;
        }
        organization.updated_at = now;
        let changed = organization.clone();
        state.invalidate_keys_of(id);
        state.audit.extend_from_slice(audit);
        Ok(Some(changed))
    }
}

impl State {
    /// Keeps an organization with its owner.
    pub(super) fn insert_organization(&mut self, organization: &Organization, owner: &Id<User>) {
        let id = organization.id.clone();
        self.insert_member(owner, &id, Role::Owner, organization.created_at);
        self.organizations.insert(id, organization.clone());
    }
}
