use sendook_foreign_passwords::{Ceiling, ForeignHash, RefusedHash};

fn error(text: &str) -> RefusedHash {
    ForeignHash::parse(text, &Ceiling::default()).unwrap_err()
}

#[test]
fn what_is_no_hash_is_refused() {
    let hex = "00".repeat(64);
    for text in [
        "",
        "!",
        "correct horse battery staple",
        "5f4dcc3b5aa765d61d8327deb882cf99",
        "$argon2id$v=19$m=19456,t=2$osZiLJozwbvG//jUhmk6sg$znD8EsE16Jo/EEc0eZaImxrfY5fYkhAvzWzPotIPsnM",
        "$argon2id$v=18$m=19456,t=2,p=1$osZiLJozwbvG//jUhmk6sg$znD8EsE16Jo/EEc0eZaImxrfY5fYkhAvzWzPotIPsnM",
        "$argon2id$v=19$m=19456,t=2,p=1$osZiLJozwbvG//jUhmk6sg",
        "$2x$10$kmgvz.nje5rqlLKDtfPUf.POxy0yhE.idDCQgERigz52anOBXlz7m",
        "$2b$03$kmgvz.nje5rqlLKDtfPUf.POxy0yhE.idDCQgERigz52anOBXlz7m",
        "$2b$10$kmgvz.nje5rqlLKDtfPUf.POxy0yhE.idDCQgERigz52anOBXlz7",
        "$P$H2fOYvforDanqOlS16cM2UzqMFMfuT",
        "$P$!2fOYvforDanqOlS16cM2UzqMFMfuT.",
        "pbkdf2_sha256$1000$salt$",
        "pbkdf2_sha256$0$salt$0tczrsUt2vSxNaIXyx28t6Vaw5VpLni7zcbmTDTKU3Y=",
        "pbkdf2_sha256$-1$salt$0tczrsUt2vSxNaIXyx28t6Vaw5VpLni7zcbmTDTKU3Y=",
        "pbkdf2:md5:1000$salt$00000000000000000000000000000000",
        "$scrypt$ln=16,r=8$fg8hZKy1NoZQSknJmZOydg$WxsEjXl2Qo29oMPdpkoqQ5av8tgYCIdmuCJ9bcn8f2o",
        "AQAAAAMAAYagAAAAEDqNCeUHa4rpxUAiuNpQSojHd2mS491R4e6SWaw/+yiII0dJvC6e/EofSjscSfXWFg==",
        "AQAAAAIAAYagAAAAgDqNCeUHa4rpxUAiuNpQSojHd2mS491R4e6SWaw/+yiII0dJvC6e/EofSjscSfXWFg==",
        r#"{"credentialData":"{}","secretData":"{}"}"#,
        "firebase:14:8:Bw==:aaaa:aaaa:aaaaaaaa",
    ] {
        assert_eq!(error(text), RefusedHash::UnknownForm, "{text}");
    }
    for scrypt in [
        "1000:8:1",
        "1:8:1",
        "0:8:1",
        "1024:0:1",
        "1024:8:0",
        "1024:65535:65535",
    ] {
        let text = format!("scrypt:{scrypt}$salt${hex}");
        assert_eq!(error(&text), RefusedHash::UnknownForm, "{text}");
    }
}

#[test]
fn scrypt_that_several_systems_write_alike_needs_the_name_of_one() {
    let text = format!("{}:{}", "0a".repeat(16), "0b".repeat(64));
    assert_eq!(error(&text), RefusedHash::Ambiguous);
    for system in ["better-auth", "lucia", "lucia1", "oslo", "sendook"] {
        assert!(ForeignHash::parse(&format!("{system}:{text}"), &Ceiling::default()).is_ok());
    }
    let unknown = error(&format!("elsewhere:{text}"));
    assert_eq!(unknown, RefusedHash::UnknownForm);
}

#[test]
fn argon2_without_a_version_is_of_the_first() {
    // `password` and `somesalt`, from the tests of the reference program.
    let text = "$argon2i$m=256,t=2,p=1$c29tZXNhbHQ$/U3YPXYsSb3q9XxHvc0MLxur+GP960kN9j7emXX8zwY";
    let hash = ForeignHash::parse(text, &Ceiling::default()).unwrap();
    assert!(hash.verify("password"));
    assert!(!hash.verify("passwort"));
}

#[test]
fn bcrypt_counts_72_bytes_and_wordpress_counts_all() {
    let hash = bcrypt::hash("é".repeat(36), 4).unwrap();
    let hash = ForeignHash::parse(&hash, &Ceiling::default()).unwrap();
    assert!(hash.verify(&format!("{}, and more", "é".repeat(36))));
    assert!(!hash.verify(&"é".repeat(35)));
}

#[test]
fn debug_shows_nothing_of_a_hash() {
    let text = "$2b$10$kmgvz.nje5rqlLKDtfPUf.POxy0yhE.idDCQgERigz52anOBXlz7m";
    let hash = ForeignHash::parse(text, &Ceiling::default());
    assert_eq!(format!("{hash:?}"), "Ok(ForeignHash(…))");
}
