//! What guessing at second factors costs, and whom it keeps out.

use std::cell::Cell;
use std::slice;

use chrono::TimeDelta;
use sendook_domain::accounts::{Lockout, LoggedIn};
use sendook_domain::authentication::UserPrincipal;
use sendook_domain::authorization::Operator;
use sendook_domain::entities::ClientInfo;
use sendook_domain::factors::{PasskeyProofError, RecoveryCode, SecondFactorError, TypedCode};
use sendook_domain::policies::PER_SECOND_FACTOR;
use sendook_domain::ports::Clock as _;
use sendook_domain::sessions::IssuedSession;
use sendook_domain::values::Secret;

use crate::accounts::PASSWORD;
use crate::apps::{App, add_app};
use crate::house::House;
use crate::passkeys::a_device;
use crate::requests::{email, origin, origin_at};

const ADA: &str = "ada@example.com";

/// What became of something that was shown.
#[derive(Debug, PartialEq, Eq)]
enum Outcome {
    Right,
    Wrong,
    Waits,
}

fn outcome<T>(result: Result<T, SecondFactorError>) -> Outcome {
    match result {
        Ok(_) => Outcome::Right,
        Err(SecondFactorError::Wrong { .. }) => Outcome::Wrong,
        Err(SecondFactorError::TooManyAttempts(_)) => Outcome::Waits,
        Err(error) => panic!("{error}"),
    }
}

/// Where the owner is.
fn elsewhere() -> ClientInfo {
    origin_at("198.51.100.1")
}

/// Ada, who has an app.
struct Ada {
    house: House,
    account: IssuedSession,
    app: App,
    addresses: Cell<u8>,
}

impl Ada {
    fn new() -> Self {
        let house = House::new();
        let account = house.register(ADA).session;
        let app = add_app(&house, &house.principal(&account));
        Self {
            house,
            account,
            app,
            addresses: Cell::new(0),
        }
    }

    /// An address that nobody has had.
    fn anywhere(&self) -> ClientInfo {
        let number = self.addresses.get() + 1;
        self.addresses.set(number);
        origin_at(&format!("203.0.113.{number}"))
    }

    fn session(&self) -> UserPrincipal {
        self.house.principal(&self.account)
    }

    fn first_step(&self) -> Secret {
        match self.house.first_step(ADA, PASSWORD, &elsewhere()).unwrap() {
            LoggedIn::SecondFactorDue(waiting) => waiting.token,
            LoggedIn::Session(_) => panic!("no second factor is due"),
        }
    }

    fn log_in(
        &self,
        typed: &TypedCode,
        origin: &ClientInfo,
    ) -> Result<IssuedSession, SecondFactorError> {
        let token = self.first_step();
        let step = self.house.second_step.begin(token.expose(), origin)?;
        self.house.second_step.finish_by_code(step, typed)
    }

    fn shows_at_login(&self, typed: &TypedCode, origin: &ClientInfo) -> Outcome {
        outcome(self.log_in(typed, origin))
    }

    fn shows_in(&self, session: &UserPrincipal, typed: &TypedCode, origin: &ClientInfo) -> Outcome {
        let second_step = &self.house.second_step;
        outcome(second_step.reauthenticate_by_code(session, typed, origin))
    }

    fn wrong(&self) -> TypedCode {
        self.app.wrong_code(&self.house)
    }

    fn right(&self) -> TypedCode {
        self.app.next_code(&self.house)
    }

    /// Uses up what is allowed at logins.
    fn guess_at_login(&self) {
        for number in 0..PER_SECOND_FACTOR.limit {
            let shown = self.shows_at_login(&self.wrong(), &self.anywhere());
            assert_eq!(shown, Outcome::Wrong, "guess {number}");
        }
        let more = self.shows_at_login(&self.wrong(), &elsewhere());
        assert_eq!(more, Outcome::Waits);
    }

    /// Uses up what is allowed in this session.
    fn guess_in(&self, session: &UserPrincipal) {
        for number in 0..PER_SECOND_FACTOR.limit {
            let shown = self.shows_in(session, &self.wrong(), &self.anywhere());
            assert_eq!(shown, Outcome::Wrong, "guess {number}");
        }
        let more = self.shows_in(session, &self.wrong(), &elsewhere());
        assert_eq!(more, Outcome::Waits);
    }

    fn lockouts(&self) -> Vec<Lockout> {
        let operator = Operator::at_the_command_line();
        let throttle = &self.house.login_throttle;
        throttle.lockouts(&operator, &self.account.user).unwrap()
    }
}

#[test]
fn guesses_in_a_session_are_counted_together_and_keep_nobody_out_elsewhere() {
    let ada = Ada::new();
    let stolen = ada.session();
    ada.guess_in(&stolen);
    assert_eq!(ada.lockouts(), []);
    let other = ada.log_in(&ada.right(), &elsewhere()).unwrap();
    let other = ada.house.principal(&other);
    let more = ada.shows_in(&other, &ada.wrong(), &elsewhere());
    assert_eq!(more, Outcome::Wrong);
    let proved = ada.shows_in(&other, &ada.right(), &elsewhere());
    assert_eq!(proved, Outcome::Right);
}

