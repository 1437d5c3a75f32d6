//! `vectors.txt`: what made a hash, the password in hexadecimal digits, and the hash. The passwords are an ASCII one and one in NFD, by
//! turns. `scripts/vectors` has others verified, which it makes anew.

use std::{env, fs, thread};

use sendook_foreign_passwords::{Ceiling, ForeignHash};

struct Vector {
    made_by: String,
    password: String,
    hash: String,
}

fn vectors() -> Vec<Vector> {
    let text = match env::var_os("SENDOOK_TEST_VECTORS") {
        Some(file) => fs::read_to_string(file).unwrap(),
        None => include_str!("vectors.txt").to_owned(),
    };
    let vector = |line: &str| {
        let [made_by, password, hash] = line.split('\t').collect::<Vec<_>>().try_into().unwrap();
        Vector {
            made_by: made_by.to_owned(),
            password: String::from_utf8(hex::decode(password).unwrap()).unwrap(),
            hash: hash.to_owned(),
        }
    };
    text.lines().map(vector).collect()
}

fn parsed(text: &str) -> ForeignHash {
    ForeignHash::parse(text, &Ceiling::default()).unwrap()
}

/// Runs a test of each vector, on as many threads as there are cores.
fn for_each(vectors: &[Vector], test: impl Fn(&Vector) + Sync) {
    let cores = thread::available_parallelism().map_or(1, usize::from);
    thread::scope(|scope| {
        for part in vectors.chunks(vectors.len().div_ceil(cores)) {
            scope.spawn(|| part.iter().for_each(&test));
        }
    });
}

/// The hash with another digit near its end, which is that of its output: the last digit may stand for fewer bits than it has.
fn changed(hash: &str) -> String {
    let end = hash.find("\\\",\\\"salt").or(hash.find("\",\"salt"));
    let place = end.unwrap_or(hash.len()) - 6;
    let other = if hash.as_bytes()[place] == b'a' {
        "b"
    } else {
        "a"
    };
    format!("{}{other}{}", &hash[..place], &hash[place + 1..])
}

#[test]
fn the_password_is_right() {
    for_each(&vectors(), |vector| {
        let Vector {
            made_by,
            password,
            hash,
        } = vector;
        assert!(parsed(hash).verify(password), "{made_by}: {hash}");
    });
}

#[test]
fn with_another_byte_in_the_hash_it_is_wrong() {
    let ascii: Vec<_> = vectors().into_iter().step_by(2).collect();
    assert!(ascii.iter().all(|vector| vector.password.is_ascii()));
    for_each(&ascii, |vector| {
        let hash = changed(&vector.hash);
        let is_right = parsed(&hash).verify(&vector.password);
        assert!(!is_right, "{}: {hash}", vector.made_by);
    });
}

#[test]
fn another_password_is_wrong() {
    // Cheap ones of each function.
    let quick = [
        "$2b$10$",
        "$pbkdf2-sha512$",
        "$argon2id$v=19$m=19456",
        "sendook:",
        "firebase:",
    ];
    for start in quick {
        let all = vectors();
        let vector = all
            .iter()
            .find(|vector| vector.hash.starts_with(start))
            .unwrap();
        let hash = parsed(&vector.hash);
        for other in [
            "",
            "correct horse battery stapl",
            "correct horse battery staple ",
        ] {
            assert!(!hash.verify(other), "{}: {other}", vector.made_by);
        }
    }
}
