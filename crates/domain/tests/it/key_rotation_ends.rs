//! A rotation that is completed or cancelled before its grace is over.

use chrono::TimeDelta;
use sendook_domain::accounts::OpenedAccount;
use sendook_domain::api_keys::EndRotationError;
use sendook_domain::authentication::CredentialError;
use sendook_domain::authorization::permission::ManageKeys;
use sendook_domain::entities::{ApiKey, AuditAction};
use sendook_domain::policies::EndRotation;

use sendook_domain::tokens::TokenKind;
use sendook_domain::values::Environment;
use sendook_domain::values::Secret;

use crate::house::House;
use crate::key_rotation::rotate;
use crate::requests::origin;

const UNKNOWN: CredentialError = CredentialError::Unknown {
    got: TokenKind::ApiKey(Environment::Production),
};

fn end(
    house: &House,
    account: &OpenedAccount,
    which: EndRotation,
) -> Result<Option<ApiKey>, EndRotationError> {
    let grant = house.grant::<ManageKeys>(account);
    let id = &account.api_key.key.id;
    house.keys.end_rotation(&grant, id, which, None, &origin())
}

/// A house with a key that is being rotated for an hour, and its new secret.
fn rotating() -> (House, OpenedAccount, Secret) {
    let house = House::new();
    let account = house.register("ada@example.com");
    let new = rotate(&house, &account, &account.api_key, TimeDelta::hours(1)).secret;
    (house, account, new)
}

#[test]
fn completing_ends_the_old_secret_at_once() {
    let (house, account, new) = rotating();
    let key = end(&house, &account, EndRotation::Old).unwrap().unwrap();
    assert_eq!(key.previous, None);
    assert_eq!(house.key(&account.api_key.secret), Err(UNKNOWN));
    assert!(house.key(&new).is_ok());
    assert_eq!(house.told(AuditAction::KeyRotationCompleted), 1);
}

#[test]
fn cancelling_ends_the_new_secret_and_the_old_one_lives_on() {
    let (house, account, new) = rotating();
    let key = end(&house, &account, EndRotation::New).unwrap().unwrap();
    assert_eq!(
        (key.secret, key.previous),
        (account.api_key.key.secret.clone(), None)
    );
    assert_eq!(house.key(&new), Err(UNKNOWN));
    house.world.clock.advance(TimeDelta::days(365));
    assert!(house.key(&account.api_key.secret).is_ok());
    assert_eq!(house.told(AuditAction::KeyRotationCancelled), 1);
}

#[test]
fn what_is_not_being_rotated_keeps_its_secret() {
    let (house, account, new) = rotating();
    house.world.clock.advance(TimeDelta::hours(1));
    for which in [EndRotation::Old, EndRotation::New] {
        let refused = end(&house, &account, which);
        assert!(matches!(refused, Err(EndRotationError::NotRotating)));
        assert!(house.key(&new).is_ok());
    }
    assert_eq!(house.told(AuditAction::KeyRotationCompleted), 0);
    assert_eq!(house.told(AuditAction::KeyRotationCancelled), 0);
}

#[test]
fn a_rotation_is_ended_once() {
    let (house, account, _) = rotating();
    assert!(end(&house, &account, EndRotation::Old).is_ok());
    let again = end(&house, &account, EndRotation::New);
    assert!(matches!(again, Err(EndRotationError::NotRotating)));
}

#[test]
fn a_stranger_finds_no_rotation_to_end() {
    let (house, account, new) = rotating();
    let stranger = house.register("grace@example.com");
    let grant = house.grant::<ManageKeys>(&stranger);
    for which in [EndRotation::Old, EndRotation::New] {
        let id = &account.api_key.key.id;
        let ended = house.keys.end_rotation(&grant, id, which, None, &origin());
        assert!(ended.unwrap().is_none());
    }
    assert!(house.key(&new).is_ok() && house.key(&account.api_key.secret).is_ok());
}
