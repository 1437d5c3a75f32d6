//! Other services ask what a credential stands for (RFC 7662).

use chrono::{DateTime, TimeDelta, Utc};
use sendook_domain::accounts::OpenedAccount;
use sendook_domain::api_keys::{Introspected, KeyRequest};
use sendook_domain::authorization::permission::{IntrospectTokens, ManageKeys};
use sendook_domain::authorization::{Denial, Grant};
use sendook_domain::entities::{Role, Scope};
use sendook_domain::policies::KeyChange;
use sendook_domain::values::Secret;
use sendook_testkit::FixedClock;

use crate::house::House;
use crate::key_rotation::rotate;
use crate::requests::{key_request, origin};

const START: DateTime<Utc> = FixedClock::START;
const MOMENT: TimeDelta = TimeDelta::microseconds(1);

/// A key that may ask, and nothing else.
pub(crate) fn asking() -> KeyRequest {
    KeyRequest {
        scopes: [Scope::TokensIntrospect].into_iter().collect(),
        ..key_request("Gateway")
    }
}

/// A house, an account, and the grant of a key of it that may ask.
pub(crate) fn house() -> (House, OpenedAccount, Grant<IntrospectTokens>) {
    let house = House::new();
    let account = house.register("ada@example.com");
    let asker = house.make_key(&account, asking());
    let grant = house.key_grant::<IntrospectTokens>(&asker.secret);
    (house, account, grant)
}

pub(crate) fn ask(
    house: &House,
    grant: &Grant<IntrospectTokens>,
    secret: &Secret,
) -> Option<Introspected> {
    let pasted = format!(" {}\n", secret.expose());
    house.introspection.introspect(grant, &pasted).unwrap()
}

#[test]
fn a_key_of_the_organization_is_described() {
    let (house, account, grant) = house();
    let end = START + TimeDelta::days(30);
    let request = KeyRequest {
        expires_at: Some(end),
        ..key_request("Described")
    };
    let key = house.make_key(&account, request);
    let known = ask(&house, &grant, &key.secret).unwrap();
    assert_eq!(known.expires_at(), Some(end));
    let Introspected::Key(found, holder) = known else {
        panic!("{known:?}");
    };
    assert_eq!(*found, key.key);
    assert_eq!(*holder.key_id(), key.key.id);
}

#[test]
fn an_old_secret_ends_with_its_grace_and_not_with_the_key() {
    let (house, account, grant) = house();
    for expires_at in [None, Some(START + TimeDelta::days(30))] {
        let request = KeyRequest {
            expires_at,
            ..key_request("Rotated")
        };
        let old = house.make_key(&account, request);
        let hour = TimeDelta::hours(1);
        let new = rotate(&house, &account, &old, hour);
        let end = |secret| ask(&house, &grant, secret).unwrap().expires_at();
        assert_eq!(end(&old.secret), Some(START + hour));
        assert_eq!(end(&new.secret), expires_at);
    }
}

#[test]
fn what_no_door_lets_in_is_unknown() {
    let (house, account, grant) = house();
    let expired = KeyRequest {
        expires_at: Some(START + TimeDelta::hours(1)),
        ..key_request("Expired")
    };
    let expired = house.make_key(&account, expired);
    house.world.clock.set(START + TimeDelta::hours(1) - MOMENT);
    assert!(ask(&house, &grant, &expired.secret).is_some());
    house.world.clock.set(START + TimeDelta::hours(1));
    assert!(ask(&house, &grant, &expired.secret).is_none());

    let disabled = house.make_key(&account, key_request("Disabled"));
    let owner = house.grant::<ManageKeys>(&account);
    let disable = KeyChange {
        active: Some(false),
        ..KeyChange::default()
    };
    let id = &disabled.key.id;
    house.keys.change(&owner, id, &disable, &origin()).unwrap();
    assert!(ask(&house, &grant, &disabled.secret).is_none());

    assert!(ask(&house, &grant, &account.session.refresh_token).is_none());
    for junk in ["", "sndk_prod_", "{}"] {
        let known = house.introspection.introspect(&grant, junk);
        assert!(known.unwrap().is_none());
    }
}

#[test]
fn the_token_of_a_member_is_described_until_it_ends() {
    let (house, account, grant) = house();
    let token = &account.session.token;
    let known = ask(&house, &grant, token).unwrap();
    assert_eq!(known.expires_at(), Some(account.session.expires_at));
    let Introspected::Member(found) = known else {
        panic!("{known:?}");
    };
    let session = house.user(token).unwrap();
    assert_eq!(&found.user_id, session.user_id());
    assert_eq!(&found.session_id, session.session_id());
    house.world.clock.set(account.session.expires_at);
    assert!(ask(&house, &grant, token).is_none());
}

#[test]
fn what_belongs_elsewhere_is_unknown() {
    let (house, account, grant) = house();
    let stranger = house.register("grace@example.com");
    assert!(ask(&house, &grant, &stranger.api_key.secret).is_none());
    assert!(ask(&house, &grant, &stranger.session.token).is_none());
    let (user, organization) = (
        &stranger.session.user.id,
        &account.membership.organization().id,
    );
    let store = &house.world.store;
    store.set_role(user, organization, Role::Member);
    assert!(ask(&house, &grant, &stranger.session.token).is_some());
    store.remove_member(user, organization);
    assert!(ask(&house, &grant, &stranger.session.token).is_none());
}

#[test]
fn to_be_asked_about_is_no_use() {
    let (house, account, grant) = house();
    house.world.clock.advance(TimeDelta::minutes(1));
    let session = house.user(&account.session.token).unwrap();
    house.flush();
    house.world.clock.advance(TimeDelta::minutes(1));
    ask(&house, &grant, &account.api_key.secret).unwrap();
    ask(&house, &grant, &account.session.token).unwrap();
    house.flush();
    house.flush();
    let key = house.seen(&account, &account.api_key.key.id);
    assert_eq!((key.request_count, key.last_used_at), (0, None));
    let session = house.sessions.session(&session).unwrap().unwrap();
    // To look at the key was a use of the token, which is not written down yet.
    assert_eq!(session.last_used_at, START + TimeDelta::minutes(1));
}

#[test]
fn asking_takes_its_scope() {
    let (house, account, _) = house();
    let other = KeyRequest {
        scopes: [Scope::KeysRead, Scope::KeysWrite].into_iter().collect(),
        ..key_request("Other")
    };
    let other = house.make_key(&account, other);
    let holder = house.key(&other.secret).unwrap();
    let refused = Grant::<IntrospectTokens>::for_key(&holder);
    assert_eq!(refused, Err(Denial::MissingScope(Scope::TokensIntrospect)));
}
