//! A server that does not accept the keys of every environment.

use sendook_domain::authentication::{AuthenticationError, CredentialError};
use sendook_domain::authorization::Denial;
use sendook_domain::authorization::permission::ManageKeys;
use sendook_domain::entities::AuditAction;
use sendook_domain::policies::KeyChange;

use sendook_domain::values::Environment::{self, Development, Production, Staging};

use crate::house::House;
use crate::requests::{key_request, origin};

fn accepting(environments: &[Environment]) -> House {
    House::with(|settings| settings.accepted_environments = environments.to_vec())
}

#[test]
fn keys_of_other_environments_are_refused_by_name() {
    let accepts: [&[Environment]; 4] = [
        &[],
        &[Production],
        &[Staging, Development],
        &Environment::ALL,
    ];
    for accepted in accepts {
        let house = accepting(accepted);
        let account = house.register("ada@example.com");
        for environment in Environment::ALL {
            let mut request = key_request("Of one environment");
            request.environment = environment;
            let key = house.make_key(&account, request);
            match house.try_key(&key.secret) {
                Ok(holder) if accepted.contains(&environment) => {
                    assert_eq!(holder.key_id(), &key.key.id);
                }
                Err(AuthenticationError::Denied(denial)) if !accepted.contains(&environment) => {
                    assert_eq!(denial, Denial::EnvironmentRefused(environment));
                }
                other => panic!("{environment:?} where {accepted:?} are accepted: {other:?}"),
            }
        }
    }
}

#[test]
fn a_refusal_tells_nothing_of_a_key_that_is_not_good() {
    let house = accepting(&[Staging]);
    let account = house.register("ada@example.com");
    let grant = house.grant::<ManageKeys>(&account);
    let disable = KeyChange {
        active: Some(false),
        ..KeyChange::default()
    };
    let id = &account.api_key.key.id;
    house.keys.change(&grant, id, &disable, &origin()).unwrap();
    let answer = house.key(&account.api_key.secret);
    assert_eq!(answer, Err(CredentialError::KeyDisabled));
}

#[test]
fn a_refused_key_was_neither_used_nor_used_after_its_end() {
    let house = accepting(&[Staging]);
    let account = house.register("ada@example.com");
    let answer = house.try_key(&account.api_key.secret);
    assert!(matches!(answer, Err(AuthenticationError::Denied(_))));
    house.flush();
    let key = house.seen(&account, &account.api_key.key.id);
    assert_eq!((key.request_count, key.last_used_at), (0, None));
    assert_eq!(house.told(AuditAction::KeyUsedAfterEnd), 0);
}
