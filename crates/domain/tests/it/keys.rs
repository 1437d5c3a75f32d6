use chrono::TimeDelta;
use sendook_domain::api_keys::KeyRequestError;
use sendook_domain::authentication::CredentialError;
use sendook_domain::authorization::permission::ManageKeys;
use sendook_domain::entities::{Actor, AuditAction, InboxScope, KeyMaker};
use sendook_domain::policies::KeyChange;
use sendook_domain::ports::{KeyFilter, Pagination};
use sendook_domain::tokens::TokenKind;
use sendook_domain::values::Environment;
use sendook_domain::values::KeyName;
use sendook_testkit::FixedClock;

use crate::house::House;
use crate::requests::{key_request, origin};

#[test]
fn a_new_key_shows_its_environment_and_works() {
    let house = House::new();
    let account = house.register("ada@example.com");
    for environment in Environment::ALL {
        let mut request = key_request("One of three");
        request.environment = environment;
        let issued = house.make_key(&account, request);
        let secret = issued.secret.expose();
        let prefix = TokenKind::ApiKey(environment).prefix();
        assert!(secret.starts_with(prefix));
        let hint = format!("{prefix}…{}", &secret[secret.len() - 4..]);
        assert_eq!(issued.key.secret.hint, hint);
        assert_eq!(*house.key(&issued.secret).unwrap().key_id(), issued.key.id);
    }
}

#[test]
fn a_key_remembers_the_person_or_the_key_that_made_it() {
    let house = House::new();
    let account = house.register("ada@example.com");
    let by_person = house.make_key(&account, key_request("By a person"));
    let user = &account.session.user.id;
    assert_eq!(by_person.key.created_by, Some(KeyMaker::User(user.clone())));
    let grant = house.key_grant::<ManageKeys>(&by_person.secret);
    let by_key = house
        .keys
        .create(&grant, key_request("By a key"), &origin(), None);
    let by_key = by_key.unwrap();
    let maker = KeyMaker::Key(by_person.key.id.clone());
    assert_eq!(by_key.key.created_by, Some(maker));
    let event = house.world.store.audit_events().pop().unwrap();
    assert_eq!(event.action, AuditAction::KeyCreated);
    assert_eq!(event.actor, Actor::Key(by_person.key.id));
    assert_eq!(event.target, Some(by_key.key.id.to_string()));
    assert_eq!(
        event.organization_id,
        Some(account.membership.organization().id.clone())
    );
}

#[test]
fn an_expiry_lies_in_the_future() {
    let house = House::new();
    let account = house.register("ada@example.com");
    let grant = house.grant::<ManageKeys>(&account);
    let moment = TimeDelta::microseconds(1);
    let now = FixedClock::START;
    for (expires_at, taken) in [(now - moment, false), (now, false), (now + moment, true)] {
        let mut request = key_request("Short");
        request.expires_at = Some(expires_at);
        let created = house.keys.create(&grant, request, &origin(), None);
        let change = KeyChange {
            expires_at: Some(Some(expires_at)),
            ..KeyChange::default()
        };
        let id = &account.api_key.key.id;
        let changed = house.keys.change(&grant, id, &change, &origin());
        assert_eq!((created.is_ok(), changed.is_ok()), (taken, taken));
        for refusal in [created.err(), changed.err()].into_iter().flatten() {
            assert!(matches!(refusal, KeyRequestError::ExpiryInThePast));
        }
    }
}

#[test]
fn a_key_cannot_be_restricted_to_foreign_inboxes() {
    let house = House::new();
    let (own, foreign) = (
        house.register("ada@example.com"),
        house.register("grace@example.com"),
    );
    let grant = house.grant::<ManageKeys>(&own);
    let events = house.world.store.audit_events().len();
    let mut request = key_request("Nosy");
    request.inboxes = InboxScope::Only(vec![own.inbox.id, foreign.inbox.id.clone()]);
    let refused = house.keys.create(&grant, request, &origin(), None);
    let Err(KeyRequestError::UnknownInbox(id)) = refused else {
        panic!("{refused:?}");
    };
    assert_eq!(id, foreign.inbox.id.as_str());
    assert_eq!(house.world.store.audit_events().len(), events);
}

