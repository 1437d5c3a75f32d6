use chrono::TimeDelta;
use sendook_domain::authentication::{AcceptedCredential, CredentialError};
use sendook_domain::entities::REUSE_TOLERANCE;
use sendook_domain::entities::{Actor, AuditAction};
use sendook_domain::sessions::IssuedSession;
use sendook_domain::tokens::{IssuedToken, MalformedToken, TokenKind};
use sendook_domain::values::{Environment, Secret};

use crate::accounts::PASSWORD;
use crate::house::House;
use crate::requests::{origin, origin_at};

const MOMENT: TimeDelta = TimeDelta::microseconds(1);
const GONE: CredentialError = CredentialError::Unknown {
    got: TokenKind::RefreshToken,
};

/// The session has ended: none of these pairs is accepted, and the audit trail records why, once.
fn assert_ended(house: &House, pairs: &[&IssuedSession]) {
    for pair in pairs {
        assert!(house.user(&pair.token).is_err(), "an access token is left");
        let refused = house.try_refresh(&pair.refresh_token);
        assert_eq!(refused.unwrap_err(), GONE);
    }
    assert_eq!(house.told(AuditAction::RefreshReused), 1);
}

#[test]
fn a_refresh_gives_a_new_pair_and_the_old_access_token_ends() {
    let house = House::new();
    let old = house.register("ada@example.com").session;
    let session = house.user(&old.token).unwrap();
    let new = house.refresh(&old.refresh_token);
    assert_eq!(new.user, old.user);
    assert_eq!(new.refresh_expires_at, old.refresh_expires_at);
    assert_ne!(new.refresh_token.expose(), old.refresh_token.expose());
    let got = TokenKind::AccessToken;
    assert_eq!(
        house.user(&old.token),
        Err(CredentialError::Unknown { got })
    );
    assert_eq!(
        house.user(&new.token),
        Ok(session),
        "it is the same session"
    );
    assert_eq!(house.world.store.audit_events().len(), 1);
}

#[test]
fn within_the_tolerance_a_used_token_gives_a_further_pair() {
    let house = House::new();
    let first = house.register("ada@example.com").session;
    let lost = house.refresh(&first.refresh_token);
    house.world.clock.advance(REUSE_TOLERANCE - MOMENT);
    let again = house.refresh(&first.refresh_token);
    assert_ne!(again.refresh_token.expose(), lost.refresh_token.expose());
    assert!(house.user(&lost.token).is_ok() && house.user(&again.token).is_ok());
    let next = house.refresh(&again.refresh_token);
    assert!(house.user(&next.token).is_ok());
    assert!(house.user(&lost.token).is_err() && house.user(&again.token).is_err());
    assert_eq!(house.told(AuditAction::RefreshReused), 0);
}

#[test]
fn the_tolerance_is_not_prolonged_by_using_it() {
    let house = House::new();
    let first = house.register("ada@example.com").session;
    let second = house.refresh(&first.refresh_token);
    house.world.clock.advance(REUSE_TOLERANCE - MOMENT);
    let third = house.refresh(&first.refresh_token);
    house.world.clock.advance(MOMENT);
    let refused = house.try_refresh_from(&origin_at("198.51.100.1"), &first.refresh_token);
    assert_eq!(refused.unwrap_err(), GONE);
    assert_ended(&house, &[&first, &second, &third]);
}

#[test]
fn after_the_tolerance_a_used_token_ends_its_session_alone() {
    let house = House::new();
    let account = house.register("ada@example.com");
    let first = account.session;
    let elsewhere = house.log_in("ada@example.com", PASSWORD).unwrap();
    let session = house.user(&first.token).unwrap();
    let second = house.refresh(&first.refresh_token);
    house.world.clock.advance(REUSE_TOLERANCE);
    let thief = origin_at("198.51.100.1");
    let refused = house.try_refresh_from(&thief, &first.refresh_token);
    assert_eq!(refused.unwrap_err(), GONE);
    let event = house.world.store.audit_events().pop().unwrap();
    assert_eq!(event.action, AuditAction::RefreshReused);
    assert_eq!(event.actor, Actor::User(session.user_id().clone()));
    assert_eq!(event.user_id, Some(session.user_id().clone()));
    assert_eq!(event.target, Some(session.session_id().to_string()));
    assert_eq!(event.origin, thief);
    assert_ended(&house, &[&first, &second]);
    assert!(house.user(&elsewhere.token).is_ok());
    house.refresh(&elsewhere.refresh_token);
    assert!(house.key(&account.api_key.secret).is_ok());
}

