use sendook_domain::entities::PasswordHash;
use sendook_domain::ports::Verification;

use crate::argon2_hasher::{fits, hasher, verify};

const SALT_AND_OUTPUT: &str = "c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";

/// `src/test.c` of the reference implementation (P-H-C/phc-winner-argon2). They need a quarter MiB and
/// 64 MiB: less and more than the usual memory.
#[test]
fn hashes_of_the_reference_implementation_verify() {
    let hasher = hasher();
    for phc in [
        format!("$argon2id$v=19$m=65536,t=2,p=1${SALT_AND_OUTPUT}"),
        "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4"
            .to_owned(),
        "$argon2id$v=19$m=256,t=2,p=2$c29tZXNhbHQ$bQk8UB/VmZZF4Oo79iDXuL5/0ttZwg2f/5U52iv1cDc"
            .to_owned(),
    ] {
        let hash = PasswordHash::new(phc);
        let fits = |text| fits(&hasher, text, Some(&hash));
        assert!(fits("password") && !fits("passwore"), "{}", hash.as_text());
    }
}

#[test]
fn what_cannot_be_used_fits_no_password_and_is_never_quoted() {
    let hasher = hasher();
    for (phc, cause) in [
        ("", "not a PHC string"),
        ("5f4dcc3b5aa765d61d8327deb882cf99", "not a PHC string"),
        ("$argon2id$v=19$m=19456,t=2,p=1", "not a PHC string"),
        ("$argon2i$v=19$m=65536,t=2,p=1$", "not of Argon2id"),
        ("$argon2id$v=16$m=65536,t=2,p=1$", "not of Argon2id"),
        ("$argon2id$m=65536,t=2,p=1$", "not of Argon2id"),
        ("$scrypt$ln=16,r=8,p=1$", "not of Argon2id"),
        ("$argon2id$v=19$m=4294967295,t=2,p=1$", "out of bounds"),
        ("$argon2id$v=19$m=1048577,t=2,p=1$", "out of bounds"),
        ("$argon2id$v=19$m=65536,t=4294967295,p=1$", "out of bounds"),
        ("$argon2id$v=19$m=65536,t=2,p=17$", "out of bounds"),
        ("$argon2id$v=19$m=65536,t=2$", "out of bounds"),
        (
            "$argon2id$v=19$m=65536,t=2,p=1$c2FsdHM$AAAAAAAAAAAAAAAAAAAAAA",
            "not a PHC string",
        ),
        (
            "$argon2id$v=19$m=65536,t=2,p=1,data=c29tZXNhbHQ$",
            "out of bounds",
        ),
    ] {
        let whole = match phc.strip_suffix('$') {
            Some(_) => format!("{phc}{SALT_AND_OUTPUT}"),
            None => phc.to_owned(),
        };
        let verified = verify(&hasher, "password", Some(&PasswordHash::new(whole)));
        let Verification::UnusableHash(shown) = verified else {
            panic!("{phc}: {verified:?}");
        };
        let shown = format!("{shown} {shown:?}");
        assert!(shown.contains(cause), "{phc}: {shown}");
        assert!(
            !shown.contains("CTFhFd") && !shown.contains("5f4d"),
            "{shown}"
        );
    }
}
