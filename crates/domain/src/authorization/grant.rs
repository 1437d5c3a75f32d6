use super::{Action, Decision, Denial, Policy, RolePolicy, ScopePolicy};
use crate::entities::{
    Actor, InboxReach, KeyHolder, Membership, Organization, ScopeSet, User, UserSession,
};
use crate::values::Id;

/// A permission that was given: who acts in which organization, and how far. Use cases take one, so that
/// a caller who forgot to ask has nothing to hand over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grant {
    organization_id: Id<Organization>,
    actor: Actor,
    scopes: ScopeSet,
    inboxes: InboxReach,
}

impl Grant {
    /// Asks for a person.
    ///
    /// # Errors
    /// [`Denial`] says why not.
    pub fn for_member(
        session: &UserSession,
        membership: Option<&Membership>,
        action: Action,
    ) -> Result<Self, Denial> {
        let membership = membership.ok_or(Denial::NotAMember)?;
        match RolePolicy.decide(&membership.role, &action) {
            Decision::Deny(denial) => Err(denial),
            Decision::Allow => Ok(Self::without_limits(
                &session.user_id,
                &membership.organization.id,
            )),
        }
    }

    /// For a person whom nothing but the role limits: also for the founder of an organization, whom
    /// nobody can be asked about yet.
    pub(crate) fn without_limits(user: &Id<User>, organization: &Id<Organization>) -> Self {
        Self {
            organization_id: organization.clone(),
            actor: Actor::User(user.clone()),
            scopes: ScopeSet::full(),
            inboxes: InboxReach::All,
        }
    }

    /// Asks for a service.
    ///
    /// # Errors
    /// [`Denial`] says why not.
    pub fn for_key(holder: &KeyHolder, action: Action) -> Result<Self, Denial> {
        match ScopePolicy.decide(holder, &action) {
            Decision::Deny(denial) => Err(denial),
            Decision::Allow => Ok(Self {
                organization_id: holder.organization_id().clone(),
                actor: Actor::Key(holder.key_id().clone()),
                scopes: holder.scopes(),
                inboxes: holder.inboxes().clone(),
            }),
        }
    }

    /// Where it holds.
    pub fn organization_id(&self) -> &Id<Organization> {
        &self.organization_id
    }

    /// To whom it was given.
    pub fn actor(&self) -> &Actor {
        &self.actor
    }

    /// The inboxes within it.
    pub fn inboxes(&self) -> &InboxReach {
        &self.inboxes
    }

    /// Whether a key with these scopes and inboxes reaches no further than this grant.
    pub fn covers(&self, scopes: ScopeSet, inboxes: &InboxReach) -> bool {
        self.scopes.covers(scopes) && self.inboxes.covers(inboxes)
    }
}
