//! People register by an invitation, and are mailed one.

use chrono::TimeDelta;
use sendook_domain::accounts::RegistrationError;
use sendook_domain::authorization::Grant;
use sendook_domain::authorization::permission::ManageMembers;
use sendook_domain::entities::Role;
use sendook_domain::invitations::JoinError;
use sendook_domain::mail_dispatch::Delivery;
use sendook_domain::policies::{RegistrationClosed, RegistrationMode};
use sendook_domain::values::{EmailDomain, Secret};

use crate::accounts::{PASSWORD, new_password, person};
use crate::house::House;
use crate::invitations::{GRACE, invite, invite_as, is_invalid, join, owner};
use crate::requests::origin;

#[test]
fn a_new_person_joins_by_an_invitation() {
    let house = House::with(|settings| settings.registration = RegistrationMode::Invitation);
    let hash = house
        .world
        .ports
        .passwords
        .hash(new_password(PASSWORD).password());
    let person = person("ada@example.com");
    house.registration.create(&person, &hash.unwrap()).unwrap();
    let session = house.log_in("ada@example.com", PASSWORD).unwrap();
    let session = house.user(&session.token).unwrap();
    let membership = house.organizations.of_user(&session).unwrap().remove(0);
    let issued = invite_as(&house, &membership, GRACE, Role::Member).unwrap();
    let joined = join(&house, GRACE, &issued.token).unwrap();
    assert_eq!(joined.membership.role(), Role::Member);
    let session = house.user(&joined.session.token).unwrap();
    let organizations = house.organizations.of_user(&session).unwrap();
    assert_eq!(organizations, [joined.membership]);
    house.log_in(GRACE, PASSWORD).unwrap();
    assert!(is_invalid(&house, &issued.token));
}

#[test]
fn an_invitation_opens_no_account_where_registration_is_closed() {
    for (mode, domains, expected) in [
        (RegistrationMode::Closed, vec![], RegistrationClosed::ToAll),
        (
            RegistrationMode::Open,
            vec![EmailDomain::parse("example.org").unwrap()],
            RegistrationClosed::ToThisDomain,
        ),
    ] {
        let house = House::new();
        let ada = owner(&house);
        let token = invite(&house, &ada, GRACE);
        let closed = house.with_registration(mode, domains);
        assert!(matches!(
            join(&closed, GRACE, &token),
            Err(JoinError::Registration(RegistrationError::Closed(closed))) if closed == expected
        ));
        assert!(!is_invalid(&house, &token));
    }
}

#[test]
fn an_account_that_there_is_does_not_register_again() {
    let house = House::new();
    let (ada, _) = (owner(&house), house.register(GRACE));
    let token = invite(&house, &ada, GRACE);
    assert!(matches!(
        join(&house, GRACE, &token),
        Err(JoinError::Registration(RegistrationError::EmailTaken))
    ));
    assert!(!is_invalid(&house, &token));
}

/// Sends what waits, and gives the tokens that were mailed to this address.
fn mailed_to(house: &House, address: &str) -> Vec<Secret> {
    let mut tokens = Vec::new();
    while let Some(mail) = house.mail_dispatch.next().unwrap() {
        if mail.mail.recipient.as_typed() == address {
            tokens.extend(mail.token.clone());
        }
        let accepted = Delivery::Accepted;
        house.mail_dispatch.settle(&mail, accepted).unwrap();
    }
    tokens
}

#[test]
fn an_invitation_is_mailed_with_a_token_of_its_own() {
    let house = House::with(|settings| settings.mail = true);
    let ada = owner(&house);
    let shown = invite(&house, &ada, GRACE);
    let mailed = mailed_to(&house, GRACE).remove(0);
    assert_ne!(mailed.expose(), shown.expose());
    assert!(!is_invalid(&house, &shown));
    join(&house, GRACE, &mailed).unwrap();
    assert!(is_invalid(&house, &shown) && is_invalid(&house, &mailed));
}

#[test]
fn an_invitation_that_is_gone_is_not_mailed() {
    let house = House::with(|settings| settings.mail = true);
    let ada = owner(&house);
    let issued = invite_as(&house, &ada.membership, GRACE, Role::Member).unwrap();
    let grant = Grant::<ManageMembers>::for_member(&ada.membership).unwrap();
    let id = &issued.invitation.id;
    let ended = house.invitations.end(&grant, id, &origin());
    assert!(ended.unwrap().is_some());
    assert!(mailed_to(&house, GRACE).is_empty());
}

#[test]
fn an_invitation_whose_maker_may_no_longer_invite_is_not_mailed() {
    let house = House::with(|settings| settings.mail = true);
    let ada = owner(&house);
    invite(&house, &ada, GRACE);
    let organization = &ada.membership.organization().id;
    let maker = &ada.session.user.id;
    house
        .world
        .store
        .set_role(maker, organization, Role::Member);
    assert!(mailed_to(&house, GRACE).is_empty());
}

#[test]
fn one_address_gets_three_mails_with_invitations_an_hour_from_all_organizations() {
    let house = House::with(|settings| settings.mail = true);
    let (ada, eve) = (owner(&house), house.register("eve@example.com"));
    for by in [&ada, &eve, &ada] {
        invite(&house, by, GRACE);
        assert_eq!(mailed_to(&house, GRACE).len(), 1);
    }
    let fourth = invite(&house, &eve, "GRACE@example.com");
    assert!(mailed_to(&house, "GRACE@example.com").is_empty());
    // Its maker can still send it.
    assert!(!is_invalid(&house, &fourth));
    invite(&house, &ada, "joan@example.com");
    assert_eq!(mailed_to(&house, "joan@example.com").len(), 1);
    house.world.clock.advance(TimeDelta::hours(1));
    invite(&house, &ada, GRACE);
    assert_eq!(mailed_to(&house, GRACE).len(), 1);
}
