//! An invitation is used once: by somebody with an account, or by somebody who is new.

use sendook_domain::authorization::admit;
use sendook_domain::entities::{PasswordHash, Role, StoredInvitation, User};
use sendook_domain::ports::{Acceptance, JoiningAccount, StoreError, Unique};
use sendook_domain::values::EmailAddress;

use super::World;
use super::inviting::{accept, an_invitation, kept};
use super::members::listed;
use super::support::{RUNNERS, at_once, audit, is_there, opened, unless_taken};
use crate::builders::{a_digest, a_session, a_user};

fn joining(email: &EmailAddress) -> JoiningAccount {
    let user = User {
        email: email.clone(),
        ..a_user()
    };
    JoiningAccount {
        password_hash: PasswordHash::new("$fake$hash".to_owned()),
        session: a_session(&user.id),
        mails: Vec::new(),
        user,
    }
}

/// Whoever accepts is a member at once, on every server, and the invitation is gone.
pub fn an_accepted_invitation_makes_a_member_once(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let (owner, guest) = (opened(&*store)?, opened(&*store)?);
    let new = an_invitation(&owner, &guest.user.email, Role::Admin);
    kept(&*store, &new)?;
    let event = audit();
    let judge = |stored: &StoredInvitation, email: &EmailAddress| {
        admit(stored, email, new.invitation.created_at).is_ok()
    };
    let organization = &owner.organization.id;
    let accepted = store.accept_invitation(&new.digest, &guest.user.id, &judge, &event)?;
    assert_eq!(accepted, Acceptance::Joined);
    let server = world.other_server();
    let found = server.membership(&guest.user.id, organization)?;
    assert_eq!(found, Some((owner.organization.clone(), Role::Admin)));
    assert_eq!(server.invitation_by_digest(&new.digest)?, None);
    let members = listed(&*server, organization)?;
    assert_eq!(members[0].joined_at, event.at);
    assert!(world.audit_ids().contains(&event.id));
    let again = accept(&*server, &new.digest, &guest.user, &audit())?;
    assert_eq!(again, Acceptance::Refused);
    Ok(())
}

/// What is judged unfit, a disabled account, a member and a token that is gone change nothing, and use nothing up.
pub fn a_refused_invitation_is_not_used_up(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let (owner, guest) = (opened(&*store)?, opened(&*store)?);
    let new = an_invitation(&owner, &guest.user.email, Role::Admin);
    kept(&*store, &new)?;
    let lines = || world.audit_ids().len();
    let before = lines();
    let (digest, user) = (&new.digest, &guest.user.id);
    let refused = store.accept_invitation(digest, user, &|_, _| false, &audit())?;
    assert_eq!(refused, Acceptance::Refused);
    let unknown = accept(&*store, &a_digest(), &guest.user, &audit())?;
    assert_eq!(unknown, Acceptance::Refused);
    let stranger = accept(&*store, digest, &a_user(), &audit())?;
    assert_eq!(stranger, Acceptance::Refused);
    assert_eq!(lines(), before);
    store.disable_user(user, &audit())?;
    let disabled = accept(&*store, digest, &guest.user, &audit())?;
    assert_eq!(disabled, Acceptance::Refused);
    store.enable_user(user, &audit())?;
    assert_eq!(
        accept(&*store, digest, &guest.user, &audit())?,
        Acceptance::Joined
    );
    Ok(())
}

/// Many accept one invitation at once, on two servers: one does.
pub fn an_invitation_accepted_at_once_is_accepted_once(
    world: &dyn World,
) -> Result<(), StoreError> {
    let store = world.store();
    let (owner, guest) = (opened(&*store)?, opened(&*store)?);
    let new = an_invitation(&owner, &guest.user.email, Role::Member);
    kept(&*store, &new)?;
    let accepted = at_once(world, |server| {
        accept(server, &new.digest, &guest.user, &audit())
    })?;
    let joined = accepted.iter().filter(|one| **one == Acceptance::Joined);
    assert_eq!((joined.count(), accepted.len()), (1, RUNNERS));
    Ok(())
}

/// A new person begins as a member, logged in, and the invitation is gone; with an address that is taken, or without an invitation
/// that is good, nothing is kept.
pub fn a_new_person_joins_once(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let owner = opened(&*store)?;
    let email = a_user().email;
    let new = an_invitation(&owner, &email, Role::Member);
    kept(&*store, &new)?;
    let (account, before) = (joining(&email), world.audit_ids().len());
    assert!(!store.join(&account, &a_digest(), &|_, _| true, &[audit()])?);
    assert!(!store.join(&account, &new.digest, &|_, _| false, &[audit()])?);
    let taken = store.join(
        &joining(&owner.user.email),
        &new.digest,
        &|_, _| true,
        &[audit()],
    );
    assert_eq!(unless_taken(taken, Unique::UserEmail)?, None);
    assert_eq!(store.user(&account.user.id)?, None);
    assert_eq!(world.audit_ids().len(), before);
    let lines = [audit(), audit()];
    assert!(store.join(&account, &new.digest, &|_, _| true, &lines)?);
    let server = world.other_server();
    let user = &account.user.id;
    assert_eq!(server.user(user)?.as_ref(), Some(&account.user));
    let organizations = server.memberships(user)?;
    assert_eq!(organizations, [(owner.organization.clone(), Role::Member)]);
    assert!(is_there(&*server, &account.session)?);
    let ids = world.audit_ids();
    assert!(lines.iter().all(|line| ids.contains(&line.id)));
    assert_eq!(server.invitation_by_digest(&new.digest)?, None);
    Ok(())
}

/// Many register by one invitation at once, on two servers: one does.
pub fn an_invitation_joined_at_once_is_joined_once(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let owner = opened(&*store)?;
    let email = a_user().email;
    let new = an_invitation(&owner, &email, Role::Member);
    kept(&*store, &new)?;
    let joined = at_once(world, |server| {
        let account = joining(&email);
        let joined = server.join(&account, &new.digest, &|_, _| true, &[audit()]);
        unless_taken(joined, Unique::UserEmail)
    })?;
    let joined = joined.iter().filter(|one| **one == Some(true));
    assert_eq!(joined.count(), 1);
    Ok(())
}
