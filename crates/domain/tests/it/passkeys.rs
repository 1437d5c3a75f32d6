//! Passkeys are added for the session that asked, once.

use chrono::TimeDelta;
use sendook_domain::authentication::UserPrincipal;
use sendook_domain::entities::{AuditAction, Factor, FactorKind};
use sendook_domain::factors::{
    AddedFactor, FactorError, OfferedPasskey, PasskeyFault, PasskeyRegistrationError, RecoveryCode,
};
use sendook_domain::sessions::IssuedSession;
use sendook_domain::values::{FactorName, Id};
use sendook_testkit::{PASSKEY_ORIGIN, SoftwareAuthenticator};

use crate::accounts::PASSWORD;
use crate::apps::confirm_app;
use crate::house::House;
use crate::requests::origin;

pub(crate) fn a_device() -> SoftwareAuthenticator {
    SoftwareAuthenticator::new(PASSKEY_ORIGIN)
}

impl House {
    pub(crate) fn principal(&self, session: &IssuedSession) -> UserPrincipal {
        self.user(&session.token).unwrap()
    }

    pub(crate) fn offer_passkey(&self, session: &UserPrincipal) -> OfferedPasskey {
        let proof = self.step_up.require(session).unwrap();
        self.passkeys.offer(session, &proof, None).unwrap()
    }

    pub(crate) fn finish_passkey(
        &self,
        session: &UserPrincipal,
        id: &Id<Factor>,
        answer: &str,
    ) -> Result<AddedFactor, PasskeyRegistrationError> {
        let proof = self.step_up.require(session).unwrap();
        self.passkeys.finish(session, &proof, id, answer, &origin())
    }

    /// Adds a passkey in this device to the account of this session.
    pub(crate) fn add_passkey(
        &self,
        session: &IssuedSession,
        device: &mut SoftwareAuthenticator,
    ) -> AddedFactor {
        let session = self.principal(session);
        let offered = self.offer_passkey(&session);
        let answer = device.create(&offered.options);
        self.finish_passkey(&session, &offered.id, &answer).unwrap()
    }
}

#[test]
fn a_passkey_counts_once_it_was_made() {
    let house = House::new();
    let session = house.register("ada@example.com").session;
    let principal = house.principal(&session);
    let offered = house.offer_passkey(&principal);
    assert!(house.factors.list(&principal).unwrap().factors.is_empty());
    let answer = a_device().create(&offered.options);
    let added = house
        .finish_passkey(&principal, &offered.id, &answer)
        .unwrap();
    assert_eq!(
        (&added.factor.id, added.factor.kind),
        (&offered.id, FactorKind::Passkey)
    );
    assert_eq!(added.factor.name, FactorName::of_passkey());
    assert_eq!(added.factor.last_used_at, None);
    let codes = added.recovery_codes.expect("it is the first factor");
    assert_eq!(codes.len(), RecoveryCode::COUNT);
    assert_eq!(
        house.factors.list(&principal).unwrap().factors,
        [added.factor]
    );
    assert_eq!(house.told(AuditAction::FactorAdded), 1);
    let further = house.add_passkey(&session, &mut a_device());
    assert_eq!(further.recovery_codes, None);
}

#[test]
fn an_answer_is_good_once_on_whatever_server() {
    let house = House::new();
    let session = house.register("ada@example.com").session;
    let principal = house.principal(&session);
    let offered = house.offer_passkey(&principal);
    let answer = a_device().create(&offered.options);
    let other = house.other_server();
    other
        .finish_passkey(&principal, &offered.id, &answer)
        .unwrap();
    let again = house.finish_passkey(&principal, &offered.id, &answer);
    let unknown = PasskeyRegistrationError::Factor(FactorError::Unknown);
    assert_eq!(again.unwrap_err().to_string(), unknown.to_string());
    // Nor for a further one.
    let further = house.offer_passkey(&principal);
    let again = house.finish_passkey(&principal, &further.id, &answer);
    assert!(is_not_asked(&again), "{again:?}");
}

#[test]
fn an_answer_is_good_for_five_minutes() {
    for (late, good) in [
        (TimeDelta::zero(), false),
        (TimeDelta::microseconds(-1), true),
    ] {
        let house = House::new();
        let session = house.register("ada@example.com").session;
        let principal = house.principal(&session);
        let offered = house.offer_passkey(&principal);
        let answer = a_device().create(&offered.options);
        house.world.clock.advance(TimeDelta::minutes(5) + late);
        let finished = house.finish_passkey(&principal, &offered.id, &answer);
        assert_eq!(finished.is_ok(), good, "{finished:?}");
        assert_eq!(is_not_asked(&finished), !good, "{finished:?}");
    }
}

