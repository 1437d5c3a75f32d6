//! What becomes of a passkey that no account has: as much work as of a known one, and a word in the log.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use sendook_domain::factors::{PasskeyFault, PasskeyLoginError};
use sendook_domain::ports::{
    KnownPasskey, NewPasskey, PasskeyAnswer, PasskeyChallengeText, PasskeyError, PasskeyHolder,
    PasskeyQuestion, PasskeyVerifier, UserVerification,
};
use sendook_domain::values::CredentialId;
use sendook_testkit::test_ports;

use crate::house::House;
use crate::passkey_login::{ada, show_unknown};

#[test]
fn an_unknown_passkey_takes_the_work_of_a_known_one_and_is_named_in_the_log_alone() {
    let mut world = test_ports();
    let verifier = Arc::new(CountingVerifier {
        inner: world.ports.passkeys.clone(),
        unknown: AtomicUsize::new(0),
    });
    world.ports.passkeys = verifier.clone();
    let house = House::over(world);
    let (_, mut device) = ada(&house);
    house.log_in_with(&mut device).unwrap();
    assert_eq!(verifier.unknown.load(Ordering::Relaxed), 0);
    let refused = show_unknown(&house);
    let cause = match &refused {
        Err(PasskeyLoginError::NotAccepted { account, cause }) => {
            assert_eq!(*account, None);
            cause.as_ref()
        }
        _ => None,
    };
    assert!(
        matches!(cause, Some(PasskeyFault::UnknownPasskey)),
        "{refused:?}"
    );
    assert_eq!(verifier.unknown.load(Ordering::Relaxed), 1);
}

/// Counts how often it does the work of verifying what nobody knows.
struct CountingVerifier {
    inner: Arc<dyn PasskeyVerifier>,
    unknown: AtomicUsize,
}

impl PasskeyVerifier for CountingVerifier {
    fn origin(&self) -> Result<&str, PasskeyError> {
        self.inner.origin()
    }

    fn ask_for_new(
        &self,
        holder: &PasskeyHolder<'_>,
        existing: &[CredentialId],
    ) -> Result<PasskeyQuestion, PasskeyError> {
        self.inner.ask_for_new(holder, existing)
    }

    fn ask_for_one_of(
        &self,
        allowed: &[CredentialId],
        verification: UserVerification,
    ) -> Result<PasskeyQuestion, PasskeyError> {
        self.inner.ask_for_one_of(allowed, verification)
    }

    fn read(&self, answer: &str) -> Result<PasskeyAnswer, PasskeyError> {
        self.inner.read(answer)
    }

    fn accept_new(
        &self,
        challenge: &PasskeyChallengeText,
        answer: &str,
    ) -> Result<NewPasskey, PasskeyError> {
        self.inner.accept_new(challenge, answer)
    }

    fn verify(
        &self,
        challenge: &PasskeyChallengeText,
        verification: UserVerification,
        passkey: &KnownPasskey<'_>,
        answer: &str,
    ) -> Result<u32, PasskeyError> {
        self.inner.verify(challenge, verification, passkey, answer)
    }

    fn verify_unknown(
        &self,
        challenge: &PasskeyChallengeText,
        verification: UserVerification,
        answer: &str,
    ) {
        self.unknown.fetch_add(1, Ordering::Relaxed);
        self.inner.verify_unknown(challenge, verification, answer);
    }
}
