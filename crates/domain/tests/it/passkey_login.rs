//! A passkey logs its person in, with nothing else, if it verified who uses it.

use std::iter;

use chrono::TimeDelta;
use sendook_domain::accounts::LoggedIn;
use sendook_domain::authorization::Operator;
use sendook_domain::entities::AuditAction;
use sendook_domain::factors::PasskeyLoginError;
use sendook_domain::policies::PASSKEY_QUESTIONS_PER_NETWORK;
use sendook_domain::ports::{PasskeyError, Users as _};
use sendook_domain::sessions::IssuedSession;
use sendook_testkit::SoftwareAuthenticator;

use crate::accounts::PASSWORD;
use crate::house::House;
use crate::passkeys::a_device;
use crate::requests::{email, origin, origin_at};

impl House {
    pub(crate) fn log_in_with(
        &self,
        device: &mut SoftwareAuthenticator,
    ) -> Result<IssuedSession, PasskeyLoginError> {
        let options = self.passkey_login.ask(&origin()).unwrap();
        let answer = device.get(&options);
        self.passkey_login.finish(&answer, &origin())
    }
}

/// A person with a passkey in a device that counts.
pub(crate) fn ada(house: &House) -> (IssuedSession, SoftwareAuthenticator) {
    let session = house.register("ada@example.com").session;
    let mut device = a_device();
    (device.counter, device.counts_by) = (7, 1);
    house.add_passkey(&session, &mut device);
    device.counter = 8;
    (session, device)
}

fn is_refused(result: &Result<IssuedSession, PasskeyLoginError>) -> bool {
    matches!(result, Err(PasskeyLoginError::NotAccepted { .. }))
}

#[test]
fn a_passkey_logs_its_person_in_whatever_else_they_have() {
    let house = House::new();
    let (session, mut device) = ada(&house);
    for _ in 0..2 {
        let issued = house.log_in_with(&mut device).unwrap();
        assert_eq!(issued.user.id, session.user.id);
        house.user(&issued.token).unwrap();
    }
    assert_eq!(house.told(AuditAction::LoggedIn), 2);
    let factors = house
        .factors
        .list(&house.principal(&session))
        .unwrap()
        .factors;
    assert!(factors[0].last_used_at.is_some());
}

#[test]
fn an_answer_logs_in_once_on_whatever_server_and_for_five_minutes() {
    let house = House::new();
    let (_, mut device) = ada(&house);
    let other = house.other_server();
    let options = house.passkey_login.ask(&origin()).unwrap();
    let answer = device.get(&options);
    other.passkey_login.finish(&answer, &origin()).unwrap();
    let again = house.passkey_login.finish(&answer, &origin());
    assert!(is_refused(&again), "{again:?}");
    // What was replayed is a new answer to an old question.
    let again = house.passkey_login.finish(&device.get(&options), &origin());
    assert!(is_refused(&again), "{again:?}");
    let options = house.passkey_login.ask(&origin()).unwrap();
    let answer = device.get(&options);
    house.world.clock.advance(TimeDelta::minutes(5));
    let late = house.passkey_login.finish(&answer, &origin());
    assert!(is_refused(&late), "{late:?}");
    assert_eq!(house.told(AuditAction::LoginFailed), 3);
}

#[test]
fn what_is_wrong_is_refused_in_the_same_words() {
    let house = House::new();
    let (_, mut device) = ada(&house);
    let mut sentences = Vec::new();
    let mut try_with = |turn: &dyn Fn(&mut SoftwareAuthenticator)| {
        let counter = device.counter;
        turn(&mut device);
        let refused = house.log_in_with(&mut device);
        assert!(is_refused(&refused), "{refused:?}");
        sentences.push(refused.unwrap_err().to_string());
        let right = a_device();
        device.origin = right.origin;
        device.relying_party = None;
        device.challenge = None;
        device.user_handle = None;
        device.verifies_user = true;
        device.counter = counter + 1;
    };
    try_with(&|device| device.origin = "https://evil.example".to_owned());
    try_with(&|device| device.relying_party = Some("evil.example".to_owned()));
    try_with(&|device| device.challenge = Some("AAAAAAAAAAAAAAAAAAAAAA".to_owned()));
    try_with(&|device| device.user_handle = Some(Some(b"somebody else".to_vec())));
    try_with(&|device| device.user_handle = Some(None));
    try_with(&|device| device.verifies_user = false);
    try_with(&|device| device.counter = 0);
    let refused = show_unknown(&house).unwrap_err();
    sentences.push(refused.to_string());
    sentences.dedup();
    assert_eq!(sentences, ["This passkey was not accepted."]);
    house.log_in_with(&mut device).unwrap();
}

#[test]
fn an_answer_to_another_question_of_the_same_person_logs_nobody_in() {
    let house = House::new();
    let (session, mut device) = ada(&house);
    let principal = house.principal(&session);
    let options = house.passkey_proofs.ask_again(&principal).unwrap();
    let refused = house.passkey_login.finish(&device.get(&options), &origin());
    assert!(is_refused(&refused), "{refused:?}");
}

#[test]
fn a_disabled_account_is_not_logged_in() {
    let house = House::new();
    let (session, mut device) = ada(&house);
    house.administration.disable(&session.user.id).unwrap();
    let refused = house.log_in_with(&mut device);
    assert!(is_refused(&refused), "{refused:?}");
    assert!(
        house
            .world
            .store
            .user(&session.user.id)
            .unwrap()
            .unwrap()
            .is_disabled()
    );
}

