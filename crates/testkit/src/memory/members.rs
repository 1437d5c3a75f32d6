use chrono::{DateTime, Utc};
use sendook_domain::entities::{AuditEvent, Member, Organization, Role, User};
use sendook_domain::ports::{
    DecideMember, MemberUpdate, Members, Page, Pagination, Standing, StoreError,
};
use sendook_domain::values::Id;

use super::MemoryStore;
use super::paging::page_of;
use super::state::{Membership, State};

impl MemoryStore {
    /// Makes a person a member of an organization, or gives a member another role, whoever may do so.
    pub fn set_role(&self, user: &Id<User>, organization: &Id<Organization>, role: Role) {
        let mut inner = self.inner.lock();
        let now = DateTime::UNIX_EPOCH;
        inner.state.insert_member(user, organization, role, now);
    }

    /// Takes a person out of an organization, whoever may do so.
    pub fn remove_member(&self, user: &Id<User>, organization: &Id<Organization>) {
        let member = (user.clone(), organization.clone());
        self.inner.lock().state.members.remove(&member);
    }
}

impl Members for MemoryStore {
    fn members_of(
        &self,
        organization: &Id<Organization>,
        page: &Pagination<User>,
    ) -> Result<Page<Member, User>, StoreError> {
        let state = self.begin()?;
        let newest_first = state.users.keys().rev();
        let members = newest_first.filter_map(|user| state.member(user, organization));
        Ok(page.of_all(members.collect(), |member| &member.user.id))
    }

    fn members_without_second_factor(
        &self,
        organization: &Id<Organization>,
        page: &Pagination<User>,
    ) -> Result<Page<User>, StoreError> {
        let state = self.begin()?;
        let people = state.users.values().map(|(user, _)| user);
        Ok(page_of(
            people,
            page,
            |user| &user.id,
            |user| state.role_of(&user.id, organization).is_some() && !state.has_factor(&user.id),
        ))
    }

    fn people_of_role(
        &self,
        organization: &Id<Organization>,
        least: Role,
    ) -> Result<Vec<User>, StoreError> {
        let state = self.begin()?;
        let people = state.users.keys();
        let members = people.filter_map(|user| state.member(user, organization));
        let told =
            members.filter(|member| member.role.is_at_least(least) && !member.user.is_disabled());
        Ok(told.map(|member| member.user).collect())
    }

    fn update_member(
        &self,
        organization: &Id<Organization>,
        user: &Id<User>,
        decide: &mut DecideMember<'_>,
        audit: &AuditEvent,
    ) -> Result<Option<Member>, StoreError> {
        let mut state = self.begin()?;
        let Some(before) = state.member(user, organization) else {
            return Ok(None);
        };
        let standing = Standing {
            role: before.role,
            is_last_owner: before.role == Role::Owner && state.owners(organization) < 2,
        };
        let update = decide(standing);
        let after = match update {
            MemberUpdate::Unchanged => return Ok(Some(before)),
            MemberUpdate::Role(role) => {
                state.insert_member(user, organization, role, before.joined_at);
                Member { role, ..before }
            }
            MemberUpdate::Removed => {
                let member = (user.clone(), organization.clone());
                state.members.remove(&member);
                before
            }
        };
        state.invitations.retain(|_, open| {
            let made = &open.invitation;
            made.organization_id != *organization
                || made.created_by != *user
                || !update.ends_invitation_to(made.role)
        });
        state.audit.push(update.line(standing.role, audit));
        Ok(Some(after))
    }
}

impl State {
    pub(super) fn insert_member(
        &mut self,
        user: &Id<User>,
        organization: &Id<Organization>,
        role: Role,
        joined_at: DateTime<Utc>,
    ) {
        let member = (user.clone(), organization.clone());
        let membership = Membership { role, joined_at };
        self.members.insert(member, membership);
    }

    pub(super) fn role_of(&self, user: &Id<User>, organization: &Id<Organization>) -> Option<Role> {
        let member = (user.clone(), organization.clone());
        self.members.get(&member).map(|membership| membership.role)
    }

    fn member(&self, user: &Id<User>, organization: &Id<Organization>) -> Option<Member> {
        let membership = *self.members.get(&(user.clone(), organization.clone()))?;
        let (found, _) = self.users.get(user)?;
        let sessions = self.sessions.newest_first();
        let own = sessions.filter(|session| session.user_id == *user);
        Some(Member {
            user: found.clone(),
            role: membership.role,
            joined_at: membership.joined_at,
            has_second_factor: self.has_factor(user),
            last_active_at: own
                .map(|session| session.last_used_at)
                .chain(self.last_active.get(user).copied())
                .max(),
        })
    }

    fn owners(&self, organization: &Id<Organization>) -> usize {
        let owns = |((_, one), membership): &(&(_, Id<Organization>), &Membership)| {
            one == organization && membership.role == Role::Owner
        };
        self.members.iter().filter(owns).count()
    }
}
