//! Answers whose form is not what the specification demands, and which the library would take.

use base64ct::{Base64UrlUnpadded, Encoding};
use sendook_domain::ports::{PasskeyError, PasskeyVerifier, UserVerification};
use sendook_testkit::SoftwareAuthenticator;
use serde_json::{Value, json};

use super::support::{HOLDER, ask, authenticator, known, register, show, turned, verifier};

const REQUIRED: UserVerification = UserVerification::Required;

/// An extension and its output, as authenticators put them: `{"credProtect": 2}`.
const EXTENSIONS: &[u8] = b"\xa1\x6bcredProtect\x02";

#[test]
fn what_an_authenticator_says_ends_where_its_flags_say() {
    for (extensions, appended, is_right) in [
        (None, b"".as_slice(), true),
        (Some(EXTENSIONS), b"", true),
        (Some(b"\xa0"), b"", true),
        (None, b"\0", false),
        (None, EXTENSIONS, false),
        (Some(EXTENSIONS), b"\0", false),
        (Some(b""), b"", false),
        // An empty list; a map that goes on.
        (Some(b"\x80"), b"", false),
        (Some(b"\xa1"), b"", false),
    ] {
        let turn = |device: &mut SoftwareAuthenticator| {
            device.extensions = extensions.map(<[u8]>::to_vec);
            device.appended = appended.to_vec();
        };
        let made = register(&mut turned(turn));
        let mut device = authenticator();
        let passkey = register(&mut device).unwrap();
        turn(&mut device);
        let shown = show(&mut device, &passkey, REQUIRED);
        if is_right {
            made.unwrap();
            shown.unwrap();
        } else {
            let said = (extensions, appended);
            assert!(
                matches!(made, Err(PasskeyError::Malformed)),
                "{said:?}: {made:?}"
            );
            assert!(
                matches!(shown, Err(PasskeyError::Malformed)),
                "{said:?}: {shown:?}"
            );
        }
    }
}

#[test]
fn an_answer_is_of_a_public_key_and_names_it_once() {
    let mut device = authenticator();
    let passkey = register(&mut device).unwrap();
    let (new, asked) = (
        verifier().ask_for_new(&HOLDER, &[]).unwrap(),
        ask(&passkey, REQUIRED),
    );
    let (made, shown) = (device.create(&new.options), device.get(&asked.options));
    let made: Value = serde_json::from_str(&made).unwrap();
    let shown: Value = serde_json::from_str(&shown).unwrap();
    for (member, instead) in [
        ("type", json!("password")),
        ("type", json!("")),
        ("type", Value::Null),
        ("id", json!("AAAA")),
        ("id", json!("")),
        ("id", Value::Null),
    ] {
        let changed = |answer: &Value| {
            let mut answer = answer.clone();
            answer[member] = instead.clone();
            answer.to_string()
        };
        let (made, shown) = (changed(&made), changed(&shown));
        for refused in [
            verifier().read(&made).err(),
            verifier().read(&shown).err(),
            verifier().accept_new(&new.challenge, &made).err(),
            verifier()
                .verify(&asked.challenge, REQUIRED, &known(&passkey), &shown)
                .err(),
        ] {
            assert!(
                matches!(refused, Some(PasskeyError::Malformed)),
                "{member}: {refused:?}"
            );
        }
    }
}

#[test]
fn a_new_passkey_has_the_id_that_its_authenticator_gave_it() {
    let question = verifier().ask_for_new(&HOLDER, &[]).unwrap();
    let mut answer: Value =
        serde_json::from_str(&authenticator().create(&question.options)).unwrap();
    answer["id"] = "AAAA".into();
    answer["rawId"] = "AAAA".into();
    let refused = verifier().accept_new(&question.challenge, &answer.to_string());
    assert!(
        matches!(refused, Err(PasskeyError::Refused(_))),
        "{refused:?}"
    );
}

#[test]
fn who_does_not_attest_says_nothing_more() {
    let question = verifier().ask_for_new(&HOLDER, &[]).unwrap();
    let answer: Value = serde_json::from_str(&authenticator().create(&question.options)).unwrap();
    let object = answer["response"]["attestationObject"].as_str().unwrap();
    let object = Base64UrlUnpadded::decode_vec(object).unwrap();
    let name = b"attStmt";
    let at = object
        .windows(name.len())
        .position(|window| window == name)
        .unwrap();
    let (before, after) = object.split_at(at + name.len());
    // {} as it was; {"x": 0}; []; null.
    for (statement, is_right) in [
        (b"\xa0".as_slice(), true),
        (b"\xa1\x61x\0", false),
        (b"\x80", false),
        (b"\xf6", false),
    ] {
        let object = [before, statement, &after[1..]].concat();
        let mut answer = answer.clone();
        answer["response"]["attestationObject"] = Base64UrlUnpadded::encode_string(&object).into();
        let made = verifier().accept_new(&question.challenge, &answer.to_string());
        match made {
            Ok(_) => assert!(is_right, "{statement:?}"),
            Err(PasskeyError::Malformed) => assert!(!is_right, "{statement:?}"),
            Err(error) => panic!("{statement:?}: {error:?}"),
        }
    }
}

#[test]
fn a_key_is_on_the_curve_of_its_algorithm() {
    // -35 is ES384, and the key is on P-256.
    let refused = register(&mut turned(|device| {
        device.algorithm = Some(vec![0x38, 0x22]);
    }));
    assert!(
        matches!(refused, Err(PasskeyError::Refused(_))),
        "{refused:?}"
    );
}

#[test]
fn a_credential_id_has_1_to_1023_bytes() {
    for (length, is_right) in [
        (0, false),
        (1, true),
        (1023, true),
        (1024, false),
        (3000, false),
    ] {
        let mut device = turned(|device| device.credential_id = Some(vec![7; length]));
        let made = register(&mut device);
        let question = verifier().ask_for_one_of(&[], REQUIRED).unwrap();
        let read = verifier().read(&device.get(&question.options));
        if is_right {
            show(&mut device, &made.unwrap(), REQUIRED).unwrap();
            assert_eq!(read.unwrap().credential_id.as_bytes().len(), length);
        } else {
            assert!(
                matches!(made, Err(PasskeyError::Malformed)),
                "{length}: {made:?}"
            );
            assert!(
                matches!(read, Err(PasskeyError::Malformed)),
                "{length}: {read:?}"
            );
        }
    }
}
