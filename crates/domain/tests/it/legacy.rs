//! Keys and tokens of Sendook's mail platform, which go on working here.

use chrono::TimeDelta;
use sendook_domain::authentication::{
    AcceptedCredential, Caller, CredentialError, CredentialQuery, StoredCredential,
};
use sendook_domain::authorization::permission::{IntrospectTokens, ManageKeys};
use sendook_domain::authorization::{Grant, Operator};
use sendook_domain::entities::{ApiKey, AuditAction};
use sendook_domain::imports::Outcome;
use sendook_domain::policies::RotationRequest;
use sendook_domain::sessions::LogoutScope;
use sendook_domain::tokens::{PlainToken, TokenKind};
use sendook_domain::values::{Environment, Id, Secret};

use crate::house::House;
use crate::requests::origin;
use crate::sendook::{KEY, ORGANIZATION, Sendook, import, legacy, moved};

fn grant(house: &House, sendook: &Sendook) -> Grant<ManageKeys> {
    let session = house.user(&sendook.token).unwrap();
    house.enter(&session, &Id::parse(ORGANIZATION).unwrap())
}

fn key_id() -> Id<ApiKey> {
    Id::parse(KEY).unwrap()
}

#[test]
fn a_key_and_a_token_go_on_working() {
    let (house, sendook) = moved();
    let holder = house.key(&sendook.key).unwrap();
    assert_eq!(holder.key_id(), &key_id());
    assert!(holder.stored().key.secret.is_legacy());
    let session = house.user(&sendook.token).unwrap();
    assert_eq!(session.user_id(), &sendook.user.id);
    for (secret, is_key) in [(&sendook.key, true), (&sendook.token, false)] {
        // The first finds it in the store, the second among copies.
        for _ in 0..2 {
            let caller = house.caller(Some(secret.expose())).unwrap();
            assert_eq!(matches!(caller, Caller::Key(_)), is_key);
        }
    }
    let events = house.world.store.audit_events();
    assert!(
        events
            .iter()
            .all(|one| one.detail.as_deref() == Some("imported"))
    );
}

#[test]
fn several_at_once_are_found_as_one_by_one() {
    let (house, sendook) = moved();
    let secrets = [sendook.key, legacy(&house), sendook.token];
    let query = |secret: &Secret| CredentialQuery {
        kind: TokenKind::Legacy,
        digest: PlainToken::parse(secret.expose())
            .unwrap()
            .digest(&*house.world.ports.digester),
    };
    let queries = secrets.each_ref().map(query);
    let found = house.credentials.find_all(&queries).unwrap();
    assert!(matches!(
        &found[..],
        [
            Some(StoredCredential::Key(_)),
            None,
            Some(StoredCredential::AccessToken(_))
        ]
    ));
}

#[test]
fn whoever_shows_one_in_the_wrong_place_learns_what_it_is() {
    let (house, sendook) = moved();
    let wrong = CredentialError::WrongKind {
        got: TokenKind::AccessToken,
        wanted: AcceptedCredential::ApiKey,
    };
    assert_eq!(house.key(&sendook.token).unwrap_err(), wrong);
    let wrong = CredentialError::WrongKind {
        got: TokenKind::ApiKey(Environment::Production),
        wanted: AcceptedCredential::AccessToken,
    };
    assert_eq!(house.user(&sendook.key).unwrap_err(), wrong);
    let stray = legacy(&house);
    let unknown = CredentialError::Unknown {
        got: TokenKind::Legacy,
    };
    assert_eq!(house.caller(Some(stray.expose())).unwrap_err(), unknown);
    assert_eq!(house.key(&stray).unwrap_err(), unknown);
    assert_eq!(house.user(&stray).unwrap_err(), unknown);
    let refreshed = house.sessions.refresh(sendook.token.expose(), &origin());
    assert!(refreshed.is_err());
}

#[test]
fn a_rotated_key_is_an_ordinary_one_and_its_old_secret_ends() {
    let (house, sendook) = moved();
    let grant = grant(&house, &sendook);
    house.key(&sendook.key).unwrap();
    let request = RotationRequest::default();
    let rotated = house
        .keys
        .rotate(&grant, &key_id(), request, &origin(), None);
    let rotated = rotated.unwrap().unwrap();
    assert!(rotated.secret.expose().starts_with("sndk_prod_"));
    assert!(!rotated.key.secret.is_legacy());
    assert!(rotated.key.previous.unwrap().is_legacy());
    house.key(&sendook.key).unwrap();
    house.key(&rotated.secret).unwrap();
    house.world.clock.advance(TimeDelta::days(1));
    assert!(matches!(
        house.key(&sendook.key),
        Err(CredentialError::SecretReplaced { .. })
    ));
}

#[test]
fn what_ends_is_dead_on_the_next_request_and_no_import_brings_it_back() {
    let (house, sendook) = moved();
    let other = house.other_server();
    let grant = grant(&house, &sendook);
    for secret in [&sendook.key, &sendook.token] {
        other.caller(Some(secret.expose())).unwrap();
    }
    house.keys.delete(&grant, &key_id(), &origin()).unwrap();
    let session = house.user(&sendook.token).unwrap();
    house
        .sessions
        .log_out(&session, LogoutScope::All, &origin())
        .unwrap();
    for _ in 0..2 {
        for secret in [&sendook.key, &sendook.token] {
            assert!(other.caller(Some(secret.expose())).is_err());
        }
        let again = import(&house, sendook.documents());
        assert_eq!(again, [Outcome::ImportedBefore; 5]);
    }
}

#[test]
fn tokens_end_as_a_login_of_the_moment_of_the_import_does() {
    let (house, sendook) = moved();
    house
        .world
        .clock
        .advance(TimeDelta::days(7) - TimeDelta::microseconds(1));
    house.user(&sendook.token).unwrap();
    house.world.clock.advance(TimeDelta::microseconds(1));
    assert!(matches!(
        house.user(&sendook.token),
        Err(CredentialError::TokenExpired {
            got: TokenKind::AccessToken,
            ..
        })
    ));
}

#[test]
fn a_report_of_a_leak_ends_them() {
    let (house, sendook) = moved();
    let text = format!(
        "key={}\ntoken: \"{}\"",
        sendook.key.expose(),
        sendook.token.expose()
    );
    house.leaks.report(&text, None, &origin()).unwrap();
    assert_eq!(house.key(&sendook.key), Err(CredentialError::KeyLeaked));
    assert!(house.user(&sendook.token).is_err());
    assert_eq!(house.told(AuditAction::KeyLeaked), 1);
}

#[test]
fn keys_are_identified_and_other_digits_are_nobody_s() {
    let (house, sendook) = moved();
    let text = format!("{} {}", sendook.key.expose(), legacy(&house).expose());
    let operator = Operator::at_the_command_line();
    let found = house.directory.identify(&operator, &text).unwrap();
    let ids: Vec<_> = found.into_iter().map(|one| one.unwrap().key.id).collect();
    assert_eq!(ids, [key_id()]);
}

#[test]
fn services_ask_about_them_and_revoke_them() {
    let (house, sendook) = moved();
    let own: Grant<IntrospectTokens> = house.key_grant(&sendook.key);
    for secret in [&sendook.key, &sendook.token] {
        let found = house.introspection.introspect(&own, secret.expose());
        assert!(found.unwrap().is_some());
    }
    for secret in [&sendook.token, &sendook.key] {
        let revoked = house.introspection.revoke(&own, secret.expose(), &origin());
        revoked.unwrap();
        assert!(house.caller(Some(secret.expose())).is_err());
    }
}
