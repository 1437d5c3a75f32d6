use std::sync::Arc;

use sendook_crypto::{Argon2Hasher, Argon2Settings, InvalidArgon2Settings, RingSecrets};
use sendook_domain::entities::PasswordHash;
use sendook_domain::ports::{PasswordHasher, Verification};
use sendook_domain::values::Password;

fn try_new(settings: Argon2Settings) -> Result<Argon2Hasher, InvalidArgon2Settings> {
    Argon2Hasher::new(settings, Arc::new(RingSecrets::new()))
}

pub(crate) fn hasher() -> Argon2Hasher {
    try_new(Argon2Settings::default()).unwrap()
}

pub(crate) fn hash(hasher: &Argon2Hasher, text: &str) -> PasswordHash {
    hasher.hash(&password(text)).unwrap()
}

pub(crate) fn verify(
    hasher: &Argon2Hasher,
    text: &str,
    hash: Option<&PasswordHash>,
) -> Verification {
    hasher.verify(&password(text), hash).unwrap()
}

pub(crate) fn fits(hasher: &Argon2Hasher, text: &str, hash: Option<&PasswordHash>) -> bool {
    matches!(verify(hasher, text, hash), Verification::Match)
}

pub(crate) fn password(text: &str) -> Password {
    Password::attempt(text).unwrap()
}

#[test]
fn the_right_password_fits_and_no_other() {
    let hasher = hasher();
    let hash = hash(&hasher, "correct horse");
    assert!(fits(&hasher, "correct horse", Some(&hash)));
    for wrong in ["correct horsf", "correct hors", "Correct horse", ""] {
        assert!(!fits(&hasher, wrong, Some(&hash)), "{wrong:?}");
    }
}

#[test]
fn the_form_is_phc_with_a_fresh_salt() {
    let hasher = hasher();
    let [one, other] = [(); 2].map(|()| hash(&hasher, "correct horse"));
    assert_ne!(one, other);
    let fields: Vec<&str> = one.as_text().split('$').collect();
    assert_eq!(fields[..4], ["", "argon2id", "v=19", "m=19456,t=2,p=1"]);
    // 16 and 32 bytes in base 64 without padding.
    assert_eq!(
        fields[4..].iter().map(|f| f.len()).collect::<Vec<_>>(),
        [22, 43]
    );
}

#[test]
fn without_an_account_every_password_is_wrong() {
    let hasher = hasher();
    for password in [password("correct horse"), Password::placeholder()] {
        let verified = hasher.verify(&password, None).unwrap();
        assert!(matches!(verified, Verification::Mismatch));
    }
}

#[test]
fn settings_out_of_bounds_are_refused_by_name() {
    let least = Argon2Settings::default();
    for (settings, sentence) in [
        (
            Argon2Settings {
                memory_kib: 19_455,
                ..least
            },
            "The memory of a password hash must be 19456 to 1048576 KiB, not 19455.",
        ),
        (
            Argon2Settings {
                memory_kib: 1_048_577,
                ..least
            },
            "The memory of a password hash must be 19456 to 1048576 KiB, not 1048577.",
        ),
        (
            Argon2Settings { passes: 1, ..least },
            "The passes of a password hash must be 2 to 32, not 1.",
        ),
        (
            Argon2Settings {
                passes: 33,
                ..least
            },
            "The passes of a password hash must be 2 to 32, not 33.",
        ),
        (
            Argon2Settings { lanes: 0, ..least },
            "The lanes of a password hash must be 1 to 16, not 0.",
        ),
        (
            Argon2Settings { lanes: 17, ..least },
            "The lanes of a password hash must be 1 to 16, not 17.",
        ),
    ] {
        assert_eq!(try_new(settings).unwrap_err().to_string(), sentence);
    }
}

#[test]
fn a_hash_is_outdated_if_any_setting_has_risen() {
    let least = Argon2Settings::default();
    let kept = hash(&hasher(), "correct horse");
    assert!(!hasher().is_outdated(&kept));
    for raised in [
        Argon2Settings {
            memory_kib: 19_457,
            ..least
        },
        Argon2Settings { passes: 3, ..least },
        Argon2Settings { lanes: 2, ..least },
    ] {
        let raised_hasher = try_new(raised).unwrap();
        assert!(raised_hasher.is_outdated(&kept), "{raised:?}");
        assert!(fits(&raised_hasher, "correct horse", Some(&kept)));
        let renewed = hash(&raised_hasher, "correct horse");
        assert!(!raised_hasher.is_outdated(&renewed), "{raised:?}");
        assert!(!hasher().is_outdated(&renewed), "{raised:?}");
    }
    assert!(hasher().is_outdated(&PasswordHash::new("junk".to_owned())));
}

#[test]
fn debug_hides_hashes() {
    let shown = format!("{:?}", hasher());
    assert!(
        shown.contains("memory_kib: 19456") && !shown.contains("$argon2"),
        "{shown}"
    );
}
