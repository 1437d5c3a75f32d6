//! What a run token is given when it is made: never more than the key that makes it has.

use chrono::TimeDelta;
use sendook_domain::api_keys::{IssuedRunToken, KeyRequest, RunTokenError, RunTokenRequest};
use sendook_domain::authentication::CredentialError;
use sendook_domain::authorization::permission::{
    CreateInboxes, IntrospectTokens, ManageKeys, ReadInboxes, ReadKeys,
};
use sendook_domain::authorization::{Denial, Grant};
use sendook_domain::entities::{Actor, AuditAction, InboxScope, Scope, ScopeSet};
use sendook_domain::inboxes::InboxRequest;
use sendook_domain::policies::{LIVE_RUN_TOKENS_PER_KEY, RunTokenLifetime};
use sendook_domain::ports::Pagination;
use sendook_domain::tokens::TokenKind;
use sendook_domain::values::{Id, RunTokenLabel, Secret};
use sendook_testkit::FixedClock;

use crate::house::House;
use crate::requests::{key_request, origin};

/// Makes a run token of the key with this secret.
pub(crate) fn try_issue(
    house: &House,
    key: &Secret,
    request: RunTokenRequest,
) -> Result<IssuedRunToken, RunTokenError> {
    let holder = house.key(key).unwrap();
    house.run_tokens.issue(&holder, request, &origin(), None)
}

pub(crate) fn issue(house: &House, key: &Secret) -> IssuedRunToken {
    try_issue(house, key, RunTokenRequest::default()).unwrap()
}

fn only(scope: Scope) -> ScopeSet {
    [scope].into_iter().collect()
}

#[test]
fn without_wishes_a_token_may_what_its_key_may_for_a_quarter_of_an_hour() {
    let house = House::new();
    let account = house.register("ada@example.com");
    let inboxes = InboxScope::only(vec![account.inbox.id.clone()]);
    let key = house.make_key(
        &account,
        KeyRequest {
            scopes: only(Scope::InboxesRead),
            inboxes: inboxes.clone(),
            ..key_request("Agent")
        },
    );
    let made = issue(&house, &key.secret);
    assert!(made.secret.expose().starts_with("sndt_"));
    let holder = house.key(&made.secret).unwrap();
    assert_eq!(holder.key_id(), &key.key.id);
    assert_eq!(
        holder.organization_id(),
        &account.membership.organization().id
    );
    assert_eq!(holder.scopes(), only(Scope::InboxesRead));
    assert_eq!(holder.inboxes(), &inboxes);
    assert_eq!(holder.run_token().unwrap().token, made.token);
    let lives = made.token.expires_at - made.token.created_at;
    assert_eq!(lives, TimeDelta::minutes(15));
    assert_eq!(made.token.created_at, FixedClock::START);
    house.world.clock.advance(lives);
    let (got, at) = (TokenKind::RunToken, made.token.expires_at);
    let expired = CredentialError::TokenExpired { got, at };
    assert_eq!(house.key(&made.secret), Err(expired));
}

#[test]
fn a_token_is_given_less_than_its_key_and_never_more() {
    let house = House::new();
    let account = house.register("ada@example.com");
    let full = &account.api_key.secret;
    let less = RunTokenRequest {
        scopes: Some(only(Scope::InboxesRead)),
        inboxes: Some(InboxScope::only(vec![account.inbox.id.clone()])),
        lifetime: RunTokenLifetime::new(TimeDelta::minutes(1)).unwrap(),
        label: Some(RunTokenLabel::parse(" nightly import ").unwrap()),
    };
    let made = try_issue(&house, full, less).unwrap();
    assert_eq!(
        made.token.label.as_ref().unwrap().as_str(),
        "nightly import"
    );
    let holder = house.key(&made.secret).unwrap();
    assert!(Grant::<ReadInboxes>::for_key(&holder).is_ok());
    let missing = Denial::MissingScopeOfRunToken(Scope::InboxesWrite);
    assert_eq!(Grant::<CreateInboxes>::for_key(&holder), Err(missing));

    let limited = house.make_key(
        &account,
        KeyRequest {
            scopes: only(Scope::InboxesRead),
            inboxes: InboxScope::only(vec![account.inbox.id.clone()]),
            ..key_request("Limited")
        },
    );
    for scopes in [ScopeSet::full(), only(Scope::KeysRead)] {
        let more = RunTokenRequest {
            scopes: Some(scopes),
            ..RunTokenRequest::default()
        };
        let refused = try_issue(&house, &limited.secret, more).unwrap_err();
        assert!(
            matches!(refused, RunTokenError::ScopeExceedsKey(_)),
            "{refused:?}"
        );
    }
    let grant = house.grant::<CreateInboxes>(&account);
    let request = InboxRequest {
        name: None,
        address: None,
    };
    let second = house
        .inboxes
        .create(&grant, request, &origin(), None)
        .unwrap();
    for id in [second.id, Id::parse("inbox_unknown").unwrap()] {
        let more = RunTokenRequest {
            inboxes: Some(InboxScope::only(vec![id])),
            ..RunTokenRequest::default()
        };
        let refused = try_issue(&house, &limited.secret, more).unwrap_err();
        assert!(
            matches!(refused, RunTokenError::UnknownInbox(_)),
            "{refused:?}"
        );
    }
    for request in [
        RunTokenRequest {
            scopes: Some(ScopeSet::default()),
            ..RunTokenRequest::default()
        },
        RunTokenRequest {
            inboxes: Some(InboxScope::Only(Vec::new())),
            ..RunTokenRequest::default()
        },
    ] {
        let refused = try_issue(&house, full, request).unwrap_err();
        let is_empty = matches!(refused, RunTokenError::NoScopes | RunTokenError::Inboxes(_));
        assert!(is_empty, "{refused:?}");
    }
    assert_eq!(house.told(AuditAction::RunTokenCreated), 1);
}

