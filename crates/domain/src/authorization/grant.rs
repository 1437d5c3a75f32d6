use std::marker::PhantomData;

use chrono::{DateTime, Utc};

use super::membership::Membership;
use super::operator::Operator;
use super::permissions::{Permission, Policy, RolePolicy, ScopePolicy};
use crate::authentication::ApiKeyPrincipal;
use crate::denial::Denial;
use crate::entities::{Actor, ApiKey, InboxScope, Organization, RequestLimits, ScopeSet, User};
use crate::values::Id;

/// A permission to do `A` that was given: who acts in which organization, and how far. Use cases take one, so that
/// a caller who forgot to ask has nothing to hand over, and one who asked for something else does not compile:
///
/// ```
/// use sendook_domain::authorization::{Grant, permission::DeleteInboxes};
/// use sendook_domain::entities::{Inbox, ClientInfo};
/// use sendook_domain::inboxes::InboxService;
/// use sendook_domain::values::Id;
///
/// fn delete(inboxes: &InboxService, grant: &Grant<DeleteInboxes>, id: &Id<Inbox>, by: &ClientInfo) {
///     let _ = inboxes.delete(grant, id, by);
/// }
/// ```
///
/// ```compile_fail,E0308
/// use sendook_domain::authorization::{Grant, permission::ReadInboxes};
/// use sendook_domain::entities::{Inbox, ClientInfo};
/// use sendook_domain::inboxes::InboxService;
/// use sendook_domain::values::Id;
///
/// fn delete(inboxes: &InboxService, grant: &Grant<ReadInboxes>, id: &Id<Inbox>, by: &ClientInfo) {
///     let _ = inboxes.delete(grant, id, by); // expected `&Grant<DeleteInboxes>`
/// }
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grant<A> {
    organization_id: Id<Organization>,
    actor: Actor,
    scopes: ScopeSet,
    inboxes: InboxScope,
    limits: RequestLimits,
    ends_at: Option<DateTime<Utc>>,
    action: PhantomData<fn() -> A>,
}

impl<A: Permission> Grant<A> {
    /// What the role of a member allows: to who lacks the second factor that the organization requires, only to leave.
    ///
    /// # Errors
    /// [`Denial`] says why not.
    pub fn for_member(member: &Membership) -> Result<Self, Denial> {
        member.admitted_to(A::ACTION)?;
        RolePolicy.decide(&member.role(), &A::ACTION)?;
        let user = member.session().user_id();
        Ok(Self::without_limits(user, &member.organization().id))
    }

    /// An operator may do everything in every organization.
    pub fn for_operator(_: &Operator, organization: &Organization) -> Self {
        Self::full(Actor::Operator, &organization.id)
    }

    /// For a person limited only by the role: also for the founder of an organization, whose membership
    /// cannot be looked up yet.
    pub(crate) fn without_limits(user: &Id<User>, organization: &Id<Organization>) -> Self {
        Self::full(Actor::User(user.clone()), organization)
    }

    fn full(actor: Actor, organization: &Id<Organization>) -> Self {
        Self {
            organization_id: organization.clone(),
            actor,
            scopes: ScopeSet::full(),
            inboxes: InboxScope::All,
            limits: RequestLimits::default(),
            ends_at: None,
            action: PhantomData,
        }
    }

    /// Asks for a service.
    ///
    /// # Errors
    /// [`Denial`] says why not.
    pub fn for_key(holder: &ApiKeyPrincipal) -> Result<Self, Denial> {
        ScopePolicy.decide(holder, &A::ACTION)?;
        Ok(Self {
            organization_id: holder.organization_id().clone(),
            actor: holder.actor(),
            scopes: holder.scopes(),
            inboxes: holder.inboxes().clone(),
            limits: holder.limits().clone(),
            ends_at: holder.stored().key.expires_at,
            action: PhantomData,
        })
    }
}

impl<A> Grant<A> {
    /// Where it holds.
    pub fn organization_id(&self) -> &Id<Organization> {
        &self.organization_id
    }

    /// To whom it was given.
    pub fn actor(&self) -> &Actor {
        &self.actor
    }

    /// The inboxes within it.
    pub fn inboxes(&self) -> &InboxScope {
        &self.inboxes
    }

    /// Whether a key with these scopes, inboxes and limits, which ends then (`None`: never), reaches no further than this
    /// grant. Time is reach, too: whoever holds a key that expires could otherwise have one that does not.
    pub fn covers(
        &self,
        scopes: ScopeSet,
        inboxes: &InboxScope,
        limits: &RequestLimits,
        ends_at: Option<DateTime<Utc>>,
    ) -> bool {
        let lasts = self
            .ends_at
            .is_none_or(|own| ends_at.is_some_and(|end| end <= own));
        lasts
            && self.scopes.covers(scopes)
            && self.inboxes.covers(inboxes)
            && self.limits.cover(limits)
    }

    /// Whether this key reaches no further than this grant.
    pub(crate) fn covers_key(&self, key: &ApiKey) -> bool {
        self.covers(key.scopes, &key.inboxes, &key.limits, key.expires_at)
    }
}