#[test]
fn guesses_at_logins_keep_nobody_waiting_who_is_logged_in() {
    let ada = Ada::new();
    let session = ada.session();
    ada.guess_at_login();
    let proved = ada.shows_in(&session, &ada.right(), &elsewhere());
    assert_eq!(proved, Outcome::Right);
}

#[test]
fn a_right_code_in_a_session_takes_back_only_itself() {
    let ada = Ada::new();
    let session = ada.session();
    ada.guess_in(&session);
    assert_eq!(
        ada.shows_in(&session, &ada.right(), &elsewhere()),
        Outcome::Right
    );
    let next = || ada.shows_in(&session, &ada.wrong(), &elsewhere());
    assert_eq!(next(), Outcome::Wrong);
    assert_eq!(next(), Outcome::Waits);
}

#[test]
fn a_right_code_at_a_login_takes_back_only_itself() {
    let ada = Ada::new();
    ada.guess_at_login();
    assert_eq!(
        ada.shows_at_login(&ada.right(), &elsewhere()),
        Outcome::Right
    );
    let next = || ada.shows_at_login(&ada.wrong(), &elsewhere());
    assert_eq!(next(), Outcome::Wrong);
    assert_eq!(next(), Outcome::Waits);
}

#[test]
fn a_recovery_code_is_not_kept_waiting_by_wrong_codes_and_does_not_count_with_them() {
    let ada = Ada::new();
    let made_up = || {
        let secrets = &*ada.house.world.ports.secrets;
        TypedCode::Recovery(RecoveryCode::generate(secrets).unwrap())
    };
    for number in 0..2 * PER_SECOND_FACTOR.limit {
        let shown = ada.shows_at_login(&made_up(), &ada.anywhere());
        assert_eq!(shown, Outcome::Wrong, "guess {number}");
    }
    assert_eq!(ada.lockouts(), []);
    // From one address they count as ever.
    for _ in 0..10 {
        let shown = ada.shows_at_login(&made_up(), &origin());
        assert_eq!(shown, Outcome::Wrong);
    }
    assert_eq!(ada.shows_at_login(&made_up(), &origin()), Outcome::Waits);

    let ada = Ada::new();
    ada.guess_at_login();
    let own = TypedCode::Recovery(ada.app.recovery_codes[0].clone());
    assert_eq!(ada.shows_at_login(&own, &elsewhere()), Outcome::Right);
    let more = ada.shows_at_login(&ada.wrong(), &elsewhere());
    assert_eq!(more, Outcome::Waits);
}

#[test]
fn a_passkey_is_not_kept_waiting_by_wrong_codes_and_does_not_count_with_them() {
    let ada = Ada::new();
    let mut device = a_device();
    ada.house.add_passkey(&ada.account, &mut device);
    let proofs = &ada.house.passkey_proofs;
    let mut show = |origin: &ClientInfo, is_wrong: bool| {
        let token = ada.first_step();
        let asked = proofs.ask_at_login(token.expose()).unwrap();
        device.user_handle = is_wrong.then(|| Some(b"somebody else".to_vec()));
        let step = ada.house.second_step.begin(token.expose(), origin);
        let shown = proofs.log_in(step.unwrap(), &device.get(&asked));
        outcome(shown.map_err(|error| match error {
            PasskeyProofError::SecondFactor(error) => error,
            error => panic!("{error}"),
        }))
    };
    for _ in 0..2 * PER_SECOND_FACTOR.limit {
        assert_eq!(show(&ada.anywhere(), true), Outcome::Wrong);
    }
    assert_eq!(ada.lockouts(), []);
    ada.guess_at_login();
    assert_eq!(show(&elsewhere(), false), Outcome::Right);
}

#[test]
fn an_operator_sees_and_lifts_the_lock_of_a_second_factor() {
    let ada = Ada::new();
    ada.guess_at_login();
    let lockout = Lockout {
        address: None,
        until: ada.house.world.clock.now() + TimeDelta::seconds(1),
        any_account: false,
    };
    assert_eq!(ada.lockouts(), slice::from_ref(&lockout));
    let session = ada.session();
    ada.guess_in(&session);
    assert_eq!(ada.lockouts(), [lockout]);
    let throttle = &ada.house.login_throttle;
    throttle.unlock(&email(ADA), &[]).unwrap();
    assert_eq!(ada.lockouts(), []);
    assert_eq!(
        ada.shows_at_login(&ada.wrong(), &ada.anywhere()),
        Outcome::Wrong
    );
    assert_eq!(
        ada.shows_in(&session, &ada.wrong(), &ada.anywhere()),
        Outcome::Wrong
    );
}
