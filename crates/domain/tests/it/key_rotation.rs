//! Rotation: a new secret at once, and the old one for a grace period.

use chrono::{DateTime, TimeDelta, Utc};
use sendook_domain::accounts::OpenedAccount;
use sendook_domain::api_keys::IssuedKey;
use sendook_domain::authentication::CredentialError;
use sendook_domain::authorization::permission::{ManageKeys, ReadKeys};
use sendook_domain::entities::{Actor, AuditAction};
use sendook_domain::policies::RotationRequest;
use sendook_domain::ports::{KeyFilter, Pagination};
use sendook_domain::tokens::TokenKind;
use sendook_domain::values::Environment;
use sendook_domain::values::Secret;
use sendook_testkit::FixedClock;

use crate::house::House;
use crate::requests::{key_request, origin};

const START: DateTime<Utc> = FixedClock::START;
const MOMENT: TimeDelta = TimeDelta::microseconds(1);

fn house() -> (House, OpenedAccount) {
    let house = House::new();
    let account = house.register("ada@example.com");
    (house, account)
}

/// Rotates a key as the owner of the account's organization.
pub(crate) fn rotate(
    house: &House,
    account: &OpenedAccount,
    key: &IssuedKey,
    grace: TimeDelta,
) -> IssuedKey {
    let grant = house.grant::<ManageKeys>(account);
    let rotated = house.keys.rotate(
        &grant,
        &key.key.id,
        RotationRequest::new(Some(grace), false).unwrap(),
        &origin(),
        None,
    );
    rotated.unwrap().unwrap()
}

/// Whether a secret is accepted, and if not, why.
fn opens(house: &House, secret: &Secret) -> Result<(), CredentialError> {
    house.key(secret).map(drop)
}

#[test]
fn the_old_secret_is_good_until_the_end_of_its_grace_and_not_at_it() {
    for grace in [TimeDelta::seconds(1), RotationRequest::MAX_GRACE] {
        let (house, account) = house();
        let old = account.api_key.secret.clone();
        let new = rotate(&house, &account, &account.api_key, grace).secret;
        let at = START + grace;
        house.world.clock.set(at - MOMENT);
        assert_eq!(opens(&house, &old), Ok(()));
        assert_eq!(opens(&house, &new), Ok(()));
        house.world.clock.set(at);
        assert_eq!(
            opens(&house, &old),
            Err(CredentialError::SecretReplaced { at })
        );
        assert_eq!(opens(&house, &new), Ok(()));
    }
}

#[test]
fn without_grace_the_old_secret_is_dead_on_the_next_request() {
    let (house, account) = house();
    let old = &account.api_key;
    let new = rotate(&house, &account, old, TimeDelta::zero());
    let got = TokenKind::ApiKey(Environment::Production);
    assert_eq!(
        opens(&house, &old.secret),
        Err(CredentialError::Unknown { got })
    );
    assert_eq!(opens(&house, &new.secret), Ok(()));
    assert_eq!(new.key.previous, None);
}

#[test]
fn a_rotated_key_stays_the_same_key() {
    let (house, account) = house();
    let mut request = key_request("Staging");
    request.environment = Environment::Staging;
    let old = house.make_key(&account, request);
    house.world.clock.advance(TimeDelta::hours(1));
    let new = rotate(&house, &account, &old, RotationRequest::DEFAULT_GRACE);
    assert!(new.secret.expose().starts_with("sndk_stage_"));
    assert_ne!(new.secret.expose(), old.secret.expose());
    let text = new.secret.expose();
    assert_eq!(
        new.key.secret.hint,
        format!("sndk_stage_…{}", &text[text.len() - 4..])
    );
    let now = START + TimeDelta::hours(1);
    let previous = new.key.previous.clone().unwrap();
    assert_eq!(previous.hint, old.key.secret.hint);
    assert_eq!(previous.ends_at, Some(now + TimeDelta::days(1)));
    assert_eq!((new.key.secret.created_at, new.key.updated_at), (now, now));
    let mut unchanged = new.key;
    unchanged.secret = old.key.secret.clone();
    unchanged.previous = None;
    unchanged.updated_at = old.key.updated_at;
    assert_eq!(unchanged, old.key);
}

#[test]
fn a_grace_ends_with_the_key() {
    let (house, account) = house();
    let week = RotationRequest::MAX_GRACE;
    for (expires_in, grace, expected) in [
        (None, week, week),
        (Some(TimeDelta::hours(1)), week, TimeDelta::hours(1)),
        (Some(week), TimeDelta::hours(1), TimeDelta::hours(1)),
    ] {
        let mut request = key_request("Short");
        request.expires_at = expires_in.map(|after| START + after);
        let old = house.make_key(&account, request);
        let new = rotate(&house, &account, &old, grace).key;
        assert_eq!(new.previous.unwrap().ends_at, Some(START + expected));
        assert_eq!(new.expires_at, old.key.expires_at);
    }
}

#[test]
fn people_see_the_old_secret_while_it_lives_and_no_longer() {
    let (house, account) = house();
    let (id, hour) = (&account.api_key.key.id, TimeDelta::hours(1));
    rotate(&house, &account, &account.api_key, hour);
    let grant = house.grant::<ReadKeys>(&account);
    let holder = house.key(&account.api_key.secret).unwrap();
    for (now, shown) in [(START + hour - MOMENT, true), (START + hour, false)] {
        house.world.clock.set(now);
        let listed = house
            .keys
            .list(&grant, &KeyFilter::default(), &Pagination::first());
        let listed = listed.unwrap().items.pop().unwrap();
        let found = house.keys.find(&grant, id).unwrap().unwrap();
        let own = house.keys.of_holder(&holder);
        for key in [listed, found, own] {
            assert_eq!(key.previous.is_some(), shown);
        }
    }
}

#[test]
fn a_rotation_is_told_without_its_secret() {
    let (house, account) = house();
    let new = rotate(&house, &account, &account.api_key, TimeDelta::hours(1));
    let event = house.world.store.audit_events().pop().unwrap();
    assert_eq!(event.action, AuditAction::KeyRotated);
    assert_eq!(event.actor, Actor::User(account.session.user.id.clone()));
    assert_eq!(event.target, Some(new.key.id.to_string()));
    assert_eq!(
        event.organization_id,
        Some(account.membership.organization().id.clone())
    );
    assert!(!format!("{event:?}{new:?}").contains(new.secret.expose()));
}

#[test]
fn a_foreign_or_missing_key_is_not_rotated() {
    let (house, account) = house();
    let stranger = house.register("grace@example.com");
    let grant = house.grant::<ManageKeys>(&stranger);
    let id = &account.api_key.key.id;
    let rotated = house
        .keys
        .rotate(&grant, id, RotationRequest::default(), &origin(), None);
    assert!(rotated.unwrap().is_none());
    assert_eq!(opens(&house, &account.api_key.secret), Ok(()));
    assert_eq!(house.told(AuditAction::KeyRotated), 0);
}
