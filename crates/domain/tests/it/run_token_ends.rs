//! A run token ends with whatever its key loses, on the very next request, whichever server it happened on and whatever copies
//! there are.

use chrono::TimeDelta;
use sendook_domain::accounts::OpenedAccount;
use sendook_domain::api_keys::{IssuedKey, KeyRequest};
use sendook_domain::authentication::CredentialError;
use sendook_domain::authorization::permission::{DeleteInboxes, IntrospectTokens, ManageKeys};
use sendook_domain::entities::{AuditAction, InboxScope, RunToken, Scope};
use sendook_domain::policies::{EndRotation, KeyChange};
use sendook_domain::values::{Id, Secret};
use sendook_testkit::FixedClock;

use crate::house::House;
use crate::key_rotation::rotate;
use crate::requests::{key_request, origin};
use crate::run_tokens::issue;

/// Takes something away from a key, or ends its token, on the server that it is given.
type End = fn(&House, &OpenedAccount, &IssuedKey, &Secret);

const WAYS: [(&str, End); 13] = [
    ("deleted", |house, account, key, _| {
        let grant = house.grant::<ManageKeys>(account);
        let deleted = house.keys.delete(&grant, &key.key.id, &origin());
        deleted.unwrap().unwrap();
    }),
    ("disabled", |house, account, key, _| {
        let active = Some(false);
        change(
            house,
            account,
            key,
            &KeyChange {
                active,
                ..KeyChange::default()
            },
        );
    }),
    ("expired", |house, account, key, _| {
        let end = FixedClock::START + TimeDelta::seconds(1);
        let expires_at = Some(Some(end));
        change(
            house,
            account,
            key,
            &KeyChange {
                expires_at,
                ..KeyChange::default()
            },
        );
        house.world.clock.set(end);
    }),
    ("with fewer scopes", |house, account, key, _| {
        let scopes = Some([Scope::InboxesWrite].into_iter().collect());
        change(
            house,
            account,
            key,
            &KeyChange {
                scopes,
                ..KeyChange::default()
            },
        );
    }),
    ("with fewer inboxes", |house, account, key, _| {
        let inboxes = Some(InboxScope::Only(Vec::new()));
        change(
            house,
            account,
            key,
            &KeyChange {
                inboxes,
                ..KeyChange::default()
            },
        );
    }),
    ("with a deleted inbox", |house, account, _, _| {
        let grant = house.grant::<DeleteInboxes>(account);
        let deleted = house.inboxes.delete(&grant, &account.inbox.id, &origin());
        deleted.unwrap().unwrap();
    }),
    ("rotated without grace", |house, account, key, _| {
        rotate(house, account, key, TimeDelta::zero());
    }),
    (
        "rotated, and the grace is over",
        |house, account, key, _| {
            rotate(house, account, key, TimeDelta::minutes(1));
            house.world.clock.advance(TimeDelta::minutes(1));
        },
    ),
    (
        "rotated, and the rotation completed",
        |house, account, key, _| {
            rotate(house, account, key, TimeDelta::hours(1));
            let grant = house.grant::<ManageKeys>(account);
            let keys = &house.keys;
            let ended = keys.end_rotation(&grant, &key.key.id, EndRotation::Old, None, &origin());
            ended.unwrap().unwrap();
        },
    ),
    ("leaked", |house, _, key, _| {
        house
            .leaks
            .report(key.secret.expose(), None, &origin())
            .unwrap();
    }),
    ("ended", |house, account, key, token| {
        let grant = house.grant::<ManageKeys>(account);
        let id = id_of(house, token);
        let ended = house.run_tokens.end(&grant, &key.key.id, &id, &origin());
        assert_eq!(ended.unwrap().unwrap().id, id);
    }),
    ("all ended", |house, account, key, _| {
        let grant = house.grant::<ManageKeys>(account);
        let ended = house.run_tokens.end_all(&grant, &key.key.id, &origin());
        assert_eq!(ended.unwrap(), Some(1));
    }),
    ("itself leaked", |house, _, _, token| {
        house.leaks.report(token.expose(), None, &origin()).unwrap();
        assert_eq!(house.told(AuditAction::RunTokenLeaked), 1);
    }),
];

fn id_of(house: &House, token: &Secret) -> Id<RunToken> {
    let holder = house.key(token).unwrap();
    holder.run_token().unwrap().token.id.clone()
}

fn change(house: &House, account: &OpenedAccount, key: &IssuedKey, change: &KeyChange) {
    let grant = house.grant::<ManageKeys>(account);
    let changed = house.keys.change(&grant, &key.key.id, change, &origin());
    changed.unwrap().unwrap();
}

fn restricted_key(house: &House, account: &OpenedAccount) -> IssuedKey {
    let request = KeyRequest {
        inboxes: InboxScope::only(vec![account.inbox.id.clone()]),
        ..key_request("Agent")
    };
    house.make_key(account, request)
}

/// Lets a run token in twice, lets it end on the server that `ends`, and returns whether this server lets it in once more.
fn late(house: &House, ends: &House, account: &OpenedAccount, end: End) -> bool {
    let key = restricted_key(house, account);
    let token = issue(house, &key.secret).secret;
    for server in [house, house, ends] {
        server.key(&token).unwrap();
    }
    end(ends, account, &key, &token);
    house.key(&token).is_ok()
}

