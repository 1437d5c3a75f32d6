use std::sync::{Barrier, mpsc};
use std::thread;

use sendook_domain::authentication::CredentialError;
use sendook_domain::entities::AuditAction;
use sendook_domain::entities::REUSE_TOLERANCE;
use sendook_domain::ports::Sessions as _;
use sendook_domain::sessions::{IssuedSession, LogoutScope};
use sendook_domain::tokens::TokenKind;
use sendook_domain::values::Secret;

use crate::house::House;
use crate::interrupted::interrupted;
use crate::requests::origin;

fn at_once(house: &House, token: &Secret) -> Vec<Result<IssuedSession, CredentialError>> {
    let start = Barrier::new(8);
    thread::scope(|scope| {
        let refresh = || {
            start.wait();
            house.try_refresh(token)
        };
        let tabs: Vec<_> = (0..8).map(|_| scope.spawn(refresh)).collect();
        let joined = tabs.into_iter().map(|tab| tab.join().unwrap());
        joined.collect()
    })
}

#[test]
fn of_many_refreshes_at_once_nobody_is_logged_out() {
    let house = House::new();
    let first = house.register("ada@example.com").session;
    let pairs = at_once(&house, &first.refresh_token);
    let pairs: Vec<_> = pairs.into_iter().map(Result::unwrap).collect();
    for pair in &pairs {
        assert!(house.user(&pair.token).is_ok());
    }
    assert!(house.user(&first.token).is_err());
    let next = house.refresh(&pairs[0].refresh_token);
    assert!(house.user(&next.token).is_ok());
    assert_eq!(house.told(AuditAction::RefreshReused), 0);
}

#[test]
fn of_many_reuses_at_once_all_are_refused_and_one_is_told() {
    let house = House::new();
    let first = house.register("ada@example.com").session;
    let second = house.refresh(&first.refresh_token);
    house.world.clock.advance(REUSE_TOLERANCE);
    assert!(house.user(&second.token).is_ok());
    for refused in at_once(&house, &first.refresh_token) {
        assert!(matches!(refused, Err(CredentialError::Unknown { .. })));
    }
    assert!(house.user(&second.token).is_err());
    assert_eq!(house.told(AuditAction::RefreshReused), 1);
}

/// Refreshes, with a concurrent action between the look-up and the write.
fn refresh_interrupted(
    house: &House,
    token: &Secret,
    rival: impl FnOnce(House) + Send + 'static,
) -> Result<IssuedSession, CredentialError> {
    let others = house.other_server();
    interrupted(house, move || rival(others)).try_refresh(token)
}

#[test]
fn a_refresh_that_another_one_overtakes_is_forgiven() {
    let house = House::new();
    let first = house.register("ada@example.com").session;
    let token = first.refresh_token.clone();
    let (tell, told) = mpsc::channel();
    let overtaken = refresh_interrupted(&house, &first.refresh_token, move |others| {
        tell.send(others.refresh(&token)).unwrap();
    });
    let (overtaken, winner) = (overtaken.unwrap(), told.recv().unwrap());
    assert!(house.user(&overtaken.token).is_ok() && house.user(&winner.token).is_ok());
    house.refresh(&overtaken.refresh_token);
    assert_eq!(house.told(AuditAction::RefreshReused), 0);
}

#[test]
fn a_refresh_that_a_logout_overtakes_does_not_bring_the_session_back() {
    let house = House::new();
    let first = house.register("ada@example.com").session;
    let session = house.user(&first.token).unwrap();
    let asking = session.clone();
    let refused = refresh_interrupted(&house, &first.refresh_token, move |others| {
        let ended = others
            .sessions
            .log_out(&asking, LogoutScope::All, &origin());
        ended.unwrap();
    });
    let got = TokenKind::RefreshToken;
    assert_eq!(refused.unwrap_err(), CredentialError::Unknown { got });
    assert_eq!(house.world.store.sessions(session.user_id()).unwrap(), []);
}
