//! Secrets of apps that cannot be opened: nobody guessed, unless there was something to guess at.

use sendook_domain::accounts::LoggedIn;
use sendook_domain::entities::AuditAction;
use sendook_domain::factors::{FactorError, SecondFactorError, TypedCode};
use sendook_domain::ports::{Factors as _, StoreError};
use sendook_domain::sessions::IssuedSession;
use sendook_domain::values::{Secret, TotpCode};

use crate::accounts::PASSWORD;
use crate::apps::{App, add_app};
use crate::house::House;
use crate::requests::origin;

const ADA: &str = "ada@example.com";

fn with_app() -> (House, IssuedSession, App) {
    let house = House::new();
    let session = house.register(ADA).session;
    let app = add_app(&house, &house.principal(&session));
    (house, session, app)
}

/// A login whose password was right.
fn waiting(house: &House) -> Secret {
    match house.first_step(ADA, PASSWORD, &origin()).unwrap() {
        LoggedIn::SecondFactorDue(waiting) => waiting.token,
        LoggedIn::Session(_) => panic!("no second factor is due"),
    }
}

fn show(
    house: &House,
    token: &Secret,
    typed: &TypedCode,
) -> Result<IssuedSession, SecondFactorError> {
    let step = house.second_step.begin(token.expose(), &origin())?;
    house.second_step.finish_by_code(step, typed)
}

fn is_unavailable<T>(result: &Result<T, SecondFactorError>) -> bool {
    let error = result.as_ref().err();
    error.is_some_and(|error| matches!(error, SecondFactorError::Store(StoreError::Unavailable(_))))
}

#[test]
fn what_no_key_opens_is_unavailable_and_no_guess() {
    let (house, session, app) = with_app();
    let principal = house.principal(&session);
    let token = waiting(&house);
    house.world.secret_sealer.lose_key();
    let code = app.next_code(&house);
    for _ in 0..60 {
        assert!(is_unavailable(&show(&house, &token, &code)));
        let second_step = &house.second_step;
        let proved = second_step.reauthenticate_by_code(&principal, &code, &origin());
        assert!(is_unavailable(&proved));
    }
    let recovery_code = TypedCode::Recovery(app.recovery_codes[0].clone());
    show(&house, &token, &recovery_code).unwrap();
}

#[test]
fn a_code_that_was_compared_with_another_secret_is_a_guess() {
    let (house, session, app) = with_app();
    let principal = house.principal(&session);
    let damaged = add_app(&house, &principal).id;
    let token = waiting(&house);
    let store = &house.world.store;
    let before = store.factors_of(&session.user.id).unwrap();
    let before = before.iter().find(|one| one.factor.id == damaged).unwrap();
    store
        .replace_factor_secret(&damaged, &before.secret, b"damaged")
        .unwrap();
    let is_compared = |error: &SecondFactorError| {
        matches!(
            error,
            SecondFactorError::PartlyCompared { account, error: StoreError::Internal(_) }
                if *account == session.user.id
        )
    };
    for turn in 1..=5 {
        let shown = show(&house, &token, &app.wrong_code(&house)).unwrap_err();
        assert!(is_compared(&shown), "{shown:?}");
        assert_eq!(house.told(AuditAction::SecondFactorFailed), turn);
        let wrong = app.wrong_code(&house);
        let second_step = &house.second_step;
        let proved = second_step.reauthenticate_by_code(&principal, &wrong, &origin());
        let proved = proved.unwrap_err();
        assert!(is_compared(&proved), "{proved:?}");
        assert_eq!(house.told(AuditAction::ReauthenticationFailed), turn);
    }
    let shown = show(&house, &token, &app.wrong_code(&house));
    assert!(
        matches!(shown, Err(SecondFactorError::TooManyAttempts(_))),
        "{shown:?}"
    );
}

#[test]
fn an_offered_app_that_no_key_opens_is_not_confirmed() {
    let (house, session, _) = with_app();
    let principal = house.principal(&session);
    let proof = house.step_up.require(&principal).unwrap();
    let offered = house.factors.offer_totp(&principal, &proof, None).unwrap();
    house.world.secret_sealer.lose_key();
    let code = TotpCode::parse("000000").unwrap();
    let refused = house
        .factors
        .confirm_totp(&principal, &proof, &offered.id, code, &origin());
    assert!(
        matches!(refused, Err(FactorError::Unseal(_))),
        "{refused:?}"
    );
}
