//! Hashes that other systems made, from their import to the first login.

use sendook_crypto::{exported_hash, imported_hash};
use sendook_domain::entities::PasswordHash;
use sendook_domain::ports::{PasswordHasher as _, Verification};
use sendook_foreign_passwords::{Ceiling, RefusedHash};

use crate::argon2_hasher::{fits, hash, hasher, verify};

/// bcryptjs 3.0.3, of `Zürich-Brücke 42 café` in NFD.
const DECOMPOSED: &str = "$2b$10$VCg7.9NKrJEFjrStxmoIse1Rq83xBzO1lw.S1aoMVV6x.I7OhSCDq";
/// oslo 1.2.1, of the same password in NFKC.
const COMPOSED: &str = "oslo:$argon2id$v=19$m=19456,t=2,p=1$p3x6t6r8ji8HycsI7EvAbA$oSIWaMfh0fyfxqR961OwWk8JnQvfp4NIUkZ5QxnWf0Y";

const TYPED: &str = "Zu\u{308}rich-Bru\u{308}cke 42 cafe\u{301}";

fn imported(text: &str) -> PasswordHash {
    imported_hash(text, &Ceiling::default()).unwrap()
}

#[test]
fn a_password_fits_in_the_normal_form_of_its_system() {
    let hasher = hasher();
    for text in [DECOMPOSED, COMPOSED] {
        let kept = imported(text);
        assert!(fits(&hasher, TYPED, Some(&kept)), "{text}");
        assert!(!fits(&hasher, "Zürich-Brücke 43 café", Some(&kept)));
    }
}

#[test]
fn it_is_outdated_and_what_replaces_it_fits_however_it_is_typed() {
    let hasher = hasher();
    assert!(hasher.is_outdated(&imported(DECOMPOSED)));
    let renewed = hash(&hasher, TYPED);
    assert!(!hasher.is_outdated(&renewed));
    assert!(fits(&hasher, "Zürich-Brücke 42 café", Some(&renewed)));
}

#[test]
fn what_costs_too_much_is_not_imported_and_not_computed() {
    let low = Ceiling {
        bcrypt_cost: 9,
        ..Ceiling::default()
    };
    let refused = imported_hash(DECOMPOSED, &low).unwrap_err();
    assert!(matches!(refused, RefusedHash::TooCostly(_)));
    let hasher = hasher().with_ceiling(low);
    let verified = verify(&hasher, TYPED, Some(&imported(DECOMPOSED)));
    let Verification::UnusableHash(cause) = verified else {
        panic!("{verified:?}");
    };
    let said = "its bcrypt cost is 10, and at most 9 is allowed";
    assert_eq!(cause.to_string(), said);
}

#[test]
fn what_was_imported_is_exported_as_it_was() {
    assert_eq!(exported_hash(&imported(COMPOSED)), Some(COMPOSED));
    assert_eq!(exported_hash(&PasswordHash::absent()), None);
}

#[test]
fn what_was_made_here_can_be_imported_elsewhere() {
    let hasher = hasher();
    let own = hash(&hasher, TYPED);
    let exported = exported_hash(&own).unwrap();
    assert_eq!(exported, own.as_text());
    let elsewhere = imported(exported);
    for typed in [TYPED, "Zürich-Brücke 42 café"] {
        assert!(fits(&hasher, typed, Some(&elsewhere)), "{typed}");
    }
}
