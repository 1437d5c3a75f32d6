//! Invitations work once, for one address, and as long as their makers may make them.

use chrono::TimeDelta;
use sendook_domain::accounts::OpenedAccount;
use sendook_domain::authorization::permission::ManageMembers;
use sendook_domain::authorization::{Denial, Grant, InvitationRefusal, Membership};
use sendook_domain::entities::{AuditAction, Role};
use sendook_domain::invitations::{
    InvitationError, InviteError, IssuedInvitation, JoinError, JoinedAccount,
};
use sendook_domain::ports::Pagination;
use sendook_domain::sessions::StepUpError;
use sendook_domain::values::Secret;

use crate::accounts::{PASSWORD, registration_request};
use crate::house::House;
use crate::requests::{email, origin};

pub(crate) const GRACE: &str = "grace@example.com";

/// A person in their own organization.
pub(crate) fn owner(house: &House) -> OpenedAccount {
    house.register("ada@example.com")
}

pub(crate) fn invite_as(
    house: &House,
    by: &Membership,
    address: &str,
    role: Role,
) -> Result<IssuedInvitation, InviteError> {
    let email = email(address);
    house.invitations.invite(by, email, role, &origin(), None)
}

pub(crate) fn invite(house: &House, by: &OpenedAccount, address: &str) -> Secret {
    let issued = invite_as(house, &by.membership, address, Role::Member);
    issued.unwrap().token
}

pub(crate) fn accept(
    house: &House,
    by: &OpenedAccount,
    token: &Secret,
) -> Result<Membership, InvitationError> {
    let session = house.user(&by.session.token).unwrap();
    let invitations = &house.invitations;
    invitations.accept(&session, token.expose(), &origin())
}

pub(crate) fn join(
    house: &House,
    address: &str,
    token: &Secret,
) -> Result<JoinedAccount, JoinError> {
    let request = registration_request(address);
    let begun = house.joining.begin(request, token.expose(), origin())?;
    let hash = begun.hash(&*house.world.passwords).unwrap();
    house.joining.join(&begun, &hash)
}

pub(crate) fn is_invalid(house: &House, token: &Secret) -> bool {
    matches!(
        house.invitations.look(token.expose(), &origin()),
        Err(InvitationError::Refused(InvitationRefusal::Invalid))
    )
}

#[test]
fn a_list_shows_those_that_are_open_in_parts() {
    let house = House::new();
    let (ada, now) = (owner(&house), &house.world.clock);
    let names = ["one", "two", "three", "four"].map(|name| format!("{name}@example.com"));
    invite(&house, &ada, "ended@example.com");
    now.advance(TimeDelta::days(6));
    for name in &names {
        now.advance(TimeDelta::minutes(1));
        invite(&house, &ada, name);
    }
    let session = house.log_in("ada@example.com", PASSWORD).unwrap();
    let session = house.user(&session.token).unwrap();
    let grant: Grant<ManageMembers> = house.enter(&session, &ada.membership.organization().id);
    now.advance(TimeDelta::days(1));
    let part = |limit, after| {
        let page = Pagination { limit, after };
        let page = house.invitations.list(&grant, &page).unwrap();
        let items = page.items.iter();
        let addresses = items.map(|one| one.email.as_typed().to_owned());
        (addresses.collect::<Vec<_>>(), page.next)
    };
    let newest_first: Vec<_> = names.into_iter().rev().collect();
    assert_eq!(part(4, None), (newest_first.clone(), None), "one has ended");
    let (first, next) = part(3, None);
    assert_eq!(first, newest_first[..3]);
    assert_eq!(part(3, next), (newest_first[3..].to_vec(), None));
}

