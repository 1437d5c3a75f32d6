use std::slice;

use sendook_domain::authorization::permission::{CreateInboxes, ReadInboxes};
use sendook_domain::authorization::{Denial, Grant};
use sendook_domain::entities::{AuditAction, Inbox, InboxScope};
use sendook_domain::inboxes::{InboxRequest, InboxRequestError};
use sendook_domain::ports::Pagination;
use sendook_domain::values::{InboxAddress, InboxName, InvalidInboxAddress};

use crate::house::House;
use crate::requests::{key_request, origin};

fn named(name: &str) -> InboxRequest {
    InboxRequest {
        name: Some(InboxName::parse(name).unwrap()),
        address: None,
    }
}

fn create(
    house: &House,
    grant: &Grant<CreateInboxes>,
    request: InboxRequest,
) -> Result<Inbox, InboxRequestError> {
    house.inboxes.create(grant, request, &origin(), None)
}

fn owner(house: &House, address: &str) -> Grant<CreateInboxes> {
    house.grant::<CreateInboxes>(&house.register(address))
}

#[test]
fn the_address_is_made_of_the_name() {
    let house = House::new();
    let grant = owner(&house, "ada@example.com");
    let inbox = create(&house, &grant, named("Sales & Leads")).unwrap();
    assert_eq!(inbox.address.as_str(), "sales-leads@sendook.com");
    assert_eq!(inbox.name.unwrap().as_str(), "Sales & Leads");
    let nameless = InboxRequest {
        name: None,
        address: None,
    };
    let inbox = create(&house, &grant, nameless).unwrap();
    assert_eq!(
        (inbox.name, inbox.address.as_str()),
        (None, "inbox@sendook.com")
    );
    let event = house.world.store.audit_events().pop().unwrap();
    assert_eq!(event.action, AuditAction::InboxCreated);
    assert_eq!(event.target, Some(inbox.id.to_string()));
}

#[test]
fn a_taken_name_gets_a_random_part() {
    let house = House::new();
    let (own, foreign) = (
        owner(&house, "ada@example.com"),
        owner(&house, "grace@example.com"),
    );
    create(&house, &foreign, named("Support")).unwrap();
    for _ in 0..2 {
        let inbox = create(&house, &own, named("SUPPORT")).unwrap();
        let address = inbox.address.as_str();
        let random = address
            .strip_prefix("support-")
            .and_then(|rest| rest.strip_suffix("@sendook.com"))
            .unwrap();
        let allowed = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
        assert!(
            random.len() == 10 && random.bytes().all(allowed),
            "{address}"
        );
    }
}

#[test]
fn a_taken_address_that_was_asked_for_is_refused() {
    let house = House::new();
    let (own, foreign) = (
        owner(&house, "ada@example.com"),
        owner(&house, "grace@example.com"),
    );
    let ask = |grant, text: &str| {
        let address = InboxAddress::parse(text, house.inboxes.domain()).unwrap();
        let request = InboxRequest {
            name: None,
            address: Some(address),
        };
        create(&house, grant, request)
    };
    let inbox = ask(&foreign, "Help@Sendook.com").unwrap();
    assert_eq!(inbox.address.as_str(), "Help@Sendook.com");
    let events = house.world.store.audit_events().len();
    let refused = ask(&own, "help@sendook.com");
    assert!(
        matches!(refused, Err(InboxRequestError::Taken)),
        "{refused:?}"
    );
    assert_eq!(house.world.store.audit_events().len(), events);
}

#[test]
fn reserved_names_are_refused_without_a_random_part_too() {
    let house = House::new();
    let grant = owner(&house, "ada@example.com");
    for name in ["Admin", "ROOT", "no reply", "Postmaster!"] {
        let refused = create(&house, &grant, named(name));
        assert!(
            matches!(
                refused,
                Err(InboxRequestError::Address(InvalidInboxAddress::Reserved))
            ),
            "{name}: {refused:?}"
        );
    }
}

#[test]
fn a_restricted_key_sees_its_inboxes_and_makes_none() {
    let house = House::new();
    let account = house.register("ada@example.com");
    let all = house.grant::<CreateInboxes>(&account);
    let outside = create(&house, &all, named("Outside")).unwrap();
    let mut request = key_request("Restricted");
    request.inboxes = InboxScope::Only(vec![account.inbox.id.clone()]);
    let secret = house.make_key(&account, request).secret;
    let grant = house.key_grant::<ReadInboxes>(&secret);
    let listed = house
        .inboxes
        .list(&grant, &Pagination::first())
        .unwrap()
        .items;
    assert_eq!(listed, slice::from_ref(&account.inbox));
    assert_eq!(house.inboxes.find(&grant, &outside.id).unwrap(), None);
    let found = house.inboxes.find(&grant, &account.inbox.id).unwrap();
    assert_eq!(found, Some(account.inbox));
    let deleted = house
        .inboxes
        .delete(&house.key_grant(&secret), &outside.id, &origin())
        .unwrap();
    assert_eq!(deleted, None);
    let holder = house.key(&secret).unwrap();
    let refused = Grant::<CreateInboxes>::for_key(&holder);
    assert_eq!(refused, Err(Denial::InboxesRestricted));
}

#[test]
fn a_key_whose_last_inbox_is_deleted_reaches_none() {
    let house = House::new();
    let account = house.register("ada@example.com");
    let all = house.grant::<CreateInboxes>(&account);
    create(&house, &all, named("Another")).unwrap();
    let mut request = key_request("Restricted");
    request.inboxes = InboxScope::Only(vec![account.inbox.id.clone()]);
    let secret = house.make_key(&account, request).secret;
    let deleted = house
        .inboxes
        .delete(&house.grant(&account), &account.inbox.id, &origin());
    assert_eq!(deleted.unwrap(), Some(account.inbox.clone()));
    let event = house.world.store.audit_events().pop().unwrap();
    assert_eq!(event.action, AuditAction::InboxDeleted);
    assert_eq!(event.target, Some(account.inbox.id.to_string()));
    let grant = house.key_grant::<ReadInboxes>(&secret);
    assert_eq!(grant.inboxes(), &InboxScope::Only(vec![]));
    let listed = house
        .inboxes
        .list(&grant, &Pagination::first())
        .unwrap()
        .items;
    assert_eq!(listed, []);
}
