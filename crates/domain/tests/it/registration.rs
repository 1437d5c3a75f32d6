use std::thread;

use sendook_domain::accounts::RegistrationError;
use sendook_domain::entities::{Actor, AuditAction, InboxScope, KeyMaker, Role, ScopeSet};
use sendook_domain::ports::{Accounts as _, Users as _};
use sendook_domain::values::EmailAddress;
use sendook_domain::values::Environment;
use sendook_testkit::builders::{an_account, an_audit_event};
use sendook_testkit::test_ports;

use crate::accounts::{OpenError, registration_request};
use crate::house::House;
use crate::requests::origin;

#[test]
fn a_person_gets_organization_key_inbox_and_session() {
    let house = House::new();
    let account = house.register("Ada@Example.com");
    let user = &account.session.user;
    let organization = account.membership.organization();
    let key = &account.api_key.key;
    assert_eq!(user.email.as_typed(), "Ada@Example.com");
    assert_eq!(account.membership.role(), Role::Owner);
    assert_eq!(organization.name.as_str(), "Default Organization");
    assert_eq!(key.name.as_str(), "Default API Key");
    assert_eq!(key.environment, Environment::Production);
    assert_eq!(
        (key.scopes, &key.inboxes),
        (ScopeSet::full(), &InboxScope::All)
    );
    assert_eq!((key.active, key.expires_at), (true, None));
    assert_eq!(key.created_by, Some(KeyMaker::User(user.id.clone())));
    assert_eq!(
        house.user(&account.session.token).unwrap().user_id(),
        &user.id
    );
    let holder = house.key(&account.api_key.secret).unwrap();
    assert_eq!(
        (holder.key_id(), holder.organization_id()),
        (&key.id, &organization.id)
    );
    assert_eq!(account.inbox.organization_id, organization.id);
}

#[test]
fn the_first_inbox_always_has_a_random_part() {
    let account = House::new().register("ada@example.com");
    let address = account.inbox.address.as_str();
    let random = address
        .strip_prefix("inbox-")
        .and_then(|rest| rest.strip_suffix("@sendook.com"))
        .unwrap();
    assert_eq!(random.len(), 10);
    let allowed = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    assert!(random.bytes().all(allowed), "{address}");
}

#[test]
fn the_trail_tells_it_once() {
    let house = House::new();
    let account = house.register("ada@example.com");
    let [event] = house.world.store.audit_events().try_into().unwrap();
    let user = account.session.user.id;
    assert_eq!(event.action, AuditAction::Registered);
    assert_eq!(event.actor, Actor::User(user.clone()));
    assert_eq!(event.user_id, Some(user));
    assert_eq!(
        event.organization_id,
        Some(account.membership.organization().id.clone())
    );
    assert_eq!(event.origin, origin());
}

#[test]
fn an_email_is_taken_in_every_spelling_before_anything_is_hashed() {
    let house = House::new();
    house.register("ada@example.com");
    house.register("ada@bücher.example");
    let hashes = house.world.passwords.hashes();
    for spelling in [
        "ada@example.com",
        "ADA@EXAMPLE.COM",
        "ada@xn--bcher-kva.example",
        "Ada@BÜCHER.example",
    ] {
        let refused = house.open(registration_request(spelling), &origin());
        assert!(
            matches!(
                refused,
                Err(OpenError::Refused(RegistrationError::EmailTaken))
            ),
            "{spelling}: {refused:?}"
        );
    }
    assert_eq!(house.world.passwords.hashes(), hashes);
    assert_eq!(house.world.store.audit_events().len(), 2);
}

#[test]
fn a_look_alike_is_refused_and_never_merged() {
    let house = House::new();
    house.register("ada@example.com");
    for imitation in [
        "ada@ex\u{430}mple.com",
        "\u{430}da@example.com",
        "ada@ｅxample.com",
    ] {
        assert!(EmailAddress::parse(imitation).is_err(), "{imitation}");
    }
}

#[test]
fn of_many_at_once_one_gets_the_email() {
    let house = House::new();
    let request = registration_request("ada@example.com");
    let answers = thread::scope(|scope| {
        let open = || house.open(request.clone(), &origin());
        let people: Vec<_> = (0..8).map(|_| scope.spawn(open)).collect();
        let joined = people.into_iter().map(|person| person.join().unwrap());
        joined.collect::<Vec<_>>()
    });
    let (opened, refused): (Vec<_>, Vec<_>) = answers.into_iter().partition(Result::is_ok);
    assert_eq!(opened.len(), 1);
    for answer in refused {
        assert!(
            matches!(
                answer,
                Err(OpenError::Refused(RegistrationError::EmailTaken))
            ),
            "{answer:?}"
        );
    }
}

#[test]
fn a_taken_inbox_address_is_drawn_anew() {
    let drawn_first = House::new().register("ada@example.com").inbox.address;
    let world = test_ports();
    let mut squatter = an_account();
    squatter.inbox.address = drawn_first.clone();
    let event = an_audit_event(AuditAction::Registered);
    world.store.open(&squatter, &event).unwrap();
    let house = House::over(world);
    let account = house.register("ada@example.com");
    assert_ne!(account.inbox.address, drawn_first);
    assert_eq!(house.world.passwords.hashes(), 1);
    let kept = house.world.store.user(&account.session.user.id).unwrap();
    assert_eq!(kept, Some(account.session.user));
}
