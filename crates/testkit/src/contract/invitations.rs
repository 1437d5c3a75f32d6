//! Invitations: one for each address, used once, and seen by what their makers are now.

use std::slice;

use sendook_domain::entities::{MailContent, OutgoingMail, Role, StoredInvitation};
use sendook_domain::ports::{
    Acceptance, InvitationCreation, MemberUpdate, NewAccount, Pagination, StoreError,
};
use sendook_domain::values::EmailAddress;

use super::World;
use super::factors::with_all;
use super::inviting::{accept, an_invitation, joined, kept};
use super::support::{at_once, audit, opened};
use super::sweeping::{CUT, MOMENT};
use crate::builders::{a_digest, a_factor, a_moment, a_user, an_id};

/// Every field comes back, by id, by digest and in the list, newest first; on every server, with an audit line and its mail.
pub fn every_field_of_an_invitation_comes_back(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let (owner, neighbour) = (opened(&*store)?, opened(&*store)?);
    kept(
        &*store,
        &an_invitation(&neighbour, &a_user().email, Role::Admin),
    )?;
    let mut expected = Vec::new();
    for role in Role::ALL {
        let mut new = an_invitation(&owner, &a_user().email, role);
        new.mails = vec![OutgoingMail {
            id: an_id(),
            recipient: new.invitation.email.clone(),
            content: MailContent::Invitation {
                invitation_id: new.invitation.id.clone(),
            },
            queued_at: a_moment(),
        }];
        let event = audit();
        assert_eq!(store.invite(&new, &event, None)?, InvitationCreation::Kept);
        assert!(world.audit_ids().contains(&event.id));
        let stored = StoredInvitation {
            invitation: new.invitation.clone(),
            organization: owner.organization.clone(),
            maker_role: Some(Role::Owner),
            maker_has_factor: false,
        };
        let server = world.other_server();
        let found = server.invitation_by_digest(&new.digest)?;
        assert_eq!(found.as_ref(), Some(&stored));
        let found = server.invitation(&owner.organization.id, &new.invitation.id)?;
        assert_eq!(found.as_ref(), Some(&stored));
        let now = new.mails[0].queued_at;
        let claimed = server.claim_mail(now, now)?.expect("it is due");
        assert_eq!(claimed.mail, new.mails[0]);
        server.remove_mail(&claimed.claim())?;
        expected.insert(0, stored);
    }
    let listed = store.invitations(&owner.organization.id, &Pagination::first())?;
    assert_eq!((&listed.items, listed.next), (&expected, None));
    assert_eq!(store.invitation_by_digest(&a_digest())?, None);
    let (organization, id) = (&owner.organization.id, &expected[0].invitation.id);
    assert_eq!(store.invitation(organization, &an_id())?, None);
    assert_eq!(store.invitation(&neighbour.organization.id, id)?, None);
    Ok(())
}

/// What the maker is now is told: nothing for one who is disabled.
pub fn an_invitation_tells_what_its_maker_is_now(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let (owner, maker) = (opened(&*store)?, opened(&*store)?);
    joined(&*store, &owner, &maker.user, Role::Owner)?;
    let organization = &owner.organization.id;
    let mut new = an_invitation(&owner, &a_user().email, Role::Member);
    new.invitation.created_by = maker.user.id.clone();
    kept(&*store, &new)?;
    let role = || {
        let found = world.other_server().invitation_by_digest(&new.digest)?;
        Ok::<_, StoreError>(found.expect("it is kept").maker_role)
    };
    let update = |to| store.update_member(organization, &maker.user.id, &mut |_| to, &audit());
    assert_eq!(role()?, Some(Role::Owner));
    update(MemberUpdate::Role(Role::Admin))?;
    assert_eq!(role()?, Some(Role::Admin));
    store.disable_user(&maker.user.id, &audit())?;
    assert_eq!(role()?, None);
    store.enable_user(&maker.user.id, &audit())?;
    assert_eq!(role()?, Some(Role::Admin));
    Ok(())
}

