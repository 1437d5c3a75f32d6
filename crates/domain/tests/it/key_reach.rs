use chrono::TimeDelta;
use sendook_domain::api_keys::{
    EndRotationError, IssuedKey, KeyRequest, KeyRequestError, RotationError,
};
use sendook_domain::authorization::permission::{CreateInboxes, ManageKeys};
use sendook_domain::authorization::{Denial, Grant};
use sendook_domain::entities::{InboxScope, Scope, ScopeSet};
use sendook_domain::inboxes::InboxRequest;
use sendook_domain::policies::{EndRotation, KeyChange, RotationRequest};

use crate::house::House;
use crate::interrupted::interrupted;
use crate::requests::{key_request, origin};

fn request(scopes: &[Scope], inboxes: InboxScope) -> KeyRequest {
    KeyRequest {
        scopes: scopes.iter().copied().collect(),
        inboxes,
        ..key_request("Made by a key")
    }
}

fn reaches_further<T>(answer: &Result<T, KeyRequestError>) -> bool {
    matches!(answer, Err(KeyRequestError::Denied(Denial::ReachesFurther)))
}

#[test]
fn a_key_makes_only_keys_with_its_own_scopes() {
    let house = House::new();
    let account = house.register("ada@example.com");
    let maker = request(&[Scope::KeysWrite, Scope::InboxesRead], InboxScope::All);
    let maker = house.make_key(&account, maker);
    let grant = house.key_grant::<ManageKeys>(&maker.secret);
    let create = |scopes: &[Scope]| {
        house
            .keys
            .create(&grant, request(scopes, InboxScope::All), &origin(), None)
    };
    for scope in [Scope::FullAccess, Scope::KeysRead, Scope::InboxesWrite] {
        assert!(reaches_further(&create(&[scope])), "{scope:?}");
        assert!(
            reaches_further(&create(&[Scope::KeysWrite, scope])),
            "{scope:?}"
        );
    }
    let narrower: [&[Scope]; 2] = [&[Scope::InboxesRead], &[Scope::KeysWrite]];
    for scopes in narrower {
        let made = create(scopes).unwrap();
        assert_eq!(
            made.key.scopes,
            scopes.iter().copied().collect::<ScopeSet>()
        );
    }
}

#[test]
fn a_restricted_key_makes_only_keys_for_its_own_inboxes() {
    let house = House::new();
    let account = house.register("ada@example.com");
    let grant = house.grant::<CreateInboxes>(&account);
    let anonymous = InboxRequest {
        name: None,
        address: None,
    };
    let outside = house
        .inboxes
        .create(&grant, anonymous, &origin(), None)
        .unwrap();
    let own = InboxScope::Only(vec![account.inbox.id.clone()]);
    let maker = house.make_key(&account, request(&[Scope::FullAccess], own.clone()));
    let grant = house.key_grant::<ManageKeys>(&maker.secret);
    let create = |inboxes| {
        let wanted = request(&[Scope::InboxesRead], inboxes);
        house.keys.create(&grant, wanted, &origin(), None)
    };
    assert!(reaches_further(&create(InboxScope::All)));
    let further = create(InboxScope::Only(vec![outside.id]));
    assert!(matches!(further, Err(KeyRequestError::UnknownInbox(_))));
    assert_eq!(create(own.clone()).unwrap().key.inboxes, own);
}

#[test]
fn a_key_changes_and_deletes_only_keys_that_reach_no_further() {
    let house = House::new();
    let account = house.register("ada@example.com");
    let own = InboxScope::Only(vec![account.inbox.id.clone()]);
    let make = |scopes: &[Scope], inboxes| house.make_key(&account, request(scopes, inboxes));
    let limited = make(&[Scope::KeysWrite], own.clone());
    let by_scope = make(&[Scope::KeysRead], own.clone());
    let by_inboxes = make(&[Scope::KeysWrite], InboxScope::All);
    let within = make(&[Scope::KeysWrite], own);
    let grant = house.key_grant::<ManageKeys>(&limited.secret);
    let disable = KeyChange {
        active: Some(false),
        ..KeyChange::default()
    };
    let change = |key: &IssuedKey| house.keys.change(&grant, &key.key.id, &disable, &origin());
    let delete = |key: &IssuedKey| house.keys.delete(&grant, &key.key.id, &origin());
    for key in [&account.api_key, &by_scope, &by_inboxes] {
        assert!(reaches_further(&change(key)) && reaches_further(&delete(key)));
        assert!(house.key(&key.secret).is_ok());
    }
    assert!(change(&within).unwrap().is_some());
    assert!(delete(&within).unwrap().is_some());
}