#[test]
fn a_token_lives_no_longer_than_its_key_or_the_secret_that_made_it() {
    let house = House::new();
    let account = house.register("ada@example.com");
    let end = FixedClock::START + TimeDelta::minutes(5);
    let key = house.make_key(
        &account,
        KeyRequest {
            expires_at: Some(end),
            ..key_request("Short")
        },
    );
    assert_eq!(issue(&house, &key.secret).token.expires_at, end);
    let grace = TimeDelta::minutes(2);
    crate::key_rotation::rotate(&house, &account, &account.api_key, grace);
    let of_old = issue(&house, &account.api_key.secret);
    assert_eq!(of_old.token.expires_at, FixedClock::START + grace);
}

#[test]
fn a_run_token_makes_no_tokens_and_no_keys_and_does_not_introspect() {
    let house = House::new();
    let account = house.register("ada@example.com");
    let token = issue(&house, &account.api_key.secret).secret;
    let refused = try_issue(&house, &token, RunTokenRequest::default()).unwrap_err();
    let denied = Denial::NotForRunTokens;
    assert!(matches!(refused, RunTokenError::Denied(denial) if denial == denied));
    let holder = house.key(&token).unwrap();
    assert!(Grant::<ReadKeys>::for_key(&holder).is_ok());
    assert_eq!(Grant::<ManageKeys>::for_key(&holder), Err(denied));
    assert_eq!(Grant::<IntrospectTokens>::for_key(&holder), Err(denied));
    assert!(house.keys.end_self(&holder, &origin()).is_err());
    assert!(house.key(&account.api_key.secret).is_ok());
}

#[test]
fn what_a_token_does_counts_as_its_keys_and_is_audited_with_both() {
    let house = House::new();
    let account = house.register("ada@example.com");
    let label = RunTokenLabel::parse("import").unwrap();
    let request = RunTokenRequest {
        label: Some(label.clone()),
        ..RunTokenRequest::default()
    };
    let made = try_issue(&house, &account.api_key.secret, request).unwrap();
    house.flush();
    let before = house.seen(&account, &account.api_key.key.id).request_count;
    house.world.clock.advance(TimeDelta::minutes(1));
    let grant = house.key_grant::<CreateInboxes>(&made.secret);
    let request = InboxRequest {
        name: None,
        address: None,
    };
    house
        .inboxes
        .create(&grant, request, &origin(), None)
        .unwrap();
    house.flush();
    let seen = house.seen(&account, &account.api_key.key.id);
    assert_eq!(seen.request_count, before + 1);
    assert_eq!(
        seen.last_used_at,
        Some(FixedClock::START + TimeDelta::minutes(1))
    );
    assert_eq!(seen.secret.last_used_at, seen.last_used_at);

    let events = house.world.store.audit_events();
    let of = |action| events.iter().rfind(|event| event.action == action).unwrap();
    let Actor::RunToken(run) = &of(AuditAction::InboxCreated).actor else {
        panic!("the run token is not named");
    };
    let (token, key) = (&made.token.id, &account.api_key.key.id);
    assert_eq!(
        (&run.id, &run.key_id, &run.label),
        (token, key, &Some(label))
    );
    let created = of(AuditAction::RunTokenCreated);
    assert_eq!(created.actor, Actor::Key(key.clone()));
    assert_eq!(created.target.as_deref(), Some(token.as_str()));
    let detail = format!("of API key {key}: import");
    assert_eq!(created.detail, Some(detail));
}

#[test]
fn a_key_has_at_most_a_thousand_live_tokens() {
    let house = House::new();
    let account = house.register("ada@example.com");
    let key = &account.api_key.secret;
    for _ in 0..LIVE_RUN_TOKENS_PER_KEY {
        issue(&house, key);
    }
    house.world.clock.advance(TimeDelta::minutes(5));
    let refused = try_issue(&house, key, RunTokenRequest::default()).unwrap_err();
    assert!(matches!(refused, RunTokenError::TooMany(wait) if wait == TimeDelta::minutes(10)));
    let grant = house.grant::<ReadKeys>(&account);
    let id = &account.api_key.key.id;
    let page = Pagination::first();
    let listed = house.run_tokens.list(&grant, id, &page).unwrap().unwrap();
    assert_eq!(listed.items.len(), usize::from(LIVE_RUN_TOKENS_PER_KEY));
    house.world.clock.advance(TimeDelta::minutes(10));
    issue(&house, key);
}

#[test]
fn minting_costs_one_call_of_the_store_beyond_the_check_of_the_key() {
    let house = House::new();
    let account = house.register("ada@example.com");
    let holder = house.key(&account.api_key.secret).unwrap();
    let before = house.world.store.calls();
    let request = RunTokenRequest::default();
    house
        .run_tokens
        .issue(&holder, request, &origin(), None)
        .unwrap();
    assert_eq!(house.world.store.calls() - before, 1);
}
