use sendook_foreign_passwords::{Ceiling, ForeignHash, RefusedHash, TooCostly};

const LOW: Ceiling = Ceiling {
    memory_kib: 1024,
    passes: 2,
    iterations: 1000,
    bcrypt_cost: 10,
};

fn refused(text: &str) -> TooCostly {
    match ForeignHash::parse(text, &LOW) {
        Err(RefusedHash::TooCostly(refused)) => refused,
        other => panic!("{text}: {other:?}"),
    }
}

#[test]
fn what_costs_too_much_is_refused() {
    let hex = "00".repeat(64);
    let bcrypt = "lGOIOuioUgWP8HuOfYLJ0.SyUARLDHCDE9Ls4SAZ2igbeNEE5mt.G";
    let phpass = "2fOYvforDanqOlS16cM2UzqMFMfuT.";
    let argon2 = "MEw0bkFVczY0bUk2RzQ1enBNdVBvZA$C51ZpjB7dW0ByjfRheksA4Pg2v873SjA/+CShtpNWRs";
    let memory = "memory in KiB";
    for (text, what, asked) in [
        (
            format!("$argon2id$v=19$m=1025,t=1,p=1${argon2}"),
            memory,
            1025,
        ),
        (
            format!("$argon2id$v=19$m=1024,t=3,p=1${argon2}"),
            "number of passes",
            3,
        ),
        (
            format!("argon2$argon2id$v=19$m=102400,t=2,p=8${argon2}"),
            memory,
            102_400,
        ),
        (format!("scrypt:1024:8:1$salt${hex}"), memory, 1025),
        (format!("scrypt:16:1:3$salt${hex}"), "number of passes", 3),
        (
            format!("scrypt:1099511627776:8:1$salt${hex}"),
            memory,
            (1 << 40) + 1,
        ),
        (
            format!("better-auth:{}:{hex}", "0".repeat(32)),
            memory,
            32_770,
        ),
        (
            format!("pbkdf2:sha256:1001$salt${hex}"),
            "number of iterations",
            1001,
        ),
        (format!("$P$8{phpass}"), "number of iterations", 1024),
        (format!("$2b$11${bcrypt}"), "bcrypt cost", 11),
        (format!("bcrypt_sha256$$2b$31${bcrypt}"), "bcrypt cost", 31),
        (format!("$wp$2y$12${bcrypt}"), "bcrypt cost", 12),
        (
            "firebase:14:8:Bw==:aaaa:aaaa:aaaa".to_owned(),
            memory,
            16_385,
        ),
    ] {
        let refused = refused(&text);
        assert_eq!((refused.what, refused.asked), (what, asked), "{text}");
    }
    for text in [
        format!("$argon2id$v=19$m=1024,t=2,p=1${argon2}"),
        format!("pbkdf2:sha256:1000$salt${hex}"),
        format!("$P$7{phpass}"),
        format!("$2b$10${bcrypt}"),
        format!("scrypt:512:8:2$salt${hex}"),
    ] {
        assert!(ForeignHash::parse(&text, &LOW).is_ok(), "{text}");
    }
}

#[test]
fn the_memory_is_told_beforehand() {
    let hex = "00".repeat(64);
    let memory = |text: &str| {
        ForeignHash::parse(text, &Ceiling::default())
            .unwrap()
            .memory_kib()
    };
    assert_eq!(memory(&format!("scrypt:32768:8:1$salt${hex}")), 32_769);
    let argon2 = "$argon2id$v=19$m=65536,t=3,p=4$NbYXkoqN3TnvxqG6ZpdTaw$8ZLi/xBEB6Qy9X1Xqo6H8dk8qOB5iMctYtCW5+EmwAY";
    assert_eq!(memory(argon2), 65_536);
}

#[test]
fn the_reason_says_what_and_how_much() {
    let hex = "00".repeat(64);
    let error = ForeignHash::parse(&format!("pbkdf2:sha256:1001$salt${hex}"), &LOW).unwrap_err();
    let said = "its number of iterations is 1001, and at most 1000 is allowed";
    assert_eq!(error.to_string(), said);
}