/// Whether the maker has a second factor now is told: an offered one does not count, and one that is removed no longer does. Who else
/// has one does not matter.
pub fn an_invitation_tells_whether_its_maker_has_a_factor(
    world: &dyn World,
) -> Result<(), StoreError> {
    let store = world.store();
    let (owner, other) = (opened(&*store)?, opened(&*store)?);
    let new = an_invitation(&owner, &other.user.email, Role::Member);
    kept(&*store, &new)?;
    let told = || {
        let found = world.other_server().invitation_by_digest(&new.digest)?;
        Ok::<_, StoreError>(found.expect("it is kept").maker_has_factor)
    };
    let confirm = |offered| store.confirm_factor(&with_all(offered), &[], &audit(), &[]);
    let theirs = a_factor(&other.user.id);
    store.offer_factor(&theirs)?;
    confirm(&theirs)?;
    let offered = a_factor(&owner.user.id);
    store.offer_factor(&offered)?;
    assert!(!told()?);
    confirm(&offered)?;
    assert!(told()?);
    store.remove_factor(&owner.user.id, &offered.factor.id, &audit(), &[])?;
    assert!(!told()?);
    Ok(())
}

/// An invitation that its maker may no longer make is gone, and does not come back with the role; those of others stay.
pub fn invitations_end_with_the_right_to_make_them(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let (owner, maker, elsewhere) = (opened(&*store)?, opened(&*store)?, opened(&*store)?);
    joined(&*store, &owner, &maker.user, Role::Owner)?;
    joined(&*store, &elsewhere, &maker.user, Role::Owner)?;
    let invited = |account: &NewAccount, role, by: &NewAccount| {
        let mut new = an_invitation(account, &a_user().email, role);
        new.invitation.created_by = by.user.id.clone();
        kept(&*store, &new).map(|()| new.digest)
    };
    let to_owner = invited(&owner, Role::Owner, &maker)?;
    let to_admin = invited(&owner, Role::Admin, &maker)?;
    let others = [
        invited(&owner, Role::Owner, &owner)?,
        invited(&elsewhere, Role::Owner, &maker)?,
    ];
    let organization = &owner.organization.id;
    let update = |to| store.update_member(organization, &maker.user.id, &mut |_| to, &audit());
    let server = world.other_server();
    let is_kept = |digest| Ok::<_, StoreError>(server.invitation_by_digest(digest)?.is_some());
    update(MemberUpdate::Role(Role::Admin))?;
    assert_eq!((is_kept(&to_owner)?, is_kept(&to_admin)?), (false, true));
    update(MemberUpdate::Role(Role::Owner))?;
    assert!(!is_kept(&to_owner)?);
    update(MemberUpdate::Removed)?;
    assert!(!is_kept(&to_admin)?);
    for other in &others {
        assert!(is_kept(other)?);
    }
    Ok(())
}

/// A further invitation for an address, in any letter case, ends the one before; other addresses and organizations keep theirs.
pub fn a_further_invitation_ends_the_one_before(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let (owner, neighbour) = (opened(&*store)?, opened(&*store)?);
    let email = a_user().email;
    let loud = EmailAddress::restore(email.as_typed().to_uppercase(), email.key().to_owned());
    let first = an_invitation(&owner, &email, Role::Admin);
    let second = an_invitation(&owner, &loud, Role::Member);
    let others = [
        an_invitation(&owner, &a_user().email, Role::Member),
        an_invitation(&neighbour, &email, Role::Member),
    ];
    for new in [&first, &others[0], &others[1], &second] {
        kept(&*store, new)?;
    }
    let server = world.other_server();
    assert_eq!(server.invitation_by_digest(&first.digest)?, None);
    for new in [&second, &others[0], &others[1]] {
        assert!(server.invitation_by_digest(&new.digest)?.is_some());
    }
    Ok(())
}

