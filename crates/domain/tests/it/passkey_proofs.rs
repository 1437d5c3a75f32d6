//! A passkey is a second factor, and the proof of who holds a session.

use chrono::TimeDelta;
use sendook_domain::accounts::{LoggedIn, WaitingLogin};
use sendook_domain::entities::{AuditAction, FactorMethod, PasskeyChallenge};
use sendook_domain::factors::{PasskeyProofError, SecondFactorError};
use sendook_domain::sessions::IssuedSession;
use sendook_testkit::SoftwareAuthenticator;

use crate::accounts::PASSWORD;
use crate::house::House;
use crate::passkeys::a_device;
use crate::requests::origin;

impl House {
    /// A login whose password was right, and that waits.
    fn waiting_login(&self, address: &str, password: &str) -> WaitingLogin {
        match self.first_step(address, password, &origin()).unwrap() {
            LoggedIn::SecondFactorDue(waiting) => waiting,
            LoggedIn::Session(_) => panic!("no second factor is due"),
        }
    }

    fn show_at_login(
        &self,
        login: &WaitingLogin,
        answer: &str,
    ) -> Result<IssuedSession, PasskeyProofError> {
        let step = self.second_step.begin(login.token.expose(), &origin());
        self.passkey_proofs.log_in(step.unwrap(), answer)
    }

    fn ask_at_login(&self, login: &WaitingLogin) -> String {
        self.passkey_proofs
            .ask_at_login(login.token.expose())
            .unwrap()
    }
}

/// A person with a passkey in a security key that verifies nobody and counts.
fn ada(house: &House) -> (IssuedSession, SoftwareAuthenticator) {
    let session = house.register("ada@example.com").session;
    let mut device = a_device();
    device.verifies_user = false;
    (device.counter, device.counts_by) = (7, 1);
    house.add_passkey(&session, &mut device);
    device.counter = 8;
    (session, device)
}

fn is_wrong<T>(result: &Result<T, PasskeyProofError>) -> bool {
    matches!(
        result,
        Err(PasskeyProofError::SecondFactor(
            SecondFactorError::Wrong { .. }
        ))
    )
}

#[test]
fn a_passkey_is_a_second_factor_that_need_not_verify_who_uses_it() {
    let house = House::new();
    let (session, mut device) = ada(&house);
    let login = house.waiting_login("ada@example.com", PASSWORD);
    assert_eq!(
        login.methods,
        [FactorMethod::Passkey, FactorMethod::RecoveryCode]
    );
    let answer = device.get(&house.ask_at_login(&login));
    let issued = house.show_at_login(&login, &answer).unwrap();
    assert_eq!(issued.user.id, session.user.id);
}

#[test]
fn an_answer_is_good_for_its_login_alone_and_once() {
    let house = House::new();
    let (_, mut device) = ada(&house);
    let (one, other) = (
        house.waiting_login("ada@example.com", PASSWORD),
        house.waiting_login("ada@example.com", PASSWORD),
    );
    let answer = device.get(&house.ask_at_login(&one));
    let refused = house.show_at_login(&other, &answer);
    assert!(is_wrong(&refused), "{refused:?}");
    // To show it was to use it up.
    let refused = house.show_at_login(&one, &answer);
    assert!(is_wrong(&refused), "{refused:?}");
    assert_eq!(house.told(AuditAction::SecondFactorFailed), 2);
    let answer = device.get(&house.ask_at_login(&one));
    house.show_at_login(&one, &answer).unwrap();
}

#[test]
fn what_is_wrong_is_no_second_factor() {
    let turns: [fn(&mut SoftwareAuthenticator); 4] = [
        |device| device.origin = "https://evil.example".to_owned(),
        |device| device.relying_party = Some("evil.example".to_owned()),
        |device| device.user_handle = Some(Some(b"somebody else".to_vec())),
        |device| device.counter = 0,
    ];
    for turn in turns {
        let house = House::new();
        let (_, mut device) = ada(&house);
        let login = house.waiting_login("ada@example.com", PASSWORD);
        let options = house.ask_at_login(&login);
        turn(&mut device);
        let refused = house.show_at_login(&login, &device.get(&options));
        assert!(is_wrong(&refused), "{refused:?}");
    }
}

#[test]
fn an_authenticator_may_keep_silent_about_whose_it_is_where_that_is_known() {
    let house = House::new();
    let (_, mut device) = ada(&house);
    let login = house.waiting_login("ada@example.com", PASSWORD);
    device.user_handle = Some(None);
    let answer = device.get(&house.ask_at_login(&login));
    house.show_at_login(&login, &answer).unwrap();
}

#[test]
fn a_passkey_proves_who_holds_a_session_and_only_this_one() {
    let house = House::new();
    let (session, mut device) = ada(&house);
    let principal = house.principal(&session);
    let prove = |answer: &str| {
        house
            .passkey_proofs
            .reauthenticate(&principal, answer, &origin())
    };
    house.world.clock.advance(TimeDelta::hours(1));
    assert!(house.step_up.require(&principal).is_err());
    let login = house.waiting_login("ada@example.com", PASSWORD);
    let refused = prove(&device.get(&house.ask_at_login(&login)));
    assert!(is_wrong(&refused), "{refused:?}");
    let answer = device.get(&house.ask_at_login(&login));
    let other = house.show_at_login(&login, &answer).unwrap();
    let of_other = house
        .passkey_proofs
        .ask_again(&house.principal(&other))
        .unwrap();
    let refused = prove(&device.get(&of_other));
    assert!(is_wrong(&refused), "{refused:?}");
    assert!(house.step_up.require(&principal).is_err());
    let own = house.passkey_proofs.ask_again(&principal).unwrap();
    let answer = device.get(&own);
    prove(&answer).unwrap();
    house.step_up.require(&principal).unwrap();
    let refused = prove(&answer);
    assert!(is_wrong(&refused), "{refused:?}");
}

#[test]
fn of_many_questions_the_newest_are_answered() {
    let house = House::new();
    let (session, mut device) = ada(&house);
    let principal = house.principal(&session);
    let asked: Vec<_> = (0..=PasskeyChallenge::AT_ONCE)
        .map(|_| {
            house.world.clock.advance(TimeDelta::seconds(1));
            house.passkey_proofs.ask_again(&principal).unwrap()
        })
        .collect();
    let mut prove = |options: &str| {
        let answer = device.get(options);
        let proofs = &house.passkey_proofs;
        proofs.reauthenticate(&principal, &answer, &origin())
    };
    let refused = prove(&asked[0]);
    assert!(is_wrong(&refused), "{refused:?}");
    for options in &asked[1..] {
        prove(options).unwrap();
    }
}

#[test]
fn whoever_has_no_passkey_is_not_asked_for_one() {
    let house = House::new();
    let principal = house.principal(&house.register("ada@example.com").session);
    let refused = house.passkey_proofs.ask_again(&principal);
    assert!(
        matches!(refused, Err(PasskeyProofError::NoPasskey)),
        "{refused:?}"
    );
    let refused = house.passkey_proofs.ask_at_login("sndf_junk");
    let gone = SecondFactorError::LoginGone.to_string();
    assert_eq!(refused.unwrap_err().to_string(), gone);
}