#[test]
fn changes_are_told_and_no_change_is_not() {
    let house = House::new();
    let account = house.register("ada@example.com");
    let grant = house.grant::<ManageKeys>(&account);
    let key = account.api_key.key;
    house.world.clock.advance(TimeDelta::seconds(1));
    let nothing = KeyChange::default();
    let unchanged = house.keys.change(&grant, &key.id, &nothing, &origin());
    assert_eq!(unchanged.unwrap().as_ref(), Some(&key));
    assert_eq!(house.world.store.audit_events().len(), 1);
    let rename = KeyChange {
        name: Some(KeyName::parse("Renamed").unwrap()),
        ..KeyChange::default()
    };
    let renamed = house.keys.change(&grant, &key.id, &rename, &origin());
    let renamed = renamed.unwrap().unwrap();
    assert_eq!(renamed.name.as_str(), "Renamed");
    assert_eq!(
        renamed.updated_at,
        FixedClock::START + TimeDelta::seconds(1)
    );
    let event = house.world.store.audit_events().pop().unwrap();
    assert_eq!(event.action, AuditAction::KeyChanged);
    assert_eq!(event.target, Some(key.id.to_string()));
}

#[test]
fn what_is_so_already_is_no_change() {
    let house = House::new();
    let account = house.register("ada@example.com");
    let grant = house.grant::<ManageKeys>(&account);
    let id = &account.api_key.key.id;
    let disable = KeyChange {
        active: Some(false),
        ..KeyChange::default()
    };
    let disabled = house.keys.change(&grant, id, &disable, &origin()).unwrap();
    let events = house.world.store.audit_events();
    house.world.clock.advance(TimeDelta::seconds(1));
    let again = house.keys.change(&grant, id, &disable, &origin()).unwrap();
    assert_eq!(again, disabled);
    assert_eq!(house.world.store.audit_events(), events);
}

#[test]
fn a_deleted_key_is_dead_on_the_next_request() {
    let house = House::new();
    let account = house.register("ada@example.com");
    let grant = house.grant::<ManageKeys>(&account);
    let key = account.api_key;
    let deleted = house.keys.delete(&grant, &key.key.id, &origin());
    let deleted = deleted.unwrap().unwrap();
    assert_eq!((&deleted.id, deleted.active), (&key.key.id, false));
    let got = TokenKind::ApiKey(Environment::Production);
    assert_eq!(
        house.key(&key.secret),
        Err(CredentialError::Unknown { got })
    );
    let again = house.keys.delete(&grant, &key.key.id, &origin());
    assert!(again.unwrap().is_none());
    let actions = house.world.store.audit_events().into_iter();
    let deletions = actions.filter(|event| event.action == AuditAction::KeyDeleted);
    assert_eq!(deletions.count(), 1);
}

#[test]
fn keys_of_another_organization_are_not_found() {
    let house = House::new();
    let (own, foreign) = (
        house.register("ada@example.com"),
        house.register("grace@example.com"),
    );
    let grant = house.grant::<ManageKeys>(&own);
    let id = &foreign.api_key.key.id;
    let disable = KeyChange {
        active: Some(false),
        ..KeyChange::default()
    };
    assert_eq!(house.keys.find(&house.grant(&own), id).unwrap(), None);
    let changed = house.keys.change(&grant, id, &disable, &origin());
    assert!(changed.unwrap().is_none());
    assert!(house.keys.delete(&grant, id, &origin()).unwrap().is_none());
    let listed = house
        .keys
        .list(
            &house.grant(&own),
            &KeyFilter::default(),
            &Pagination::first(),
        )
        .unwrap()
        .items;
    assert_eq!(listed, [own.api_key.key]);
    assert!(house.key(&foreign.api_key.secret).is_ok());
}