/// Members are not invited, nor is anybody to an organization that is gone; nothing is recorded then.
pub fn some_invitations_are_not_kept(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let (owner, other) = (opened(&*store)?, opened(&*store)?);
    joined(&*store, &owner, &other.user, Role::Member)?;
    store.delete_organization(&other.organization.id, &audit())?;
    let lines = world.audit_ids().len();
    for (new, refused) in [
        (
            an_invitation(&owner, &other.user.email, Role::Admin),
            InvitationCreation::AlreadyMember,
        ),
        (
            an_invitation(&other, &a_user().email, Role::Admin),
            InvitationCreation::OrganizationGone,
        ),
    ] {
        assert_eq!(store.invite(&new, &audit(), None)?, refused);
        assert_eq!(store.invitation_by_digest(&new.digest)?, None);
    }
    assert_eq!(world.audit_ids().len(), lines);
    Ok(())
}

/// An invitation ends once, for its own organization alone, and is accepted by nobody.
pub fn an_ended_invitation_is_gone(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let (owner, guest) = (opened(&*store)?, opened(&*store)?);
    let new = an_invitation(&owner, &guest.user.email, Role::Member);
    kept(&*store, &new)?;
    let (organization, id) = (&owner.organization.id, &new.invitation.id);
    let before = world.audit_ids().len();
    for (organization, id) in [(&guest.organization.id, id), (organization, &an_id())] {
        assert_eq!(store.end_invitation(organization, id, &audit())?, None);
    }
    assert_eq!(world.audit_ids().len(), before);
    let ended = at_once(world, |server| {
        server.end_invitation(organization, id, &audit())
    })?;
    let ended: Vec<_> = ended.into_iter().flatten().collect();
    assert_eq!(ended, slice::from_ref(&new.invitation));
    assert_eq!(world.audit_ids().len(), before + 1);
    let late = accept(&*world.other_server(), &new.digest, &guest.user, &audit())?;
    assert_eq!(late, Acceptance::Refused);
    Ok(())
}

/// A mail brings a token of its own, as long as it is claimed and the invitation open; one that was not delivered is void, and the
/// first token stays good.
pub fn a_mailed_invitation_has_a_token_of_its_own(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let owner = opened(&*store)?;
    let mut new = an_invitation(&owner, &a_user().email, Role::Member);
    let id = new.invitation.id.clone();
    let queued_at = a_moment();
    new.mails = vec![OutgoingMail {
        id: an_id(),
        recipient: new.invitation.email.clone(),
        content: MailContent::Invitation {
            invitation_id: id.clone(),
        },
        queued_at,
    }];
    kept(&*store, &new)?;
    let claimed = store.claim_mail(queued_at, queued_at)?.expect("it is due");
    let (claim, mailed) = (claimed.claim(), a_digest());
    assert!(!store.add_invitation_token(&id, &mailed, &claim, &|_| false)?);
    assert!(store.add_invitation_token(&id, &mailed, &claim, &|_| true)?);
    let server = world.other_server();
    for digest in [&new.digest, &mailed] {
        assert!(server.invitation_by_digest(digest)?.is_some());
    }
    assert!(store.defer_mail(&claim, queued_at, Some(&mailed))?);
    assert_eq!(server.invitation_by_digest(&mailed)?, None);
    assert!(server.invitation_by_digest(&new.digest)?.is_some());
    let again = store.claim_mail(queued_at, queued_at)?.expect("it is due");
    assert!(!store.add_invitation_token(&id, &a_digest(), &claim, &|_| true)?);
    store.end_invitation(&owner.organization.id, &id, &audit())?;
    assert!(!store.add_invitation_token(&id, &a_digest(), &again.claim(), &|_| true)?);
    Ok(())
}

/// Expired invitations are deleted, up to a limit, and no others.
pub fn old_invitations_are_swept(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let owner = opened(&*store)?;
    let invited = |expires_at| {
        let mut new = an_invitation(&owner, &a_user().email, Role::Member);
        new.invitation.expires_at = expires_at;
        kept(&*store, &new)?;
        Ok::<_, StoreError>(new)
    };
    for _ in 0..3 {
        invited(CUT - MOMENT)?;
    }
    let young = invited(CUT)?;
    let swept = [2, 2, 2].map(|limit| store.sweep_invitations(CUT, limit));
    let swept: Vec<_> = swept.into_iter().collect::<Result<_, _>>()?;
    assert_eq!(swept, [2, 1, 0]);
    assert!(store.invitation_by_digest(&young.digest)?.is_some());
    Ok(())
}
