//! The secrets of authenticator apps are sealed anew after a new key.

use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};

use sendook_domain::authorization::Operator;
use sendook_domain::factors::ResealError;
use sendook_domain::ports::{SealError, SecretOwner, SecretSealer, UnsealError};
use sendook_testkit::test_ports;
use zeroize::Zeroizing;

use crate::apps::add_app;
use crate::house::House;

/// Puts the number of the newest key in front of a secret.
#[derive(Default)]
struct NumberedKeys {
    newest: AtomicU8,
    /// The key that is gone.
    lost: AtomicU8,
}

/// In place of [`NumberedKeys::lost`]: no key can be read.
const ALL: u8 = u8::MAX;

impl SecretSealer for NumberedKeys {
    fn seal(&self, _: &SecretOwner<'_>, secret: &[u8]) -> Result<Vec<u8>, SealError> {
        let newest = self.newest.load(Ordering::Relaxed);
        Ok([&[newest][..], secret].concat())
    }

    fn open(&self, _: &SecretOwner<'_>, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, UnsealError> {
        let lost = self.lost.load(Ordering::Relaxed);
        if lost == ALL {
            return Err(UnsealError::Unreadable("a broken disk".into()));
        }
        if sealed[0] == lost {
            return Err(UnsealError::OtherKey(lost.to_string()));
        }
        Ok(Zeroizing::new(sealed[1..].to_vec()))
    }

    fn is_current(&self, sealed: &[u8]) -> Result<bool, SealError> {
        Ok(sealed[0] == self.newest.load(Ordering::Relaxed))
    }
}

#[test]
fn what_no_key_opens_does_not_keep_a_rotation_from_its_end() {
    let keys = Arc::new(NumberedKeys::default());
    let mut world = test_ports();
    world.ports.secret_sealer = keys.clone();
    let house = House::over(world);
    for (key, address) in [(1, "ada@example.com"), (2, "grace@example.com")] {
        keys.newest.store(key, Ordering::Relaxed);
        let account = house.register(address);
        add_app(&house, &house.user(&account.session.token).unwrap());
    }
    let operator = Operator::at_the_command_line();
    let resealing = &house.resealing;
    let is_done = || resealing.is_done(&operator).unwrap();
    let reseal = || {
        let done = resealing.reseal(&operator).unwrap();
        (done.renewed, done.current, done.unopened.len())
    };
    assert!(!is_done());
    keys.lost.store(1, Ordering::Relaxed);
    assert!(is_done());
    assert_eq!(reseal(), (0, 1, 1));
    keys.newest.store(3, Ordering::Relaxed);
    assert!(!is_done());
    // That no key can be read says nothing about what they open.
    keys.lost.store(ALL, Ordering::Relaxed);
    let broken_off = resealing.reseal(&operator);
    assert!(matches!(
        broken_off,
        Err(ResealError::Seal(SealError::Unreadable(_)))
    ));
    assert!(resealing.is_done(&operator).is_err());
    keys.lost.store(1, Ordering::Relaxed);
    assert_eq!(reseal(), (1, 0, 1));
    assert!(is_done());
}
