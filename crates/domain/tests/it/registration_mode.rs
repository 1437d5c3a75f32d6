//! Who may open an account.

use sendook_domain::accounts::RegistrationError;
use sendook_domain::entities::{Actor, AuditAction};
use sendook_domain::policies::{RegistrationClosed, RegistrationMode};
use sendook_domain::values::EmailDomain;

use crate::accounts::{OpenError, new_password, person, registration_request};
use crate::house::House;
use crate::requests::origin;

const ADA: &str = "ada@example.com";

fn closed() -> House {
    House::with(|settings| settings.registration = RegistrationMode::Closed)
}

#[test]
fn closed_means_that_nobody_registers_and_nothing_is_counted() {
    let house = closed();
    for _ in 0..40 {
        let refused = house.open(registration_request(ADA), &origin());
        let is_closed = matches!(
            refused,
            Err(OpenError::Refused(RegistrationError::Closed(_)))
        );
        assert!(is_closed, "{refused:?}");
    }
    assert_eq!(house.world.store.audit_events(), []);
}

#[test]
fn an_operator_makes_accounts_though_registration_is_closed() {
    let house = closed();
    let hash = house
        .world
        .ports
        .passwords
        .hash(new_password(crate::accounts::PASSWORD).password());
    let hash = hash.unwrap();
    let user = house.registration.create(&person(ADA), &hash).unwrap();
    let again = house.registration.create(&person("ADA@example.com"), &hash);
    assert!(matches!(again, Err(RegistrationError::EmailTaken)));
    let events = house.world.store.audit_events();
    assert_eq!(events.len(), 1);
    assert_eq!(events[0].action, AuditAction::Registered);
    assert_eq!(events[0].actor, Actor::Operator);
    assert_eq!(events[0].user_id, Some(user.id.clone()));
    let session = house.log_in(ADA, crate::accounts::PASSWORD).unwrap();
    let session = house.user(&session.token).unwrap();
    let memberships = house.organizations.of_user(&session).unwrap();
    assert_eq!(memberships.len(), 1);
    let organization = &memberships[0].organization().id;
    assert_eq!(events[0].organization_id.as_ref(), Some(organization));
}

#[test]
fn where_it_takes_an_invitation_nobody_registers_without_one() {
    let house = House::with(|settings| settings.registration = RegistrationMode::Invitation);
    let refused = house.open(registration_request(ADA), &origin());
    let expected = RegistrationClosed::WithoutInvitation;
    assert!(matches!(
        refused,
        Err(OpenError::Refused(RegistrationError::Closed(closed))) if closed == expected
    ));
}

#[test]
fn addresses_of_other_domains_are_refused_and_not_counted() {
    let house = House::with(|settings| {
        settings.registration_domains = vec![EmailDomain::parse("example.com").unwrap()];
    });
    let expected = RegistrationClosed::ToThisDomain;
    for _ in 0..40 {
        let refused = house.open(registration_request("eve@example.org"), &origin());
        assert!(matches!(
            refused,
            Err(OpenError::Refused(RegistrationError::Closed(closed))) if closed == expected
        ));
    }
    house.open(registration_request(ADA), &origin()).unwrap();
}
