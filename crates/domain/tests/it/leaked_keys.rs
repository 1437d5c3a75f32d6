//! A key that has leaked comes back with another secret, or not at all.

use chrono::TimeDelta;
use sendook_domain::accounts::OpenedAccount;
use sendook_domain::api_keys::KeyRequestError;
use sendook_domain::authentication::CredentialError;
use sendook_domain::authorization::permission::ManageKeys;
use sendook_domain::entities::{ApiKey, DisabledReason};
use sendook_domain::policies::KeyChange;

use sendook_domain::tokens::TokenKind;
use sendook_domain::values::Environment;
use sendook_domain::values::KeyName;

use crate::house::House;
use crate::key_rotation::rotate;
use crate::requests::origin;

fn leaked() -> (House, OpenedAccount) {
    let house = House::new();
    let account = house.register("ada@example.com");
    let secret = account.api_key.secret.expose();
    house.leaks.report(secret, None, &origin()).unwrap();
    (house, account)
}

fn change(
    house: &House,
    account: &OpenedAccount,
    change: &KeyChange,
) -> Result<ApiKey, KeyRequestError> {
    let grant = house.grant::<ManageKeys>(account);
    let id = &account.api_key.key.id;
    let changed = house.keys.change(&grant, id, change, &origin());
    changed.map(Option::unwrap)
}

fn enable() -> KeyChange {
    KeyChange {
        active: Some(true),
        ..KeyChange::default()
    }
}

#[test]
fn it_is_enabled_after_a_rotation_and_not_before() {
    let (house, account) = leaked();
    let refused = change(&house, &account, &enable());
    assert!(matches!(refused, Err(KeyRequestError::Leaked)));
    let new = rotate(&house, &account, &account.api_key, TimeDelta::days(1));
    assert_eq!((new.key.active, new.key.disabled_reason), (false, None));
    assert_eq!(house.key(&new.secret), Err(CredentialError::KeyDisabled));
    assert!(change(&house, &account, &enable()).unwrap().active);
    assert!(house.key(&new.secret).is_ok());
}

#[test]
fn its_old_secret_has_no_grace() {
    let (house, account) = leaked();
    let new = rotate(&house, &account, &account.api_key, TimeDelta::days(1));
    assert_eq!(new.key.previous, None);
    change(&house, &account, &enable()).unwrap();
    let got = TokenKind::ApiKey(Environment::Production);
    let old = &account.api_key.secret;
    assert_eq!(house.key(old), Err(CredentialError::Unknown { got }));
    house.leaks.report(old.expose(), None, &origin()).unwrap();
    assert!(
        house.key(&new.secret).is_ok(),
        "a dead secret cannot stop it"
    );
}

#[test]
fn other_changes_leave_it_leaked() {
    let (house, account) = leaked();
    let rename = KeyChange {
        name: Some(KeyName::parse("Renamed").unwrap()),
        active: Some(false),
        ..KeyChange::default()
    };
    let renamed = change(&house, &account, &rename).unwrap();
    assert_eq!(renamed.disabled_reason, Some(DisabledReason::Leaked));
    assert!(matches!(
        change(&house, &account, &enable()),
        Err(KeyRequestError::Leaked)
    ));
}
