use sendook_foreign_passwords::{Ceiling, ForeignHash};

const COMPOSED: &str = "caf\u{e9}";
const DECOMPOSED: &str = "cafe\u{301}";

fn bcrypt_of(password: &str, system: &str) -> ForeignHash {
    let hash = bcrypt::hash(password, 4).unwrap();
    ForeignHash::parse(&format!("{system}{hash}"), &Ceiling::default()).unwrap()
}

#[test]
fn a_password_is_right_as_it_was_typed() {
    assert!(bcrypt_of(DECOMPOSED, "").verify(DECOMPOSED));
    assert!(bcrypt_of("\u{fb01}sh", "").verify("\u{fb01}sh"));
}

#[test]
fn a_password_of_a_composed_hash_may_be_typed_decomposed() {
    assert!(bcrypt_of(COMPOSED, "").verify(DECOMPOSED));
}

#[test]
fn another_letter_is_wrong_where_the_system_did_not_unite_them() {
    assert!(!bcrypt_of("fish", "").verify("\u{fb01}sh"));
}

#[test]
fn compatible_letters_are_one_where_the_system_united_them() {
    assert!(bcrypt_of("fish", "oslo:").verify("\u{fb01}sh"));
    assert!(bcrypt_of(COMPOSED, "oslo:").verify(DECOMPOSED));
    // No such hash is made: the system would have turned it to "fish".
    assert!(!bcrypt_of("\u{fb01}sh", "oslo:").verify("\u{fb01}sh"));
}