#[test]
fn a_key_rotates_only_keys_that_reach_no_further() {
    let house = House::new();
    let account = house.register("ada@example.com");
    let own = InboxScope::Only(vec![account.inbox.id.clone()]);
    let make = |scopes: &[Scope], inboxes| house.make_key(&account, request(scopes, inboxes));
    let limited = make(&[Scope::KeysWrite], own.clone());
    let by_scope = make(&[Scope::KeysRead], own.clone());
    let by_inboxes = make(&[Scope::KeysWrite], InboxScope::All);
    let within = make(&[Scope::KeysWrite], own);
    let grant = house.key_grant::<ManageKeys>(&limited.secret);
    let hour = TimeDelta::hours(1);
    let rotate = |key: &IssuedKey| {
        let id = &key.key.id;
        let request = RotationRequest::new(Some(hour), false).unwrap();
        match house.keys.rotate(&grant, id, request, &origin(), None) {
            Ok(rotated) => Ok(rotated),
            Err(RotationError::Request(refused)) => Err(refused),
            Err(error) => panic!("{error}"),
        }
    };
    for key in [&account.api_key, &by_scope, &by_inboxes] {
        assert!(reaches_further(&rotate(key)));
        crate::key_rotation::rotate(&house, &account, key, hour);
        for end in [EndRotation::Old, EndRotation::New] {
            let ended = house
                .keys
                .end_rotation(&grant, &key.key.id, end, None, &origin());
            let Err(EndRotationError::Request(refused)) = ended else {
                panic!("{ended:?}");
            };
            assert!(reaches_further::<()>(&Err(refused)));
        }
        assert!(house.key(&key.secret).is_ok());
    }
    for end in [EndRotation::Old, EndRotation::New] {
        assert!(rotate(&within).unwrap().is_some());
        let ended = house
            .keys
            .end_rotation(&grant, &within.key.id, end, None, &origin());
        assert!(ended.unwrap().is_some());
    }
}

#[test]
fn a_key_without_the_scope_has_no_desk_to_go_to() {
    let house = House::new();
    let account = house.register("ada@example.com");
    let reader = house.make_key(&account, request(&[Scope::KeysRead], InboxScope::All));
    let holder = house.key(&reader.secret).unwrap();
    let refused = Grant::<ManageKeys>::for_key(&holder);
    assert_eq!(refused, Err(Denial::MissingScope(Scope::KeysWrite)));
}

#[test]
fn a_change_of_reach_stays_within_the_grant_and_holds_on_the_next_request() {
    let house = House::new();
    let account = house.register("ada@example.com");
    let own = InboxScope::Only(vec![account.inbox.id.clone()]);
    let both = [Scope::KeysWrite, Scope::InboxesRead];
    let limited = house.make_key(&account, request(&both, own.clone()));
    let grant = house.key_grant::<ManageKeys>(&limited.secret);
    let change = |scopes: Option<&[Scope]>, inboxes: Option<InboxScope>| {
        let change = KeyChange {
            scopes: scopes.map(|scopes| scopes.iter().copied().collect()),
            inboxes,
            ..KeyChange::default()
        };
        house
            .keys
            .change(&grant, &limited.key.id, &change, &origin())
    };
    // Not beyond itself, by scope or by inboxes.
    assert!(reaches_further(&change(Some(&[Scope::FullAccess]), None)));
    assert!(reaches_further(&change(None, Some(InboxScope::All))));
    assert!(change(Some(&[Scope::KeysWrite]), None).unwrap().is_some());
    let seen = house.key(&limited.secret).unwrap();
    assert_eq!(seen.scopes(), [Scope::KeysWrite].into_iter().collect());
    assert_eq!(*seen.inboxes(), own);
    let nothing = InboxScope::Only(Vec::new());
    assert!(change(None, Some(nothing.clone())).unwrap().is_some());
    assert_eq!(*house.key(&limited.secret).unwrap().inboxes(), nothing);
}

