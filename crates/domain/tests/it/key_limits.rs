//! What no key can be, whoever asks.

use sendook_domain::authorization::permission::ManageKeys;
use sendook_domain::entities::{AuditAction, Inbox, InboxScope, ScopeSet};
use sendook_domain::policies::KeyChange;
use sendook_domain::values::Id;

use crate::house::House;
use crate::requests::{key_request, origin};

const NO_SCOPE: Result<(), &str> = Err("A key needs at least one scope.");
const NO_INBOX: Result<(), &str> =
    Err("Name at least one inbox, or leave inbox_ids out to reach them all.");
const TOO_MANY: Result<(), &str> = Err("A key can be restricted to at most 100 inboxes.");
const UNKNOWN: Result<(), &str> = Err("There is no inbox \"inbox_0\" in this organization.");

/// So many inboxes that the organization does not have.
fn only(count: u8) -> InboxScope {
    let id = |number: u8| Id::<Inbox>::parse(&format!("inbox_{number}")).unwrap();
    InboxScope::Only((0..count).map(id).collect())
}

#[test]
fn a_key_has_at_least_one_scope_and_at_most_a_hundred_inboxes() {
    let house = House::new();
    let account = house.register("ada@example.com");
    let grant = house.grant::<ManageKeys>(&account);
    let id = &account.api_key.key.id;
    let (none, full) = (ScopeSet::default(), ScopeSet::full());
    for (scopes, inboxes, made, changed) in [
        (none, InboxScope::All, NO_SCOPE, NO_SCOPE),
        (full, only(0), NO_INBOX, Ok(())),
        (full, only(101), TOO_MANY, TOO_MANY),
        (full, only(100), UNKNOWN, UNKNOWN),
    ] {
        let change = KeyChange {
            scopes: Some(scopes),
            inboxes: Some(inboxes.clone()),
            ..KeyChange::default()
        };
        let mut request = key_request("Of any kind");
        (request.scopes, request.inboxes) = (scopes, inboxes);
        let created = house.keys.create(&grant, request, &origin(), None);
        let created = created.map(drop).map_err(|error| error.to_string());
        assert_eq!(created, made.map_err(str::to_owned));
        let answer = house.keys.change(&grant, id, &change, &origin());
        let answer = answer.map(drop).map_err(|error| error.to_string());
        assert_eq!(answer, changed.map_err(str::to_owned));
    }
    assert_eq!(house.told(AuditAction::KeyCreated), 0);
    assert_eq!(house.told(AuditAction::KeyChanged), 1);
}