#[test]
fn once_its_successor_is_used_a_token_is_stolen_within_the_tolerance_too() {
    let house = House::new();
    let first = house.register("ada@example.com").session;
    let second = house.refresh(&first.refresh_token);
    let third = house.refresh(&second.refresh_token);
    let refused = house.try_refresh(&first.refresh_token);
    assert_eq!(refused.unwrap_err(), GONE);
    assert_ended(&house, &[&first, &second, &third]);
}

#[test]
fn a_token_of_long_ago_is_stolen() {
    let house = House::new();
    let first = house.register("ada@example.com").session;
    let mut last = house.refresh(&first.refresh_token);
    for _ in 0..5 {
        house.world.clock.advance(TimeDelta::days(1));
        last = house.refresh(&last.refresh_token);
    }
    assert!(house.try_refresh(&first.refresh_token).is_err());
    assert_ended(&house, &[&first, &last]);
}

#[test]
fn two_tabs_go_on_in_turn() {
    let house = House::new();
    let mut one = house.register("ada@example.com").session;
    let mut other = one.clone();
    for _ in 0..6 {
        house.world.clock.advance(TimeDelta::hours(23));
        one = house.refresh(&one.refresh_token);
        house.world.clock.advance(TimeDelta::seconds(3));
        other = house.refresh(&other.refresh_token);
        assert!(house.user(&one.token).is_ok() && house.user(&other.token).is_ok());
        std::mem::swap(&mut one, &mut other);
    }
    assert_eq!(house.told(AuditAction::RefreshReused), 0);
}

#[test]
fn a_stolen_token_that_both_sides_use_ends_the_session_for_both() {
    for theft_within in [TimeDelta::zero(), TimeDelta::seconds(59)] {
        let house = House::new();
        let stolen = house.register("ada@example.com").session;
        let thief = house.refresh(&stolen.refresh_token);
        house.world.clock.advance(theft_within);
        let owner = house.refresh(&stolen.refresh_token);
        house.world.clock.advance(TimeDelta::hours(1));
        let thief_again = house.refresh(&thief.refresh_token);
        house.world.clock.advance(REUSE_TOLERANCE);
        let refused = house.try_refresh_from(&origin_at("198.51.100.1"), &owner.refresh_token);
        assert_eq!(refused.unwrap_err(), GONE);
        assert_ended(&house, &[&stolen, &thief, &owner, &thief_again]);
    }
}

#[test]
fn what_is_no_refresh_token_costs_no_look_up() {
    let house = House::new();
    let account = house.register("ada@example.com");
    let calls = house.world.store.calls();
    let wanted = AcceptedCredential::RefreshToken;
    let refresh = account.session.refresh_token.expose();
    let cut = refresh[..refresh.len() - 1].to_owned();
    for (text, expected) in [
        (
            account.session.token.expose(),
            CredentialError::WrongKind {
                got: TokenKind::AccessToken,
                wanted,
            },
        ),
        (
            account.api_key.secret.expose(),
            CredentialError::WrongKind {
                got: TokenKind::ApiKey(Environment::Production),
                wanted,
            },
        ),
        (
            "",
            CredentialError::Malformed(MalformedToken::UnknownPrefix),
        ),
        (
            &cut,
            CredentialError::Malformed(MalformedToken::WrongLength),
        ),
    ] {
        let answer = house.try_refresh(&Secret::new(text.to_owned()));
        assert_eq!(answer.unwrap_err(), expected);
    }
    assert_eq!(house.world.store.calls(), calls);
}

#[test]
fn a_refresh_token_that_was_never_issued_or_whose_session_ended_is_unknown() {
    let house = House::new();
    let account = house.register("ada@example.com");
    let secrets = &*house.world.ports.secrets;
    let stray = IssuedToken::generate(TokenKind::RefreshToken, secrets).unwrap();
    assert_eq!(house.try_refresh(stray.secret()).unwrap_err(), GONE);
    let session = house.user(&account.session.token).unwrap();
    let ended = house
        .sessions
        .end(&session, session.session_id(), &origin())
        .unwrap();
    assert!(ended.is_some());
    let refused = house.try_refresh(&account.session.refresh_token);
    assert_eq!(refused.unwrap_err(), GONE);
    assert_eq!(house.told(AuditAction::RefreshReused), 0);
}

#[test]
fn a_refresh_that_fails_leaves_the_token_good() {
    let house = House::new();
    let account = house.register("ada@example.com");
    let token = &account.session.refresh_token;
    let (look_up, user, step) = (1, 2, 3);
    for call in [look_up, user, step] {
        house.world.store.fail_call(call);
        let failed = house.sessions.refresh(token.expose(), &origin());
        assert!(failed.is_err(), "call {call}");
    }
    assert!(house.user(&account.session.token).is_ok());
    house.world.clock.advance(REUSE_TOLERANCE);
    house.refresh(token);
}