/// A key that is given more reach while it is rotated by one that reached as far must not hand out its new secret.
#[test]
fn a_key_that_was_widened_meanwhile_is_neither_rotated_nor_changed() {
    let house = House::new();
    let account = house.register("ada@example.com");
    let limited = house.make_key(&account, request(&[Scope::KeysWrite], InboxScope::All));
    let target = house.make_key(&account, request(&[Scope::KeysWrite], InboxScope::All));
    let grant = house.key_grant::<ManageKeys>(&limited.secret);
    let (elsewhere, owner) = (house.other_server(), house.grant::<ManageKeys>(&account));
    let id = target.key.id.clone();
    let widen = move || {
        let full = KeyChange {
            scopes: Some(ScopeSet::full()),
            ..KeyChange::default()
        };
        let changed = elsewhere.keys.change(&owner, &id, &full, &origin());
        changed.unwrap().unwrap();
    };
    let rotated = interrupted(&house, widen).keys.rotate(
        &grant,
        &target.key.id,
        RotationRequest::default(),
        &origin(),
        None,
    );
    let Err(RotationError::Request(refused)) = rotated else {
        panic!("{rotated:?}");
    };
    assert!(reaches_further::<()>(&Err(refused)));
    assert!(house.key(&target.secret).is_ok());
}

#[test]
fn a_key_that_expires_makes_and_changes_only_keys_that_end_no_later() {
    let house = House::new();
    let account = house.register("ada@example.com");
    let until = |hours: Option<i64>| {
        hours.map(|hours| house.world.ports.clock.now() + TimeDelta::hours(hours))
    };
    let request = |hours| KeyRequest {
        expires_at: until(hours),
        ..request(&[Scope::FullAccess], InboxScope::All)
    };
    let own = house.make_key(&account, request(Some(2)));
    let grant = house.key_grant::<ManageKeys>(&own.secret);
    let rotation = || RotationRequest::new(None, false).unwrap();
    for (hours, is_refused) in [
        (Some(1), false),
        (Some(2), false),
        (Some(3), true),
        (None, true),
    ] {
        let made = house.keys.create(&grant, request(hours), &origin(), None);
        assert_eq!(reaches_further(&made), is_refused, "{hours:?}");
        let end = KeyChange {
            expires_at: Some(until(hours)),
            ..KeyChange::default()
        };
        let put_off = house.keys.change(&grant, &own.key.id, &end, &origin());
        assert_eq!(reaches_further(&put_off), is_refused, "{hours:?}");
        let other = house.make_key(&account, request(hours));
        let rotated = house
            .keys
            .rotate(&grant, &other.key.id, rotation(), &origin(), None);
        let refused = matches!(&rotated, Err(RotationError::Request(error)) if matches!(error, KeyRequestError::Denied(Denial::ReachesFurther)));
        assert_eq!(refused, is_refused, "{hours:?}: {rotated:?}");
        for change in [
            KeyChange {
                scopes: Some(ScopeSet::full()),
                ..KeyChange::default()
            },
            KeyChange {
                active: Some(true),
                ..KeyChange::default()
            },
        ] {
            let changed = house.keys.change(&grant, &other.key.id, &change, &origin());
            assert_eq!(reaches_further(&changed), is_refused, "{hours:?}");
        }
        let deleted = house.keys.delete(&grant, &other.key.id, &origin());
        assert_eq!(reaches_further(&deleted), is_refused, "{hours:?}");
    }
}
