use std::sync::Arc;

use sendook_crypto::{RingSecretSealer, RingSecrets, SecretKey};
use sendook_domain::entities::{Factor, User};
use sendook_domain::ports::{SealError, SecretOwner, SecretSealer as _, UnsealError};
use sendook_domain::values::Id;

const SECRET: &[u8] = b"12345678901234567890";

fn key() -> SecretKey {
    SecretKey::generate(&RingSecrets::new()).unwrap()
}

fn sealer(keys: &[&SecretKey]) -> RingSecretSealer {
    let keys = keys.iter().map(|key| (*key).clone()).collect();
    RingSecretSealer::new(keys, Arc::new(RingSecrets::new()))
}

fn ids() -> (Id<User>, Id<Factor>) {
    (
        Id::parse("user_01h455vb4pex5vsknk084sn02q").unwrap(),
        Id::parse("factor_01h455vb4pex5vsknk084sn02q").unwrap(),
    )
}

fn own((user, factor): &(Id<User>, Id<Factor>)) -> SecretOwner<'_> {
    SecretOwner { user, factor }
}

#[test]
fn a_secret_opens_in_its_own_row_alone() {
    let ids = ids();
    let own = own(&ids);
    let key = key();
    let sealed = sealer(&[&key]).seal(&own, SECRET).unwrap();
    assert!(
        !sealed
            .windows(8)
            .any(|part| SECRET.windows(8).any(|one| one == part))
    );
    assert_eq!(&**sealer(&[&key]).open(&own, &sealed).unwrap(), SECRET);
    assert_ne!(sealer(&[&key]).seal(&own, SECRET).unwrap(), sealed);
    let other_user = Id::parse("user_another").unwrap();
    let other_factor = Id::parse("factor_another").unwrap();
    for other in [
        SecretOwner {
            user: &other_user,
            ..own
        },
        SecretOwner {
            factor: &other_factor,
            ..own
        },
    ] {
        let opened = sealer(&[&key]).open(&other, &sealed);
        assert!(matches!(opened, Err(UnsealError::Changed)));
    }
}

#[test]
fn whatever_was_changed_does_not_open() {
    let ids = ids();
    let own = own(&ids);
    let key = key();
    let sealed = sealer(&[&key]).seal(&own, SECRET).unwrap();
    for at in 0..sealed.len() {
        let mut changed = sealed.clone();
        changed[at] ^= 1;
        assert!(sealer(&[&key]).open(&own, &changed).is_err(), "byte {at}");
        assert!(sealer(&[&key]).open(&own, &sealed[..at]).is_err());
    }
}

#[test]
fn the_first_key_seals_and_all_open() {
    let ids = ids();
    let own = own(&ids);
    let (old, new) = (key(), key());
    let sealed = sealer(&[&old]).seal(&own, SECRET).unwrap();
    let both = sealer(&[&new, &old]);
    assert_eq!(&**both.open(&own, &sealed).unwrap(), SECRET);
    assert!(!both.is_current(&sealed).unwrap());
    let again = both.seal(&own, SECRET).unwrap();
    assert!(both.is_current(&again).unwrap());
    assert_eq!(&**sealer(&[&new]).open(&own, &again).unwrap(), SECRET);
    match sealer(&[&new]).open(&own, &sealed) {
        Err(UnsealError::OtherKey(id)) => assert_eq!(id, old.id()),
        other => panic!("{other:?}"),
    }
}

#[test]
fn without_a_key_nothing_is_sealed() {
    let ids = ids();
    let own = own(&ids);
    let sealed = sealer(&[]).seal(&own, SECRET);
    assert!(matches!(sealed, Err(SealError::NoKey)));
}
