//! A key that is rotated again while its old secret is in its grace period.

use chrono::{DateTime, TimeDelta, Utc};
use sendook_domain::accounts::OpenedAccount;
use sendook_domain::api_keys::{IssuedKey, KeyRequestError, RotationError};
use sendook_domain::authentication::CredentialError;
use sendook_domain::authorization::permission::{ManageKeys, ReadKeys};
use sendook_domain::entities::AuditAction;
use sendook_domain::policies::RotationRequest;
use sendook_domain::tokens::TokenKind;
use sendook_domain::values::Environment;
use sendook_domain::values::Secret;
use sendook_testkit::FixedClock;

use crate::house::House;
use crate::interrupted::interrupted;
use crate::requests::origin;

const HOUR: TimeDelta = TimeDelta::hours(1);
const UNKNOWN: CredentialError = CredentialError::Unknown {
    got: TokenKind::ApiKey(Environment::Production),
};

struct Rotating {
    house: House,
    account: OpenedAccount,
    first: Secret,
    second: IssuedKey,
    /// What was promised to the first secret.
    promised: Option<DateTime<Utc>>,
}

impl Rotating {
    fn new() -> Self {
        let house = House::new();
        let account = house.register("ada@example.com");
        let first = account.api_key.secret.clone();
        house.key(&first).unwrap();
        let second = rotate(
            &house,
            &account,
            RotationRequest::new(Some(HOUR), false).unwrap(),
        )
        .unwrap();
        house.world.clock.advance(TimeDelta::minutes(1));
        Self {
            promised: second.key.previous.as_ref().unwrap().ends_at,
            house,
            account,
            first,
            second,
        }
    }

    fn rotate(&self, request: RotationRequest) -> Result<IssuedKey, RotationError> {
        rotate(&self.house, &self.account, request)
    }

    fn opens(&self, secret: &Secret) -> Result<(), CredentialError> {
        self.house.key(secret).map(drop)
    }
}

fn rotate(
    house: &House,
    account: &OpenedAccount,
    request: RotationRequest,
) -> Result<IssuedKey, RotationError> {
    let grant = house.grant::<ManageKeys>(account);
    let id = &account.api_key.key.id;
    let rotated = house.keys.rotate(&grant, id, request, &origin(), None)?;
    Ok(rotated.unwrap())
}

#[test]
fn a_request_about_one_secret_does_not_replace_another() {
    let key = Rotating::new();
    let request = RotationRequest::default().of_secret_made_at(key.second.key.secret.created_at);
    // Somebody else rotates between the request and its transaction.
    let (elsewhere, owner) = (
        key.house.other_server(),
        key.house.grant::<ManageKeys>(&key.account),
    );
    let id = key.account.api_key.key.id.clone();
    let meanwhile = move || {
        let rotated =
            elsewhere
                .keys
                .rotate(&owner, &id, RotationRequest::default(), &origin(), None);
        rotated.unwrap().unwrap();
    };
    key.house.world.clock.advance(TimeDelta::minutes(1));
    let refused = rotate(&interrupted(&key.house, meanwhile), &key.account, request);
    assert!(matches!(
        refused,
        Err(RotationError::Request(KeyRequestError::Outdated))
    ));
    assert_eq!(key.opens(&key.second.secret), Err(UNKNOWN));
    assert_eq!(key.house.told(AuditAction::KeyRotated), 2);
}

#[test]
fn a_secret_that_nobody_used_is_replaced_and_the_promise_is_kept() {
    for grace in [None, Some(HOUR), Some(TimeDelta::days(7))] {
        let key = Rotating::new();
        let request = RotationRequest::new(grace, false).unwrap();
        let third = key.rotate(request).unwrap();
        assert_eq!(third.key.previous.unwrap().ends_at, key.promised);
        assert_eq!(key.opens(&key.second.secret), Err(UNKNOWN));
        assert_eq!(key.opens(&key.first), Ok(()));
        assert_eq!(key.opens(&third.secret), Ok(()));
    }
}

#[test]
fn a_shorter_grace_that_is_asked_for_is_kept_too() {
    let minute = TimeDelta::minutes(1);
    let key = Rotating::new();
    let third = key
        .rotate(RotationRequest::new(Some(minute), false).unwrap())
        .unwrap();
    let now = FixedClock::START + minute;
    assert_eq!(third.key.previous.unwrap().ends_at, Some(now + minute));

    let key = Rotating::new();
    let third = key.rotate(RotationRequest::new(Some(TimeDelta::zero()), false).unwrap());
    assert_eq!(third.unwrap().key.previous, None);
    assert_eq!(key.opens(&key.first), Err(UNKNOWN));
}

#[test]
fn a_secret_that_was_used_is_not_replaced_on_any_server() {
    for used_here in [true, false] {
        let key = Rotating::new();
        let other = key.house.other_server();
        let used_on = if used_here { &key.house } else { &other };
        // Nothing is flushed: what the server gathered is lost if it is killed now.
        used_on.key(&key.second.secret).unwrap();
        let refused = key.rotate(RotationRequest::default());
        assert!(matches!(refused, Err(RotationError::InProgress(_))));
        for secret in [&key.first, &key.second.secret] {
            assert_eq!(key.opens(secret), Ok(()));
        }
        assert_eq!(key.house.told(AuditAction::KeyRotated), 1);
    }
}

#[test]
fn the_oldest_is_ended_where_that_is_asked_for() {
    let key = Rotating::new();
    key.opens(&key.second.secret).unwrap();
    let request = RotationRequest::new(Some(HOUR), true).unwrap();
    let third = key.rotate(request).unwrap();
    assert_eq!(key.opens(&key.first), Err(UNKNOWN));
    assert_eq!(key.opens(&key.second.secret), Ok(()));
    assert_eq!(key.opens(&third.secret), Ok(()));
    let old = third.key.previous.unwrap();
    assert_eq!(old.hint, key.second.key.secret.hint);
}

#[test]
fn after_the_promised_grace_a_key_is_rotated_as_ever() {
    let key = Rotating::new();
    key.opens(&key.second.secret).unwrap();
    key.house.world.clock.set(key.promised.unwrap());
    let third = key.rotate(RotationRequest::default()).unwrap();
    let old = third.key.previous.unwrap();
    assert_eq!(old.hint, key.second.key.secret.hint);
}

#[test]
fn a_first_use_is_written_once() {
    let key = Rotating::new();
    let before = key.house.world.store.audit_events().len();
    for _ in 0..3 {
        key.opens(&key.second.secret).unwrap();
        key.house.world.clock.advance(TimeDelta::minutes(1));
    }
    let grant = key.house.grant::<ReadKeys>(&key.account);
    let id = &key.account.api_key.key.id;
    let found = key.house.keys.find(&grant, id).unwrap().unwrap();
    let first_use = FixedClock::START + TimeDelta::minutes(1);
    assert_eq!(found.secret.last_used_at, Some(first_use));
    assert_eq!(
        found.request_count, 0,
        "requests are counted when they are flushed"
    );
    assert_eq!(key.house.world.store.audit_events().len(), before);
}
