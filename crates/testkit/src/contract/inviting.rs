//! How behaviours invite people and let them in.

use chrono::TimeDelta;
use sendook_domain::entities::{AuditEvent, Invitation, Role, User};
use sendook_domain::ports::{
    Acceptance, InvitationCreation, NewAccount, NewInvitation, Store, StoreError,
};
use sendook_domain::values::{Digest, EmailAddress};

use super::support::audit;
use crate::builders::{a_digest, a_moment, an_id};

/// An invitation by the owner of an account to its organization, for a week.
pub(super) fn an_invitation(by: &NewAccount, email: &EmailAddress, role: Role) -> NewInvitation {
    let at = a_moment();
    NewInvitation {
        invitation: Invitation {
            id: an_id(),
            organization_id: by.organization.id.clone(),
            email: email.clone(),
            role,
            created_by: by.user.id.clone(),
            created_at: at,
            expires_at: at + TimeDelta::days(7),
        },
        digest: a_digest(),
        mails: Vec::new(),
    }
}

/// Keeps an invitation.
pub(super) fn kept(store: &dyn Store, new: &NewInvitation) -> Result<(), StoreError> {
    assert_eq!(store.invite(new, &audit(), None)?, InvitationCreation::Kept);
    Ok(())
}

/// Accepts whatever it is for.
pub(super) fn accept(
    store: &dyn Store,
    digest: &Digest,
    user: &User,
    audit: &AuditEvent,
) -> Result<Acceptance, StoreError> {
    store.accept_invitation(digest, &user.id, &|_, _| true, audit)
}

/// Makes a person a member by an invitation of the organization's first owner.
pub(super) fn joined(
    store: &dyn Store,
    owner: &NewAccount,
    user: &User,
    role: Role,
) -> Result<(), StoreError> {
    let new = an_invitation(owner, &user.email, role);
    kept(store, &new)?;
    let accepted = accept(store, &new.digest, user, &audit())?;
    assert_eq!(accepted, Acceptance::Joined);
    Ok(())
}
