use sendook_domain::authentication::{
    AcceptedCredential, ApiKeyPrincipal, Caller, CredentialError,
};
use sendook_domain::tokens::{IssuedToken, MalformedToken, TokenKind};
use sendook_domain::values::Environment;
use sendook_domain::values::Secret;
use sendook_testkit::at_once;

use crate::house::{House, judged};
use crate::run_tokens::issue;

/// A well-formed credential that was never issued.
fn stray(house: &House, kind: TokenKind) -> Secret {
    let token = IssuedToken::generate(kind, &*house.world.ports.secrets).unwrap();
    token.secret().clone()
}

#[test]
fn good_credentials_of_both_kinds_are_known() {
    let house = House::new();
    let account = house.register("ada@example.com");
    let by_token = house.caller(Some(account.session.token.expose())).unwrap();
    let by_key = house.caller(Some(account.api_key.secret.expose())).unwrap();
    assert!(
        matches!(by_token, Caller::User(session) if *session.user_id() == account.session.user.id)
    );
    assert!(matches!(by_key, Caller::Key(holder) if *holder.key_id() == account.api_key.key.id));
}

#[test]
fn a_key_is_the_client_of_its_own_id_alone() {
    let house = House::new();
    let account = house.register("ada@example.com");
    let (id, other) = (
        account.api_key.key.id.as_str(),
        house.register("grace@example.com").api_key.key.id,
    );
    let Ok(Caller::Key(holder)) = house.caller(Some(account.api_key.secret.expose())) else {
        panic!("the key is not let in");
    };
    assert_eq!(holder.check_client(Some(id)), Ok(()));
    assert_eq!(holder.check_client(None), Ok(()));
    let foreign = Err(CredentialError::ForeignClientId);
    for id in [other.as_str(), &id.to_uppercase(), &id[..id.len() - 1], ""] {
        assert_eq!(holder.check_client(Some(id)), foreign, "{id}");
    }
}

#[test]
fn a_credential_that_its_route_does_not_admit_was_not_used() {
    let house = House::new();
    let account = house.register("ada@example.com");
    let token = issue(&house, &account.api_key.secret).secret;
    house.flush();
    let before = house.seen(&account, &account.api_key.key.id);
    let authenticator = house.authenticator(house.key_strategy.clone());
    let run_token = CredentialError::WrongKind {
        got: TokenKind::RunToken,
        wanted: AcceptedCredential::ApiKey,
    };
    for (secret, id, why) in [
        (
            &account.api_key.secret,
            Some("key_1"),
            CredentialError::ForeignClientId,
        ),
        (&token, None, run_token),
    ] {
        let admits = |holder: &ApiKeyPrincipal| holder.check_client(id);
        let credential = Some(secret.expose());
        let asked = authenticator.authenticate_if(credential, None, &*house.credentials, admits);
        assert_eq!(judged(at_once(asked)).unwrap(), Err(why));
    }
    house.flush();
    let after = house.seen(&account, &account.api_key.key.id);
    assert_eq!(after.request_count, before.request_count);
}

#[test]
fn what_is_missing_malformed_or_of_another_kind_costs_no_look_up() {
    let house = House::new();
    let account = house.register("ada@example.com");
    let keys = |credential| judged(house.authenticate(house.key_strategy.clone(), credential));
    let tokens = |credential| judged(house.authenticate(house.token_strategy.clone(), credential));
    let (wants_key, wants_token) = (AcceptedCredential::ApiKey, AcceptedCredential::AccessToken);
    let key = account.api_key.secret.expose();
    let token = account.session.token.expose();
    let calls = house.world.store.calls();

    assert_eq!(
        keys(None).unwrap(),
        Err(CredentialError::Missing { wanted: wants_key })
    );
    assert_eq!(
        tokens(None).unwrap(),
        Err(CredentialError::Missing {
            wanted: wants_token
        })
    );
    let wrong = CredentialError::WrongKind {
        got: TokenKind::AccessToken,
        wanted: wants_key,
    };
    assert_eq!(keys(Some(token)).unwrap(), Err(wrong));
    let wrong = CredentialError::WrongKind {
        got: TokenKind::ApiKey(Environment::Production),
        wanted: wants_token,
    };
    assert_eq!(tokens(Some(key)).unwrap(), Err(wrong));
    let wrong = CredentialError::WrongKind {
        got: TokenKind::RefreshToken,
        wanted: AcceptedCredential::Either,
    };
    let refresh = account.session.refresh_token.expose();
    assert_eq!(house.caller(Some(refresh)), Err(wrong));
    for (junk, fault) in [
        (String::new(), MalformedToken::UnknownPrefix),
        ("{\"$ne\": null}".to_owned(), MalformedToken::UnknownPrefix),
        (format!("{key}0"), MalformedToken::WrongLength),
        (
            format!("{} {}", &key[..20], &key[20..]),
            MalformedToken::ContainsSpace,
        ),
        (
            format!("{}!{}", &key[..20], &key[21..]),
            MalformedToken::ForeignCharacter {
                char: '!',
                after: 20,
            },
        ),
        (last_changed(key), MalformedToken::WrongChecksum),
    ] {
        assert_eq!(
            house.caller(Some(&junk)),
            Err(CredentialError::Malformed(fault)),
            "{junk}"
        );
    }
    assert_eq!(house.world.store.calls(), calls);
}

fn last_changed(key: &str) -> String {
    let (rest, last) = key.split_at(key.len() - 1);
    let other = if last == "0" { "1" } else { "0" };
    format!("{rest}{other}")
}

#[test]
fn what_was_never_issued_is_unknown() {
    let house = House::new();
    house.register("ada@example.com");
    for got in [
        TokenKind::AccessToken,
        TokenKind::ApiKey(Environment::Staging),
    ] {
        let credential = stray(&house, got);
        let answer = house.caller(Some(credential.expose()));
        assert_eq!(answer, Err(CredentialError::Unknown { got }));
    }
}

#[test]
fn a_store_that_is_away_lets_nobody_through() {
    let house = House::new();
    let account = house.register("ada@example.com");
    house.world.store.set_away(true);
    assert!(judged(house.try_key(&account.api_key.secret)).is_err());
    let token = Some(account.session.token.expose());
    let judged = judged(house.authenticate(house.token_strategy.clone(), token));
    assert!(judged.is_err());
}
