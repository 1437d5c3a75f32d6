//! Copies of credentials: what they save, how many there are, and when there is none to trust.

use sendook_domain::authentication::CredentialQuery;
use sendook_domain::authorization::permission::ManageKeys;
use sendook_domain::ports::Freshness as _;
use sendook_domain::tokens::{IssuedToken, PlainToken, TokenKind};
use sendook_domain::values::Environment;
use sendook_domain::values::Secret;

use crate::house::{House, judged};
use crate::requests::{key_request, origin};

/// How many calls of the store it takes to let a key in.
fn cost(house: &House, secret: &Secret) -> usize {
    let calls = house.world.store.calls();
    house.key(secret).unwrap();
    house.world.store.calls() - calls
}

fn query(house: &House, secret: &Secret) -> CredentialQuery {
    let token = PlainToken::parse(secret.expose()).unwrap();
    CredentialQuery {
        kind: token.kind(),
        digest: token.digest(&*house.world.ports.digester),
    }
}

#[test]
fn a_hit_is_the_proof_and_nothing_else() {
    let house = House::new();
    let account = house.register("ada@example.com");
    let key = &account.api_key.secret;
    assert_eq!([(); 3].map(|()| cost(&house, key)), [2, 1, 1]);
    let token = account.session.token.expose();
    house.caller(Some(token)).unwrap();
    let calls = house.world.store.calls();
    house.caller(Some(token)).unwrap();
    assert_eq!(house.world.store.calls(), calls + 1);
}

#[test]
fn without_copies_every_look_up_reads_and_none_asks_for_a_proof() {
    let house = House::with(|settings| settings.credential_cache = 0);
    let account = house.register("ada@example.com");
    let key = &account.api_key;
    assert_eq!([(); 3].map(|()| cost(&house, &key.secret)), [1, 1, 1]);
    let grant = house.grant::<ManageKeys>(&account);
    house.keys.delete(&grant, &key.key.id, &origin()).unwrap();
    assert!(house.key(&key.secret).is_err());
}

#[test]
fn the_number_of_copies_is_bounded() {
    let house = House::with(|settings| settings.credential_cache = 20);
    let account = house.register("ada@example.com");
    let keys = house.make_keys(&account, 200);
    house.use_each(&keys);
    let hits = keys.iter().filter(|key| cost(&house, &key.secret) == 1);
    assert!((1..=20).contains(&hits.count()));
}

#[test]
fn unknown_credentials_push_no_copy_out() {
    let house = House::with(|settings| settings.credential_cache = 20);
    let key = house.register("ada@example.com").api_key.secret;
    cost(&house, &key);
    for number in 0..500 {
        let kind = if number % 2 == 0 {
            TokenKind::ApiKey(Environment::Production)
        } else {
            TokenKind::AccessToken
        };
        let stray = IssuedToken::generate(kind, &*house.world.ports.secrets).unwrap();
        assert!(house.caller(Some(stray.secret().expose())).is_err());
    }
    assert_eq!(cost(&house, &key), 1);
}

#[test]
fn several_are_found_with_one_proof_and_one_read_of_each_kind() {
    let house = House::new();
    let account = house.register("ada@example.com");
    let second = house.make_key(&account, key_request("Second"));
    let stray = IssuedToken::generate(TokenKind::AccessToken, &*house.world.ports.secrets);
    let queries = [
        &account.session.token,
        stray.unwrap().secret(),
        &account.api_key.secret,
        &account.session.refresh_token,
        &second.secret,
        &account.session.token,
    ]
    .map(|secret| query(&house, secret));
    house.key(&second.secret).unwrap();
    let found = house.credentials.find_all(&queries).unwrap();
    let known = found.iter().map(Option::is_some);
    assert_eq!(
        known.collect::<Vec<_>>(),
        [true, false, true, false, true, true]
    );
    let calls = house.world.store.calls();
    assert_eq!(
        house.credentials.find_all(&queries[2..]).unwrap(),
        found[2..]
    );
    assert_eq!(house.world.store.calls(), calls + 1);
    for (query, found) in queries.iter().zip(found) {
        assert_eq!(house.credentials.find(query).unwrap(), found);
    }
}

#[test]
fn without_a_proof_no_copy_is_trusted() {
    let house = House::new();
    let account = house.register("ada@example.com");
    let key = &account.api_key.secret;
    house.key(key).unwrap();
    let request = || judged(house.try_key(key));
    house.world.store.set_away(true);
    assert!(request().is_err());
    assert!(house.credentials.find_all(&[query(&house, key)]).is_err());
    house.world.store.set_away(false);
    assert_eq!(cost(&house, key), 1, "the copy is still there");

    // The position comes, but what was invalidated up to it does not.
    let grant = house.grant::<ManageKeys>(&account);
    let id = &account.api_key.key.id;
    house.keys.delete(&grant, id, &origin()).unwrap();
    house.world.store.fail_call(2);
    assert!(request().is_err());
    assert!(request().unwrap().is_err());
}

#[test]
fn a_gap_drops_every_copy() {
    let house = House::new();
    let account = house.register("ada@example.com");
    let second = house.make_key(&account, key_request("Second"));
    for secret in [&account.api_key.secret, &second.secret] {
        house.key(secret).unwrap();
    }
    let other = house.other_server();
    let grant = other.grant::<ManageKeys>(&account);
    let id = &account.api_key.key.id;
    other.keys.delete(&grant, id, &origin()).unwrap();
    house.world.store.forget_invalidations(0, u32::MAX).unwrap();
    assert!(house.key(&account.api_key.secret).is_err());
    assert_eq!(cost(&house, &second.secret), 2);
}

#[test]
fn a_flush_brings_what_holders_see_of_their_use_up_to_date() {
    let house = House::new();
    let key = house.register("ada@example.com").api_key.secret;
    let seen = || {
        house
            .keys
            .of_holder(&house.key(&key).unwrap())
            .request_count
    };
    assert_eq!((seen(), seen()), (0, 0));
    house.flush();
    assert_eq!(seen(), 2);
}
