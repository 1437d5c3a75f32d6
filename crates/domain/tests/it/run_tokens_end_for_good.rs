//! What a run token lost with its key it does not get back, and it takes no room from then on.

use chrono::{DateTime, TimeDelta, Utc};
use sendook_domain::accounts::OpenedAccount;
use sendook_domain::api_keys::{IssuedKey, KeyRequest, KeyRequestError, RunTokenRequest};
use sendook_domain::authentication::CredentialError;
use sendook_domain::authorization::Denial;
use sendook_domain::authorization::permission::{DeleteInboxes, IntrospectTokens, ManageKeys};
use sendook_domain::entities::{InboxScope, Scope, ScopeSet};
use sendook_domain::policies::{KeyChange, LIVE_RUN_TOKENS_PER_KEY};
use sendook_domain::tokens::TokenKind;
use sendook_domain::values::Secret;
use sendook_testkit::FixedClock;

use crate::house::House;
use crate::introspection::asking;
use crate::key_rotation::rotate;
use crate::requests::{key_request, origin};
use crate::run_tokens::{issue, try_issue};

fn change(house: &House, account: &OpenedAccount, key: &IssuedKey, change: &KeyChange) {
    let grant = house.grant::<ManageKeys>(account);
    let changed = house.keys.change(&grant, &key.key.id, change, &origin());
    changed.unwrap().unwrap();
}

fn active(active: bool) -> KeyChange {
    KeyChange {
        active: Some(active),
        ..KeyChange::default()
    }
}

fn scopes(scopes: ScopeSet) -> KeyChange {
    KeyChange {
        scopes: Some(scopes),
        ..KeyChange::default()
    }
}

fn inboxes(inboxes: InboxScope) -> KeyChange {
    KeyChange {
        inboxes: Some(inboxes),
        ..KeyChange::default()
    }
}

fn delete_inbox(house: &House, account: &OpenedAccount) {
    let grant = house.grant::<DeleteInboxes>(account);
    let deleted = house.inboxes.delete(&grant, &account.inbox.id, &origin());
    deleted.unwrap().unwrap();
}

/// Takes something away from a key, and gives it back, or more.
type Moment = fn(&House, &OpenedAccount, &IssuedKey);

const MOMENTS: [(&str, Moment); 4] = [
    ("disabled", |house, account, key| {
        change(house, account, key, &active(false));
        change(house, account, key, &active(true));
    }),
    ("with fewer scopes", |house, account, key| {
        let fewer = [Scope::InboxesRead].into_iter().collect();
        change(house, account, key, &scopes(fewer));
        change(house, account, key, &scopes(ScopeSet::full()));
    }),
    ("with fewer inboxes", |house, account, key| {
        change(house, account, key, &inboxes(InboxScope::Only(Vec::new())));
        change(house, account, key, &inboxes(InboxScope::All));
    }),
    ("with a deleted inbox", |house, account, key| {
        delete_inbox(house, account);
        change(house, account, key, &inboxes(InboxScope::All));
    }),
];

fn restricted_key(house: &House, account: &OpenedAccount) -> IssuedKey {
    let request = KeyRequest {
        inboxes: InboxScope::only(vec![account.inbox.id.clone()]),
        ..key_request("Agent")
    };
    house.make_key(account, request)
}

fn expired(at: DateTime<Utc>) -> CredentialError {
    let got = TokenKind::RunToken;
    CredentialError::TokenExpired { got, at }
}

#[test]
fn what_the_key_gets_back_its_token_does_not() {
    for (how, moment) in MOMENTS {
        for copies in [0, 100] {
            let house = House::with(|settings| settings.credential_cache = copies);
            let (account, other) = (house.register("ada@example.com"), house.other_server());
            let key = restricted_key(&house, &account);
            let token = issue(&house, &key.secret).secret;
            for server in [&house, &other] {
                server.key(&token).unwrap();
            }
            house.world.clock.advance(TimeDelta::minutes(1));
            let now = FixedClock::START + TimeDelta::minutes(1);
            moment(&other, &account, &key);
            for server in [&house, &other] {
                let refused = server.key(&token);
                assert_eq!(refused, Err(expired(now)), "{how}, {copies} copies");
                assert!(server.key(&key.secret).is_ok());
            }
        }
    }
}

#[test]
fn what_has_ended_takes_no_room() {
    let house = House::new();
    let account = house.register("ada@example.com");
    let key = restricted_key(&house, &account);
    for (_, moment) in MOMENTS.into_iter().take(3) {
        for _ in 0..LIVE_RUN_TOKENS_PER_KEY {
            issue(&house, &key.secret);
        }
        let request = RunTokenRequest::default;
        assert!(try_issue(&house, &key.secret, request()).is_err());
        moment(&house, &account, &key);
    }
    issue(&house, &key.secret);
}

#[test]
fn those_of_an_old_secret_take_no_room_after_its_grace() {
    let house = House::new();
    let account = house.register("ada@example.com");
    let key = restricted_key(&house, &account);
    for _ in 0..LIVE_RUN_TOKENS_PER_KEY {
        issue(&house, &key.secret);
    }
    let rotated = rotate(&house, &account, &key, TimeDelta::minutes(1));
    let request = RunTokenRequest::default();
    assert!(try_issue(&house, &rotated.secret, request).is_err());
    house.world.clock.advance(TimeDelta::minutes(1));
    issue(&house, &rotated.secret);
}

#[test]
fn the_end_of_a_grace_is_the_end_of_the_token_and_not_of_the_key() {
    let house = House::new();
    let account = house.register("ada@example.com");
    let key = restricted_key(&house, &account);
    let token = issue(&house, &key.secret).secret;
    let minute = TimeDelta::minutes(1);
    rotate(&house, &account, &key, minute);
    house.world.clock.advance(minute);
    let end = FixedClock::START + minute;
    assert_eq!(house.key(&token), Err(expired(end)));
    let of_key = Err(CredentialError::SecretReplaced { at: end });
    assert_eq!(house.key(&key.secret), of_key);
}

#[test]
fn the_end_of_the_key_is_told_as_such() {
    let house = House::new();
    let account = house.register("ada@example.com");
    let key = restricted_key(&house, &account);
    let token = issue(&house, &key.secret).secret;
    let end = FixedClock::START + TimeDelta::minutes(1);
    let ends = KeyChange {
        expires_at: Some(Some(end)),
        ..KeyChange::default()
    };
    change(&house, &account, &key, &ends);
    house.world.clock.set(end);
    let refused = Err(CredentialError::KeyExpired { at: end });
    assert_eq!(house.key(&token), refused);
    let endless = KeyChange {
        expires_at: Some(None),
        ..KeyChange::default()
    };
    change(&house, &account, &key, &endless);
    assert_eq!(house.key(&token), Err(expired(end)));
}

#[test]
fn who_asks_to_revoke_what_reaches_further_is_told_so() {
    let house = House::new();
    let account = house.register("ada@example.com");
    let asker = house.make_key(&account, asking());
    let token = issue(&house, &account.api_key.secret).secret;
    let grant = house.key_grant::<IntrospectTokens>(&asker.secret);
    let revoke = |secret: &Secret| {
        let revoked = house
            .introspection
            .revoke(&grant, secret.expose(), &origin());
        matches!(
            revoked,
            Err(KeyRequestError::Denied(Denial::ReachesFurther))
        )
    };
    for reaches_further in [&token, &account.api_key.secret] {
        assert!(revoke(reaches_further));
        assert!(house.key(reaches_further).is_ok());
    }
    let own = issue(&house, &asker.secret).secret;
    assert!(!revoke(&own));
    assert!(house.key(&own).is_err());
}
