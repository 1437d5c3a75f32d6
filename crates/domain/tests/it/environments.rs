//! A server that does not accept the keys of every environment.

use sendook_domain::authentication::CredentialError;
use sendook_domain::authorization::permission::ManageKeys;
use sendook_domain::entities::AuditAction;
use sendook_domain::policies::KeyChange;

use sendook_domain::values::Environment::{self, Development, Production, Staging};

use crate::house::{House, key_request, origin, presented};

#[test]
fn keys_of_other_environments_are_refused_by_name() {
    let house = House::new();
    let account = house.register("ada@example.com");
    let accepts: [&[Environment]; 4] = [
        &[],
        &[Production],
        &[Staging, Development],
        &Environment::ALL,
    ];
    for accepted in accepts {
        let door = house.door(house.services(accepted));
        for environment in Environment::ALL {
            let mut request = key_request("Of one environment");
            request.environment = environment;
            let key = house.make_key(&account, request);
            let answer = door.authenticate(&presented(Some(key.secret.expose())));
            let expected = if accepted.contains(&environment) {
                Ok(key.key.id)
            } else {
                Err(CredentialError::EnvironmentRefused(environment))
            };
            assert_eq!(
                answer.unwrap().map(|holder| holder.key_id().clone()),
                expected
            );
        }
    }
}

#[test]
fn a_refusal_tells_nothing_of_a_key_that_is_not_good() {
    let house = House::new();
    let account = house.register("ada@example.com");
    let grant = house.grant::<ManageKeys>(&account);
    let disable = KeyChange {
        active: Some(false),
        ..KeyChange::default()
    };
    let id = &account.api_key.key.id;
    house.keys.change(&grant, id, &disable, &origin()).unwrap();
    let door = house.door(house.services(&[Staging]));
    let answer = door.authenticate(&presented(Some(account.api_key.secret.expose())));
    assert_eq!(answer.unwrap(), Err(CredentialError::KeyDisabled));
}

#[test]
fn a_refused_key_was_neither_used_nor_used_after_its_end() {
    let house = House::new();
    let account = house.register("ada@example.com");
    let door = house.door(house.services(&[Staging]));
    let answer = door.authenticate(&presented(Some(account.api_key.secret.expose())));
    assert!(answer.unwrap().is_err());
    house.flush();
    let key = house.seen(&account, &account.api_key.key.id);
    assert_eq!((key.request_count, key.last_used_at), (0, None));
    assert_eq!(house.told(AuditAction::KeyUsedAfterEnd), 0);
}