#[test]
fn a_run_token_that_ends_here_or_elsewhere_is_refused_at_once() {
    for (how, end) in WAYS {
        for copies in [0, 100] {
            let house = House::with(|settings| settings.credential_cache = copies);
            let account = house.register("ada@example.com");
            assert!(
                !late(&house, &house, &account, end),
                "{how} here, {copies} copies"
            );
            let house = House::with(|settings| settings.credential_cache = copies);
            let (account, other) = (house.register("ada@example.com"), house.other_server());
            assert!(
                !late(&house, &other, &account, end),
                "{how} elsewhere, {copies} copies"
            );
        }
    }
}

/// The check has teeth: with a store whose positions lag, it finds copies that the proof is there to withhold.
#[test]
fn with_a_stale_proof_the_check_finds_what_is_late() {
    for (how, end) in WAYS {
        let house = House::new();
        let (account, other) = (house.register("ada@example.com"), house.other_server());
        house.key(&account.api_key.secret).unwrap();
        house.world.store.break_freshness();
        assert!(late(&house, &other, &account, end), "{how}");
    }
}

#[test]
fn a_token_goes_on_while_its_key_has_all_that_it_needs() {
    let house = House::new();
    let (account, other) = (house.register("ada@example.com"), house.other_server());
    let key = restricted_key(&house, &account);
    let token = issue(&house, &key.secret).secret;
    rotate(&other, &account, &key, TimeDelta::hours(1));
    assert!(house.key(&token).is_ok());
    let inboxes = Some(InboxScope::All);
    change(
        &other,
        &account,
        &key,
        &KeyChange {
            inboxes,
            ..KeyChange::default()
        },
    );
    let holder = house.key(&token).unwrap();
    let reach = InboxScope::only(vec![account.inbox.id.clone()]);
    assert_eq!(
        holder.inboxes(),
        &reach,
        "what the key gains, the token does not"
    );
}

#[test]
fn the_reason_is_told() {
    let house = House::new();
    let account = house.register("ada@example.com");
    let key = restricted_key(&house, &account);
    let token = issue(&house, &key.secret).secret;
    let inboxes = Some(InboxScope::Only(Vec::new()));
    change(
        &house,
        &account,
        &key,
        &KeyChange {
            inboxes,
            ..KeyChange::default()
        },
    );
    assert_eq!(house.key(&token), Err(CredentialError::KeyRestricted));
    let active = Some(false);
    change(
        &house,
        &account,
        &key,
        &KeyChange {
            active,
            ..KeyChange::default()
        },
    );
    assert_eq!(house.key(&token), Err(CredentialError::KeyDisabled));
}

#[test]
fn a_token_ends_itself_and_not_its_key() {
    let house = House::new();
    let account = house.register("ada@example.com");
    let key = &account.api_key.secret;
    let token = issue(&house, key).secret;
    let holder = house.key(&token).unwrap();
    let ended = house.run_tokens.end_self(&holder, &origin()).unwrap();
    assert_eq!(ended.as_ref(), Some(&holder.run_token().unwrap().token));
    assert!(house.key(&token).is_err() && house.key(key).is_ok());
    assert_eq!(house.run_tokens.end_self(&holder, &origin()).unwrap(), None);
    let of_key = house.key(key).unwrap();
    assert_eq!(house.run_tokens.end_self(&of_key, &origin()).unwrap(), None);
}

#[test]
fn a_token_is_introspected_and_revoked_within_its_organization() {
    let house = House::new();
    let account = house.register("ada@example.com");
    let stranger = house.register("eve@example.com");
    let issued = issue(&house, &account.api_key.secret);
    let token = issued.secret.expose();
    let grant =
        |account: &OpenedAccount| house.key_grant::<IntrospectTokens>(&account.api_key.secret);
    let introspect = |grant| house.introspection.introspect(&grant, token).unwrap();
    let known = introspect(grant(&account)).unwrap();
    assert_eq!(known.expires_at(), Some(issued.token.expires_at));
    assert!(introspect(grant(&stranger)).is_none());
    let revoke = |grant| {
        let revoked = house.introspection.revoke(&grant, token, &origin());
        revoked.unwrap();
    };
    revoke(grant(&stranger));
    assert!(house.key(&issued.secret).is_ok());
    revoke(grant(&account));
    assert!(house.key(&issued.secret).is_err());
    assert!(house.key(&account.api_key.secret).is_ok());
    assert_eq!(house.told(AuditAction::RunTokenEnded), 1);
}

#[test]
fn what_a_person_does_to_a_token_is_about_its_key_too() {
    let house = House::new();
    let account = house.register("ada@example.com");
    let issued = issue(&house, &account.api_key.secret);
    let (key, token) = (&account.api_key.key.id, &issued.token.id);
    let grant = house.grant::<ManageKeys>(&account);
    let ended = house.run_tokens.end(&grant, key, token, &origin());
    assert_eq!(ended.unwrap().as_ref(), Some(&issued.token));
    let line = house.world.store.audit_events().pop().unwrap();
    assert_eq!(line.action, AuditAction::RunTokenEnded);
    let user = &account.session.user.id;
    for id in [key.as_str(), token.as_str(), user.as_str()] {
        assert!(line.is_about(id), "{line:?}");
    }
}
