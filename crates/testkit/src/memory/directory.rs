use sendook_domain::entities::{ApiKey, AuditEvent, KeyWithDigests, Organization, Role, User};
use sendook_domain::ports::{
    AuditFilter, Directory, ExportedPerson, KeyFilter, KeyReference, Page, Pagination, StoreError,
};
use sendook_domain::values::{Id, PersonName};

use super::paging::page_of;
use super::state::{Membership, State};
use super::{MemoryStore, audit_trail};

impl Directory for MemoryStore {
    fn all_users(&self, text: &str, page: &Pagination<User>) -> Result<Page<User>, StoreError> {
        let state = self.begin()?;
        let users = state.users.values().map(|(user, _)| user);
        let searched = |user: &User| {
            let last_name = user.last_name.as_ref().map_or("", PersonName::as_str);
            [user.email.key(), user.first_name.as_str(), last_name].join(" ")
        };
        let wanted = |user: &User| contains(&searched(user), text);
        Ok(page_of(users, page, |user| &user.id, wanted))
    }

    fn all_organizations(
        &self,
        text: &str,
        page: &Pagination<Organization>,
    ) -> Result<Page<Organization>, StoreError> {
        let state = self.begin()?;
        let wanted = |one: &Organization| contains(one.name.as_str(), text);
        Ok(page_of(
            state.organizations.values(),
            page,
            |one| &one.id,
            wanted,
        ))
    }

    fn exported_people(
        &self,
        owners: bool,
        page: &Pagination<User>,
    ) -> Result<Page<ExportedPerson, User>, StoreError> {
        let state = self.begin()?;
        let newest_first = state.users.values().rev();
        let people = newest_first.map(|(user, hash)| ExportedPerson {
            user: user.clone(),
            password_hash: hash.clone(),
            membership: first_membership(&state, &user.id),
        });
        let is_owner = |person: &ExportedPerson| {
            let role = person.membership.as_ref().map(|(_, role)| *role);
            role.is_none_or(|role| role == Role::Owner)
        };
        let wanted = people.filter(|person| is_owner(person) == owners);
        Ok(page.of_all(wanted.collect(), |person| &person.user.id))
    }

    fn organization(&self, id: &Id<Organization>) -> Result<Option<Organization>, StoreError> {
        Ok(self.begin()?.organizations.get(id).cloned())
    }

    fn members(&self, organization: &Id<Organization>) -> Result<Vec<(User, Role)>, StoreError> {
        let state = self.begin()?;
        let members = state
            .members
            .iter()
            .filter(|((_, one), _)| one == organization);
        let member = |((user, _), membership): (&(Id<User>, _), &Membership)| {
            let (user, _) = state.users.get(user)?;
            Some((user.clone(), membership.role))
        };
        Ok(members.filter_map(member).collect())
    }

    fn all_keys(
        &self,
        filter: &KeyFilter,
        page: &Pagination<ApiKey>,
    ) -> Result<Page<ApiKey>, StoreError> {
        let state = self.begin()?;
        let keys = state.keys.values().map(|found| &found.key);
        let wanted = |key: &ApiKey| filter.admits(key);
        Ok(page_of(keys, page, |key| &key.id, wanted))
    }

    fn keys_referred_to(
        &self,
        reference: &KeyReference,
        most: u16,
    ) -> Result<Vec<ApiKey>, StoreError> {
        let state = self.begin()?;
        let fits = |found: &&KeyWithDigests| match reference {
            KeyReference::IdStart(start) => found.key.id.as_str().starts_with(start.as_str()),
            KeyReference::Hint(hint) => found.secrets().any(|(_, secret)| secret.hint == *hint),
        };
        let found = state.keys.values().filter(fits).take(most.into());
        Ok(found.map(|found| found.key.clone()).collect())
    }

    fn all_audit_events(
        &self,
        filter: &AuditFilter,
        page: &Pagination<AuditEvent>,
    ) -> Result<Page<AuditEvent>, StoreError> {
        let state = self.begin()?;
        let wanted = |event: &AuditEvent| audit_trail::passes(event, filter);
        Ok(audit_trail::page_of(&state, page, wanted))
    }
}

fn first_membership(state: &State, user: &Id<User>) -> Option<(Organization, Role)> {
    let mut organizations = state.organizations.values();
    organizations.find_map(|one| Some((one.clone(), state.role_of(user, &one.id)?)))
}

fn contains(text: &str, part: &str) -> bool {
    text.to_ascii_lowercase()
        .contains(&part.to_ascii_lowercase())
}
