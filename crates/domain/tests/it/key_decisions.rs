//! What is decided on a key and its secrets, without a store.

use chrono::{DateTime, TimeDelta, Utc};
use sendook_domain::entities::KeyWithDigests;
use sendook_domain::policies::{
    EndRotation, InvalidGrace, KeyChange, NewSecret, RotationInProgress, RotationRequest,
    StillLeaked, change, disable_leaked, end_rotation, rotate,
};
use sendook_domain::values::Digest;
use sendook_testkit::builders::{a_key, a_rotation, an_id};

fn digest(byte: u8) -> Digest {
    Digest::from_bytes([byte; 32])
}

fn new(number: u8) -> NewSecret {
    NewSecret {
        digest: digest(number),
        ..a_rotation()
    }
}

fn first() -> KeyWithDigests {
    KeyWithDigests {
        digest: digest(1),
        ..a_key(&an_id())
    }
}

const HOUR: TimeDelta = TimeDelta::hours(1);

fn now() -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + TimeDelta::days(30_000)
}

/// A key whose first secret ends in an hour, and whose second is current.
fn rotating() -> KeyWithDigests {
    rotate(
        first(),
        new(2),
        RotationRequest::new(Some(HOUR), false).unwrap(),
        now(),
    )
    .unwrap()
}

/// What the secrets of a key are found by, and when they end.
fn secrets(key: &KeyWithDigests) -> Vec<(Digest, Option<DateTime<Utc>>)> {
    let secrets = key.secrets();
    secrets
        .map(|(digest, secret)| (*digest, secret.ends_at))
        .collect()
}

#[test]
fn a_rotation_keeps_the_secret_before_it_for_its_grace() {
    let rotated = rotating();
    let old = (digest(1), Some(now() + HOUR));
    assert_eq!(secrets(&rotated), [(digest(2), None), old]);
    assert_eq!(rotated.key.updated_at, now());
    let none = RotationRequest::new(Some(TimeDelta::zero()), false).unwrap();
    let rotated = rotate(first(), new(2), none, now()).unwrap();
    assert_eq!(secrets(&rotated), [(digest(2), None)]);
}

#[test]
fn a_grace_of_no_length_that_a_secret_can_have_is_refused() {
    let (moment, week) = (TimeDelta::microseconds(1), RotationRequest::MAX_GRACE);
    for grace in [-moment, week + moment, TimeDelta::MAX] {
        assert_eq!(RotationRequest::new(Some(grace), false), Err(InvalidGrace));
    }
    for grace in [None, Some(TimeDelta::zero()), Some(week)] {
        assert!(RotationRequest::new(grace, true).is_ok(), "{grace:?}");
    }
}

#[test]
fn a_further_rotation_replaces_the_newest_or_ends_the_oldest() {
    let keep = RotationRequest::default();
    let third = rotate(rotating(), new(3), keep, now()).unwrap();
    let old = (digest(1), Some(now() + HOUR));
    assert_eq!(secrets(&third), [(digest(3), None), old]);

    let mut used = rotating();
    used.key.secret.last_used_at = Some(now());
    assert_eq!(
        rotate(used.clone(), new(3), keep, now()),
        Err(RotationInProgress)
    );
    let end_oldest = RotationRequest::new(Some(HOUR), true).unwrap();
    let third = rotate(used, new(3), end_oldest, now()).unwrap();
    let old = (digest(2), Some(now() + HOUR));
    assert_eq!(secrets(&third), [(digest(3), None), old]);
}

#[test]
fn no_secret_of_a_leaked_key_survives_and_it_can_be_enabled_then() {
    let leaked = disable_leaked(&rotating(), &digest(1), now()).unwrap();
    assert!(!leaked.key.active);
    let enable = KeyChange {
        active: Some(true),
        ..KeyChange::default()
    };
    assert_eq!(change(leaked.key.clone(), &enable, now()), Err(StillLeaked));
    let rotated = rotate(leaked, new(3), RotationRequest::default(), now()).unwrap();
    assert_eq!(secrets(&rotated), [(digest(3), None)]);
    assert!(!rotated.key.active);
    assert!(change(rotated.key, &enable, now()).unwrap().active);
}

#[test]
fn only_a_live_secret_can_leak_and_only_once() {
    let key = rotating();
    let end = now() + HOUR;
    assert!(disable_leaked(&key, &digest(1), end - TimeDelta::microseconds(1)).is_some());
    assert_eq!(disable_leaked(&key, &digest(1), end), None);
    assert_eq!(disable_leaked(&key, &digest(3), now()), None);
    let leaked = disable_leaked(&key, &digest(2), end).unwrap();
    assert_eq!(disable_leaked(&leaked, &digest(2), end), None);
}

#[test]
fn of_two_live_secrets_either_can_be_ended_and_of_one_none() {
    let (key, end) = (rotating(), now() + HOUR);
    let just_before = end - TimeDelta::microseconds(1);
    let completed = end_rotation(key.clone(), EndRotation::Old, just_before).unwrap();
    assert_eq!(secrets(&completed), [(digest(2), None)]);
    let cancelled = end_rotation(key.clone(), EndRotation::New, just_before).unwrap();
    assert_eq!(secrets(&cancelled), [(digest(1), None)]);
    assert_eq!(cancelled.key.updated_at, just_before);
    for which in [EndRotation::Old, EndRotation::New] {
        assert_eq!(end_rotation(key.clone(), which, end), None);
        assert_eq!(end_rotation(first(), which, now()), None);
    }
}
