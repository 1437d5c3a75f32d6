use sendook_domain::ports::{PasskeyError, PasskeyVerifier, UserVerification};
use serde_json::Value;

use super::support::{
    HOLDER, ORIGIN, authenticator, elsewhere, register, show, turn, turned, verifier,
};

#[test]
fn a_passkey_is_accepted_with_and_without_attestation_and_works() {
    for attests in [false, true] {
        for verifies_user in [false, true] {
            let mut device = turned(|device| {
                device.attests = attests;
                device.verifies_user = verifies_user;
            });
            let passkey = register(&mut device).unwrap();
            assert!(!passkey.credential_id.as_bytes().is_empty());
            assert_eq!(passkey.counter, 0);
            show(&mut device, &passkey, UserVerification::Preferred).unwrap();
        }
    }
}

#[test]
fn an_answer_says_what_it_is_about_before_it_is_verified() {
    let question = verifier().ask_for_new(&HOLDER, &[]).unwrap();
    let answer = authenticator().create(&question.options);
    let read = verifier().read(&answer).unwrap();
    assert_eq!(read.challenge, question.challenge);
    let made = verifier().accept_new(&question.challenge, &answer).unwrap();
    assert_eq!(read.credential_id, made.credential_id);
    assert_eq!(read.user_handle, None);
}

#[test]
fn nothing_that_is_kept_says_who_made_the_device() {
    let mut device = turned(|device| {
        device.attests = true;
    });
    let kept = register(&mut device).unwrap().credential;
    let kept: Value = serde_json::from_slice(&kept).unwrap();
    assert_eq!(kept["attestation"]["data"], "None");
    assert_eq!(kept["attestation"]["metadata"], "None");
}

#[test]
fn a_wrong_attestation_is_refused() {
    let question = verifier().ask_for_new(&HOLDER, &[]).unwrap();
    let mut device = turned(|device| {
        device.attests = true;
    });
    // The signature of another answer.
    let other = verifier().ask_for_new(&HOLDER, &[]).unwrap();
    let mut answer: Value = serde_json::from_str(&device.create(&question.options)).unwrap();
    let foreign: Value = serde_json::from_str(&device.create(&other.options)).unwrap();
    answer["response"]["attestationObject"] = foreign["response"]["attestationObject"].clone();
    let refused = verifier().accept_new(&question.challenge, &answer.to_string());
    assert!(
        matches!(refused, Err(PasskeyError::Refused(_))),
        "{refused:?}"
    );
}

#[test]
fn one_of_another_site_is_refused() {
    for dials in elsewhere() {
        let said = format!("{dials:?}");
        let refused = register(&mut turned(|device| turn(device, dials))).unwrap_err();
        let PasskeyError::OtherSite { expected } = refused else {
            panic!("{said}: {refused:?}");
        };
        assert_eq!(expected, ORIGIN);
    }
}

#[test]
fn one_of_another_relying_party_is_refused() {
    for id in ["example.com", "evil.example", ""] {
        let refused = register(&mut turned(|device| {
            device.relying_party = Some(id.to_owned());
        }));
        assert!(
            matches!(refused, Err(PasskeyError::Refused(_))),
            "{id}: {refused:?}"
        );
    }
}

#[test]
fn one_for_another_challenge_is_refused() {
    let other = verifier().ask_for_new(&HOLDER, &[]).unwrap();
    let refused = register(&mut turned(|device| {
        device.challenge = Some(other.challenge.expose().to_owned());
    }));
    assert!(
        matches!(refused, Err(PasskeyError::Refused(_))),
        "{refused:?}"
    );
}

#[test]
fn an_answer_of_another_kind_makes_no_passkey() {
    let mut device = authenticator();
    register(&mut device).unwrap();
    let question = verifier()
        .ask_for_one_of(&[], UserVerification::Required)
        .unwrap();
    let shown = device.get(&question.options);
    let refused = verifier().accept_new(&question.challenge, &shown);
    assert!(
        matches!(refused, Err(PasskeyError::Malformed)),
        "{refused:?}"
    );
}

#[test]
fn what_is_no_answer_is_told_apart() {
    let question = verifier().ask_for_new(&HOLDER, &[]).unwrap();
    let answer: Value = serde_json::from_str(&authenticator().create(&question.options)).unwrap();
    let mut broken = vec![
        String::new(),
        "{}".to_owned(),
        "[]".to_owned(),
        "null".to_owned(),
    ];
    for at in [
        "/rawId",
        "/response",
        "/response/clientDataJSON",
        "/response/attestationObject",
    ] {
        for instead in [Value::Null, "*".into(), "e30".into(), 7.into()] {
            let mut answer = answer.clone();
            if let Some(place) = answer.pointer_mut(at) {
                *place = instead;
            }
            broken.push(answer.to_string());
        }
    }
    for answer in broken {
        let refused = verifier().accept_new(&question.challenge, &answer);
        assert!(
            matches!(refused, Err(PasskeyError::Malformed)),
            "{answer}: {refused:?}"
        );
    }
}