#[test]
fn an_answer_is_good_for_the_session_and_the_factor_that_it_was_asked_for() {
    let house = House::new();
    let one = house.principal(&house.register("ada@example.com").session);
    let other = house.principal(&house.log_in("ada@example.com", PASSWORD).unwrap());
    let stranger = house.principal(&house.register("grace@example.com").session);
    let offered = house.offer_passkey(&one);
    let answer = a_device().create(&offered.options);
    let refused = house.finish_passkey(&stranger, &offered.id, &answer);
    assert!(
        matches!(
            &refused,
            Err(PasskeyRegistrationError::Factor(FactorError::Unknown))
        ),
        "{refused:?}"
    );
    let refused = house.finish_passkey(&other, &offered.id, &answer);
    assert!(is_not_asked(&refused), "{refused:?}");
    // To ask was to use it up.
    let refused = house.finish_passkey(&one, &offered.id, &answer);
    assert!(is_not_asked(&refused), "{refused:?}");
    let (earlier, later) = (house.offer_passkey(&one), house.offer_passkey(&one));
    let answer = a_device().create(&earlier.options);
    let refused = house.finish_passkey(&one, &later.id, &answer);
    assert!(is_not_asked(&refused), "{refused:?}");
    assert!(house.factors.list(&one).unwrap().factors.is_empty());
}

#[test]
fn a_device_is_told_of_the_passkeys_that_there_are_and_none_is_registered_twice() {
    let house = House::new();
    let ada = house.register("ada@example.com").session;
    let mut device = a_device();
    device.credential_id = Some(b"the same".to_vec());
    house.add_passkey(&ada, &mut device);
    let principal = house.principal(&ada);
    let offered = house.offer_passkey(&principal);
    assert!(
        offered.options.contains(r#""excludeCredentials":[{"#),
        "{}",
        offered.options
    );
    // It does not look at what it is told.
    let answer = device.create(&offered.options);
    let refused = house.finish_passkey(&principal, &offered.id, &answer);
    assert!(
        matches!(&refused, Err(PasskeyRegistrationError::Taken)),
        "{refused:?}"
    );
}

#[test]
fn a_factor_is_renamed_and_removed() {
    let house = House::new();
    let session = house.register("ada@example.com").session;
    let added = house.add_passkey(&session, &mut a_device()).factor;
    let principal = house.principal(&session);
    let proof = || house.step_up.require(&principal).unwrap();
    let name = FactorName::parse("Key on the ring").unwrap();
    let renamed = house
        .factors
        .rename(&principal, &proof(), &added.id, &name, &origin());
    assert_eq!(renamed.unwrap().name, name);
    assert_eq!(house.told(AuditAction::FactorRenamed), 1);
    let stranger = house.principal(&house.register("grace@example.com").session);
    let proof_of_stranger = house.step_up.require(&stranger).unwrap();
    let refused = house
        .factors
        .rename(&stranger, &proof_of_stranger, &added.id, &name, &origin());
    assert!(matches!(refused, Err(FactorError::Unknown)));
    house
        .factors
        .remove(&principal, &proof(), &added.id, &origin())
        .unwrap();
    assert!(house.factors.list(&principal).unwrap().factors.is_empty());
}

#[test]
fn nobody_has_more_factors_than_anybody_may_whatever_they_were_offered() {
    for app_first in [false, true] {
        let house = House::new();
        let session = house.register("ada@example.com").session;
        for _ in 1..Factor::MAX {
            house.add_passkey(&session, &mut a_device());
        }
        let principal = house.principal(&session);
        let proof = house.step_up.require(&principal).unwrap();
        let app = house.factors.offer_totp(&principal, &proof, None).unwrap();
        let passkey = house.offer_passkey(&principal);
        let answer = a_device().create(&passkey.options);
        let confirm = || confirm_app(&house, &principal, &app);
        let finish = || house.finish_passkey(&principal, &passkey.id, &answer);
        let refused = if app_first {
            confirm().unwrap();
            finish().unwrap_err().to_string()
        } else {
            finish().unwrap();
            confirm().unwrap_err().to_string()
        };
        assert_eq!(refused, FactorError::TooMany.to_string());
        let list = house.factors.list(&principal).unwrap();
        assert_eq!(list.factors.len(), Factor::MAX);
    }
}

fn is_not_asked(result: &Result<AddedFactor, PasskeyRegistrationError>) -> bool {
    let fault = PasskeyFault::NotAsked.to_string();
    matches!(result, Err(PasskeyRegistrationError::Fault(other)) if other.to_string() == fault)
}
