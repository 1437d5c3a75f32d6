use sendook_domain::accounts::RegistrationError;
use sendook_domain::entities::AuditAction;
use sendook_domain::ports::{
    Accounts as _, HashError, RandomError, SecretSource, StoreError, Users as _,
};
use sendook_domain::values::InboxAddress;
use sendook_testkit::builders::{an_account, an_audit_event};

use crate::accounts::{OpenError, registration_request};
use crate::house::House;
use crate::requests::{email, origin};

/// Random generators that are broken in two ways.
enum Broken {
    Silent,
    Stuck,
}

impl SecretSource for Broken {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), RandomError> {
        match self {
            Self::Silent => Err(RandomError("none today".into())),
            Self::Stuck => {
                bytes.fill(0);
                Ok(())
            }
        }
    }
}

fn assert_nothing_is_kept(house: &House) {
    let found = house.world.store.user_for_login(&email("ada@example.com"));
    assert!(found.unwrap().is_none());
    assert_eq!(house.world.store.audit_events(), []);
}

#[test]
fn a_store_that_fails_at_any_call_leaves_nothing_behind() {
    let house = House::new();
    let request = registration_request("ada@example.com");
    let (look_up, open) = (1, 2);
    for call in [look_up, open] {
        house.world.store.fail_call(call);
        let failed = house.open(request.clone(), &origin());
        assert!(
            matches!(
                failed,
                Err(OpenError::Refused(RegistrationError::Store(
                    StoreError::Unavailable(_)
                )))
            ),
            "call {call}: {failed:?}"
        );
        assert_nothing_is_kept(&house);
    }
    assert!(house.open(request, &origin()).is_ok());
}

#[test]
fn a_busy_hasher_leaves_nothing_behind() {
    let house = House::new();
    house.world.passwords.set_busy(true);
    let request = registration_request("ada@example.com");
    let failed = house.open(request, &origin());
    assert!(matches!(
        failed,
        Err(OpenError::Hash(HashError::Unavailable(_)))
    ));
    assert_nothing_is_kept(&house);
}

#[test]
fn without_randomness_nothing_is_opened() {
    let house = House::new();
    let request = registration_request("ada@example.com");
    let failed = house.with_secrets(Broken::Silent).open(request, &origin());
    assert!(matches!(
        failed,
        Err(OpenError::Refused(RegistrationError::Store(
            StoreError::Internal(_)
        )))
    ));
    assert_nothing_is_kept(&house);
}

#[test]
fn drawing_inbox_addresses_ends() {
    let house = House::new().with_secrets(Broken::Stuck);
    let store = &house.world.store;
    let mut squatter = an_account();
    let address = "inbox-aaaaaaaaaa@sendook.com".to_owned();
    squatter.inbox.address = InboxAddress::restore(address.clone(), address);
    let event = an_audit_event(AuditAction::Registered);
    store.open(&squatter, &event).unwrap();
    let calls = store.calls();
    let request = registration_request("ada@example.com");
    let failed = house.open(request, &origin());
    assert!(matches!(
        failed,
        Err(OpenError::Refused(RegistrationError::Store(
            StoreError::Unavailable(_)
        )))
    ));
    let (count, look_up, draws) = (1, 1, 5);
    assert_eq!(store.calls(), calls + count + look_up + draws);
}
