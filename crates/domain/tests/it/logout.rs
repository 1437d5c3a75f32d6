use sendook_domain::accounts::OpenedAccount;
use sendook_domain::authentication::CredentialError;
use sendook_domain::entities::{Actor, AuditAction};
use sendook_domain::sessions::LogoutScope;
use sendook_domain::tokens::TokenKind;
use sendook_domain::values::Secret;

use crate::accounts::PASSWORD;
use crate::house::House;
use crate::requests::origin;

const GONE: CredentialError = CredentialError::Unknown {
    got: TokenKind::AccessToken,
};

/// An account with three sessions; the second one is to log out.
fn three_sessions(house: &House) -> (OpenedAccount, [Secret; 3]) {
    let account = house.register("ada@example.com");
    let log_in = || house.log_in("ada@example.com", PASSWORD).unwrap().token;
    let tokens = [account.session.token.clone(), log_in(), log_in()];
    (account, tokens)
}

fn assert_ends(scope: LogoutScope, stay: [bool; 3]) {
    let house = House::new();
    let neighbour = house.register("grace@example.com");
    let (account, tokens) = three_sessions(&house);
    let asking = house.user(&tokens[1]).unwrap();
    house.sessions.log_out(&asking, scope, &origin()).unwrap();
    for (token, stays) in tokens.iter().zip(stay) {
        match house.user(token) {
            Ok(session) => assert!(stays, "{session:?} is still there"),
            Err(challenge) => assert_eq!((stays, challenge), (false, GONE)),
        }
    }
    assert!(house.user(&neighbour.session.token).is_ok());
    assert!(
        house.key(&account.api_key.secret).is_ok(),
        "keys are no sessions"
    );
    let event = house.world.store.audit_events().pop().unwrap();
    assert_eq!(event.action, AuditAction::LoggedOut);
    assert_eq!(event.actor, Actor::User(asking.user_id().clone()));
    assert_eq!(event.target, Some(asking.session_id().to_string()));
}

#[test]
fn by_default_every_session_ends() {
    assert_ends(LogoutScope::default(), [false, false, false]);
}

#[test]
fn the_current_session_ends() {
    assert_ends(LogoutScope::Current, [true, false, true]);
}

#[test]
fn the_other_sessions_end() {
    assert_ends(LogoutScope::Others, [false, true, false]);
}

#[test]
fn a_logout_that_fails_ends_nothing() {
    let house = House::new();
    let token = house.register("ada@example.com").session.token;
    let session = house.user(&token).unwrap();
    house.world.store.fail_call(1);
    let failed = house
        .sessions
        .log_out(&session, LogoutScope::All, &origin());
    assert!(failed.is_err());
    assert!(house.user(&token).is_ok());
}
