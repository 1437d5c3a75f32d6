use chrono::TimeDelta;
use sendook_domain::authentication::CredentialError;
use sendook_domain::authorization::permission::ManageKeys;
use sendook_domain::entities::AuditAction;
use sendook_domain::policies::KeyChange;
use sendook_domain::ports::ApiKeys as _;
use sendook_domain::tokens::{IssuedToken, TokenKind};
use sendook_domain::values::Environment;
use sendook_testkit::FixedClock;
use sendook_testkit::builders::{a_key, an_audit_event};

use crate::house::House;
use crate::requests::{key_request, origin};

#[test]
fn a_key_with_another_environment_in_front_is_unknown() {
    let house = House::new();
    let key = house.register("ada@example.com").api_key.secret;
    let edited = key.expose().replace("sndk_prod_", "sndk_dev_");
    let got = TokenKind::ApiKey(Environment::Development);
    assert_eq!(
        house.caller(Some(&edited)),
        Err(CredentialError::Unknown { got })
    );
}

#[test]
fn a_row_of_another_environment_than_the_key_is_unknown() {
    let got = TokenKind::ApiKey(Environment::Development);
    for (environment, known) in [
        (
            Environment::Production,
            Err(CredentialError::Unknown { got }),
        ),
        (Environment::Development, Ok(())),
    ] {
        let house = House::new();
        let mut new = a_key(
            &house
                .register("ada@example.com")
                .membership
                .organization()
                .id,
        );
        let token = IssuedToken::generate(got, &*house.world.ports.secrets).unwrap();
        new.digest = token.digest(&*house.world.ports.digester);
        new.key.environment = environment;
        let event = an_audit_event(AuditAction::KeyCreated);
        house.world.store.create_key(&new, &event, None).unwrap();
        let caller = house.caller(Some(token.secret().expose()));
        assert_eq!(caller.map(drop), known);
    }
}

#[test]
fn a_key_is_good_until_its_end_and_not_at_it() {
    let house = House::new();
    let account = house.register("ada@example.com");
    let end = FixedClock::START + TimeDelta::days(7);
    let mut request = key_request("Weekly");
    request.expires_at = Some(end);
    let secret = house.make_key(&account, request).secret;
    house.world.clock.set(end - TimeDelta::microseconds(1));
    assert!(house.key(&secret).is_ok());
    house.world.clock.set(end);
    assert_eq!(
        house.key(&secret),
        Err(CredentialError::KeyExpired { at: end })
    );
}

#[test]
fn a_disabled_key_is_refused_until_it_is_enabled_again() {
    let house = House::new();
    let account = house.register("ada@example.com");
    let grant = house.grant::<ManageKeys>(&account);
    let key = account.api_key;
    for (active, expected) in [
        (false, Err(CredentialError::KeyDisabled)),
        (true, Ok(key.key.id.clone())),
    ] {
        let change = KeyChange {
            active: Some(active),
            ..KeyChange::default()
        };
        let changed = house.keys.change(&grant, &key.key.id, &change, &origin());
        assert_eq!(changed.unwrap().map(|key| key.active), Some(active));
        let answer = house.key(&key.secret).map(|holder| holder.key_id().clone());
        assert_eq!(answer, expected);
    }
}