#[test]
fn a_passkey_that_the_operator_took_away_logs_nobody_in() {
    let house = House::new();
    let (session, mut device) = ada(&house);
    let operator = Operator::at_the_command_line();
    let gone = house.factors.reset(&operator, &session.user).unwrap();
    assert_eq!(gone, 1);
    let refused = house.log_in_with(&mut device);
    assert!(is_refused(&refused), "{refused:?}");
    house.log_in("ada@example.com", PASSWORD).unwrap();
}

#[test]
fn wrong_answers_count_as_failed_logins_and_the_owner_elsewhere_goes_on() {
    let house = House::new();
    let (_, mut device) = ada(&house);
    device.verifies_user = false;
    for _ in 0..10 {
        assert!(is_refused(&house.log_in_with(&mut device)));
    }
    let refused = house.log_in_with(&mut device);
    assert!(
        matches!(refused, Err(PasskeyLoginError::TooManyAttempts(_))),
        "{refused:?}"
    );
    // Of this passkey: a login by password goes on, and the one elsewhere.
    let due = house.first_step("ada@example.com", PASSWORD, &origin());
    assert!(matches!(due, Ok(LoggedIn::SecondFactorDue(_))), "{due:?}");
    device.verifies_user = true;
    let elsewhere = origin_at("198.51.100.9");
    let answer = device.get(&house.passkey_login.ask(&elsewhere).unwrap());
    house.passkey_login.finish(&answer, &elsewhere).unwrap();
}

/// How many wrong answers of this device are looked at from here, before it has to wait.
fn looked_at(house: &House, device: &mut SoftwareAuthenticator) -> usize {
    device.verifies_user = false;
    let mut tries = iter::repeat_with(|| house.log_in_with(device));
    let refused = tries.position(|tried| {
        assert!(tried.is_err());
        matches!(tried, Err(PasskeyLoginError::TooManyAttempts(_)))
    });
    refused.unwrap()
}

#[test]
fn wrong_answers_do_not_tell_whether_there_is_such_a_passkey() {
    let somebody_else = Some(b"somebody else".to_vec());
    for (is_there, handle) in [(true, None), (true, Some(somebody_else)), (false, None)] {
        let house = House::new();
        let (session, mut device) = ada(&house);
        device.user_handle = handle;
        if !is_there {
            let operator = Operator::at_the_command_line();
            house.factors.reset(&operator, &session.user).unwrap();
        }
        assert_eq!(looked_at(&house, &mut device), 10);
    }
}

#[test]
fn a_right_answer_and_the_operator_forget_the_wrong_ones_of_a_passkey() {
    let house = House::new();
    let (_, mut device) = ada(&house);
    for _ in 0..2 {
        device.verifies_user = false;
        for _ in 0..9 {
            assert!(is_refused(&house.log_in_with(&mut device)));
        }
        device.verifies_user = true;
        house.log_in_with(&mut device).unwrap();
    }
    assert_eq!(looked_at(&house, &mut device), 10);
    device.verifies_user = true;
    house.log_in_with(&mut device).unwrap_err();
    let ada = email("ada@example.com");
    house.login_throttle.unlock(&ada, &[]).unwrap();
    house.log_in_with(&mut device).unwrap();
}

#[test]
fn questions_are_limited_by_network() {
    let house = House::new();
    for _ in 0..PASSKEY_QUESTIONS_PER_NETWORK.limit {
        house.passkey_login.ask(&origin()).unwrap();
    }
    let refused = house.passkey_login.ask(&origin());
    assert!(
        matches!(refused, Err(PasskeyLoginError::TooManyAttempts(_))),
        "{refused:?}"
    );
    house.passkey_login.ask(&origin_at("198.51.100.9")).unwrap();
    house
        .world
        .clock
        .advance(PASSKEY_QUESTIONS_PER_NETWORK.window);
    house.passkey_login.ask(&origin()).unwrap();
}

#[test]
fn what_the_store_did_not_give_counts_for_nothing() {
    let house = House::new();
    let (_, mut device) = ada(&house);
    let options = house.passkey_login.ask(&origin()).unwrap();
    let answer = device.get(&options);
    // The attempt is counted, the passkey looked up, and the challenge taken.
    for nth in [2, 3] {
        for _ in 0..60 {
            house.world.store.fail_call(nth);
            let refused = house.passkey_login.finish(&answer, &origin());
            assert!(
                matches!(refused, Err(PasskeyLoginError::Store(_))),
                "{refused:?}"
            );
        }
    }
    assert_eq!(house.told(AuditAction::LoginFailed), 0);
    assert_eq!(looked_at(&house, &mut device), 10);
}

#[test]
fn what_is_no_answer_counts_for_nothing() {
    let house = House::new();
    for _ in 0..60 {
        let refused = house.passkey_login.finish("{}", &origin());
        let malformed = matches!(
            refused,
            Err(PasskeyLoginError::Passkey(PasskeyError::Malformed))
        );
        assert!(malformed, "{refused:?}");
    }
}

/// Shows a passkey that no account has.
pub(crate) fn show_unknown(house: &House) -> Result<IssuedSession, PasskeyLoginError> {
    let mut unknown = a_device();
    let options = house.passkey_login.ask(&origin()).unwrap();
    unknown.create(&unasked_options(&options));
    house
        .passkey_login
        .finish(&unknown.get(&options), &origin())
}

/// Options to make a passkey with that the service never asked for.
fn unasked_options(asked: &str) -> String {
    let challenge = asked.split(r#""challenge":""#).nth(1).unwrap();
    let challenge = challenge.split('"').next().unwrap();
    format!(r#"{{"rp":{{"id":"localhost"}},"user":{{"id":"bm9ib2R5"}},"challenge":"{challenge}"}}"#)
}