#[test]
fn an_invitation_is_shown_and_accepted_once() {
    let house = House::new();
    let (ada, grace) = (owner(&house), house.register(GRACE));
    let issued = invite_as(&house, &ada.membership, "Grace@Example.com", Role::Admin);
    let issued = issued.unwrap();
    let token = &issued.token;
    let shown = house.invitations.look(token.expose(), &origin()).unwrap();
    assert_eq!(shown.invitation, issued.invitation);
    assert_eq!(&shown.organization, ada.membership.organization());
    let joined = accept(&house, &grace, token).unwrap();
    assert_eq!(joined.role(), Role::Admin);
    assert_eq!(joined.organization(), ada.membership.organization());
    assert!(is_invalid(&house, token));
    let again = accept(&house, &grace, token);
    assert!(matches!(
        again,
        Err(InvitationError::Refused(InvitationRefusal::Invalid))
    ));
    let line = house.world.store.audit_events().pop().unwrap();
    assert_eq!(line.action, AuditAction::MemberJoined);
    assert_eq!(line.user_id, Some(grace.session.user.id));
    assert_eq!(line.target, Some(issued.invitation.id.to_string()));
}

#[test]
fn an_invitation_ends_after_its_time() {
    let house = House::new();
    let ada = owner(&house);
    let token = invite(&house, &ada, GRACE);
    house
        .world
        .clock
        .advance(TimeDelta::days(7) - TimeDelta::microseconds(1));
    assert!(!is_invalid(&house, &token));
    house.world.clock.advance(TimeDelta::microseconds(1));
    assert!(is_invalid(&house, &token));
    assert!(join(&house, GRACE, &token).is_err());
}

#[test]
fn an_invitation_is_for_one_address() {
    let house = House::new();
    let (ada, eve) = (owner(&house), house.register("eve@example.com"));
    let token = invite(&house, &ada, GRACE);
    let another = InvitationRefusal::ForAnotherAddress;
    assert!(matches!(
        accept(&house, &eve, &token),
        Err(InvitationError::Refused(refusal)) if refusal == another
    ));
    // Whether the other address is taken is not told.
    for address in ["eve@example.com", "nobody@example.com"] {
        assert!(matches!(
            join(&house, address, &token),
            Err(JoinError::Invitation(InvitationError::Refused(refusal))) if refusal == another
        ));
    }
    assert!(!is_invalid(&house, &token));
}

#[test]
fn a_further_invitation_ends_the_earlier_one() {
    let house = House::new();
    let ada = owner(&house);
    let first = invite(&house, &ada, GRACE);
    let second = invite(&house, &ada, "GRACE@example.com");
    assert!(is_invalid(&house, &first));
    assert!(!is_invalid(&house, &second));
}

#[test]
fn an_invitation_is_good_as_long_as_its_maker_may_make_it() {
    let house = House::new();
    let (ada, joan) = (owner(&house), house.register("joan@example.com"));
    let store = &house.world.store;
    let (organization, maker) = (&ada.membership.organization().id, &joan.session.user.id);
    store.set_role(maker, organization, Role::Admin);
    let session = house.user(&joan.session.token).unwrap();
    let membership = house.organizations.enter(&session, organization).unwrap();
    let issued = invite_as(&house, &membership, GRACE, Role::Admin).unwrap();
    let grant = Grant::<ManageMembers>::for_member(&ada.membership).unwrap();
    let open = || {
        house
            .invitations
            .list(&grant, &Pagination::first())
            .unwrap()
            .items
            .len()
    };
    let token = &issued.token;
    assert!(!is_invalid(&house, token) && open() == 1);
    store.set_role(maker, organization, Role::Member);
    assert!(is_invalid(&house, token) && open() == 0);
    let ended = house
        .invitations
        .end(&grant, &issued.invitation.id, &origin());
    assert_eq!(ended.unwrap(), None);
    store.set_role(maker, organization, Role::Owner);
    assert!(!is_invalid(&house, token));
    house.administration.disable(maker).unwrap();
    assert!(is_invalid(&house, token));
    house.administration.enable(maker).unwrap();
    assert!(!is_invalid(&house, token));
    store.remove_member(maker, organization);
    assert!(is_invalid(&house, token));
    assert!(join(&house, GRACE, token).is_err());
}

#[test]
fn a_maker_who_is_removed_at_the_last_moment_is_noticed() {
    let house = House::new();
    let (ada, joan) = (owner(&house), house.register("joan@example.com"));
    let grace = house.register(GRACE);
    let organization = ada.membership.organization().id.clone();
    let maker = joan.session.user.id.clone();
    house
        .world
        .store
        .set_role(&maker, &organization, Role::Admin);
    let session = house.user(&joan.session.token).unwrap();
    let membership = house.organizations.enter(&session, &organization).unwrap();
    let token = invite_as(&house, &membership, GRACE, Role::Member)
        .unwrap()
        .token;
    let grace_session = house.user(&grace.session.token).unwrap();
    let rival = house.world.store.clone();
    // Between the look-up of the person, and the step that accepts.
    house.world.store.interrupt(move || {
        let removing = rival.clone();
        rival.interrupt(move || {
            let last = removing.clone();
            removing.interrupt(move || last.remove_member(&maker, &organization));
        });
    });
    let invitations = &house.invitations;
    let late = invitations.accept(&grace_session, token.expose(), &origin());
    assert!(late.is_err());
    let memberships = house.organizations.of_user(&grace_session).unwrap();
    assert_eq!(memberships.len(), 1);
}

#[test]
fn nobody_invites_above_their_role_and_owners_take_a_recent_proof() {
    let house = House::new();
    let (ada, joan) = (owner(&house), house.register("joan@example.com"));
    let organization = &ada.membership.organization().id;
    for (role, invited, least) in [
        (Role::Admin, Role::Owner, Role::Owner),
        (Role::Member, Role::Member, Role::Admin),
    ] {
        let user = &joan.session.user.id;
        house.world.store.set_role(user, organization, role);
        let session = house.user(&joan.session.token).unwrap();
        let membership = house.organizations.enter(&session, organization).unwrap();
        assert!(matches!(
            invite_as(&house, &membership, GRACE, invited),
            Err(InviteError::Denied(Denial::RoleTooLow(role))) if role == least
        ));
    }
    invite_as(&house, &ada.membership, GRACE, Role::Owner).unwrap();
    house.world.clock.advance(TimeDelta::minutes(16));
    assert!(matches!(
        invite_as(&house, &ada.membership, GRACE, Role::Owner),
        Err(InviteError::StepUp(StepUpError::Required))
    ));
    invite_as(&house, &ada.membership, GRACE, Role::Admin).unwrap();
}

#[test]
fn members_are_not_invited_and_do_not_accept() {
    let house = House::new();
    let (ada, grace) = (owner(&house), house.register(GRACE));
    let token = invite(&house, &ada, GRACE);
    let organization = &ada.membership.organization().id;
    let user = &grace.session.user.id;
    house.world.store.set_role(user, organization, Role::Member);
    assert!(matches!(
        accept(&house, &grace, &token),
        Err(InvitationError::AlreadyMember)
    ));
    assert!(matches!(
        invite_as(&house, &ada.membership, GRACE, Role::Admin),
        Err(InviteError::AlreadyMember)
    ));
}

#[test]
fn what_cannot_be_a_token_costs_no_look_up_and_guesses_are_counted() {
    let house = House::new();
    let calls = house.world.store.calls();
    let look = |text: &str| house.invitations.look(text, &origin());
    for text in ["", "sndi_", "sndm_zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ0mLq17"] {
        assert!(look(text).is_err());
    }
    assert_eq!(house.world.store.calls(), calls);
    let guess = "sndi_zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ0mLq17";
    for _ in 0..50 {
        assert!(matches!(look(guess), Err(InvitationError::Refused(_))));
    }
    assert!(matches!(look(guess), Err(InvitationError::TooMany(_))));
}
