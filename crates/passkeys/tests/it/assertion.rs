use sendook_domain::ports::{KnownPasskey, PasskeyError, PasskeyVerifier, UserVerification};
use sendook_testkit::SoftwareAuthenticator;
use serde_json::Value;

use super::support::{
    HOLDER, ask, authenticator, elsewhere, known, register, show, turn, turned, verifier,
};

const REQUIRED: UserVerification = UserVerification::Required;

#[test]
fn the_holder_of_a_passkey_is_known_without_a_name() {
    let mut device = authenticator();
    let passkey = register(&mut device).unwrap();
    let question = verifier().ask_for_one_of(&[], REQUIRED).unwrap();
    let answer = device.get(&question.options);
    let read = verifier().read(&answer).unwrap();
    assert_eq!(read.challenge, question.challenge);
    assert_eq!(read.credential_id, passkey.credential_id);
    assert_eq!(read.user_handle.as_deref(), Some(HOLDER.handle));
    let counter = verifier().verify(&question.challenge, REQUIRED, &known(&passkey), &answer);
    assert_eq!(counter.unwrap(), 0);
}

#[test]
fn an_answer_to_an_earlier_challenge_is_refused() {
    let mut device = authenticator();
    let passkey = register(&mut device).unwrap();
    let first = ask(&passkey, REQUIRED);
    let answer = device.get(&first.options);
    let verify = |challenge| verifier().verify(challenge, REQUIRED, &known(&passkey), &answer);
    verify(&first.challenge).unwrap();
    let refused = verify(&ask(&passkey, REQUIRED).challenge);
    assert!(
        matches!(refused, Err(PasskeyError::Refused(_))),
        "{refused:?}"
    );
}

#[test]
fn an_answer_from_another_site_is_refused() {
    let mut device = authenticator();
    let passkey = register(&mut device).unwrap();
    show(&mut device, &passkey, REQUIRED).unwrap();
    for dials in elsewhere() {
        turn(&mut device, dials);
        let refused = show(&mut device, &passkey, REQUIRED);
        assert!(
            matches!(refused, Err(PasskeyError::OtherSite { .. })),
            "{refused:?}"
        );
    }
}

#[test]
fn an_answer_for_another_relying_party_is_refused() {
    let mut device = authenticator();
    let passkey = register(&mut device).unwrap();
    device.relying_party = Some("example.com".to_owned());
    let refused = show(&mut device, &passkey, REQUIRED);
    assert!(
        matches!(refused, Err(PasskeyError::Refused(_))),
        "{refused:?}"
    );
}

#[test]
fn a_changed_signature_and_another_passkey_are_refused() {
    let of_one_id = || turned(|device| device.credential_id = Some(b"the same".to_vec()));
    let (mut device, mut other) = (of_one_id(), of_one_id());
    let (passkey, foreign) = (
        register(&mut device).unwrap(),
        register(&mut other).unwrap(),
    );
    let question = ask(&passkey, REQUIRED);
    let mut answer: Value = serde_json::from_str(&device.get(&question.options)).unwrap();
    let verify = |answer: &Value, passkey| {
        verifier().verify(
            &question.challenge,
            REQUIRED,
            &known(passkey),
            &answer.to_string(),
        )
    };
    verify(&answer, &passkey).unwrap();
    let refused = verify(&answer, &foreign);
    assert!(
        matches!(refused, Err(PasskeyError::Refused(_))),
        "{refused:?}"
    );
    let again = serde_json::from_str::<Value>(&device.get(&ask(&passkey, REQUIRED).options));
    answer["response"]["signature"] = again.unwrap()["response"]["signature"].clone();
    let refused = verify(&answer, &passkey);
    assert!(
        matches!(refused, Err(PasskeyError::Refused(_))),
        "{refused:?}"
    );
}

#[test]
fn what_says_otherwise_than_before_whether_it_may_be_copied_is_refused_after_its_signature() {
    for before in [false, true] {
        let of_one_id = || {
            turned(|device| {
                device.backup_eligible = before;
                device.credential_id = Some(b"the same".to_vec());
            })
        };
        let (mut device, mut other) = (of_one_id(), of_one_id());
        let (passkey, _) = (
            register(&mut device).unwrap(),
            register(&mut other).unwrap(),
        );
        show(&mut device, &passkey, REQUIRED).unwrap();
        let reason_of = |device: &mut SoftwareAuthenticator| {
            device.backup_eligible = !before;
            match show(device, &passkey, REQUIRED) {
                Err(PasskeyError::Refused(reason)) => reason.to_string(),
                other => panic!("{other:?}"),
            }
        };
        let changed = reason_of(&mut device);
        assert!(changed.contains("backed up"), "{changed}");
        let of_another_key = reason_of(&mut other);
        assert!(!of_another_key.contains("backed up"), "{of_another_key}");
    }
}

#[test]
fn a_counter_must_move_on_where_the_authenticator_counts() {
    let mut device = authenticator();
    let passkey = register(&mut device).unwrap();
    for (before, now, accepted) in [
        (0, 0, true),
        (0, 1, true),
        (7, 8, true),
        (7, 7, false),
        (7, 6, false),
        (7, 0, false),
    ] {
        device.counter = now;
        let question = ask(&passkey, REQUIRED);
        let answer = device.get(&question.options);
        let known = KnownPasskey {
            counter: before,
            ..known(&passkey)
        };
        let verified = verifier().verify(&question.challenge, REQUIRED, &known, &answer);
        match verified {
            Ok(counter) => assert!(accepted && counter == now, "{before} to {now}"),
            Err(PasskeyError::CounterWentBack) => assert!(!accepted, "{before} to {now}"),
            Err(error) => panic!("{before} to {now}: {error:?}"),
        }
    }
}

#[test]
fn what_is_kept_and_unreadable_is_no_fault_of_the_person() {
    let mut device = authenticator();
    let passkey = register(&mut device).unwrap();
    let question = ask(&passkey, REQUIRED);
    let answer = device.get(&question.options);
    let unreadable = KnownPasskey {
        credential: b"{}",
        counter: 0,
    };
    let failed = verifier().verify(&question.challenge, REQUIRED, &unreadable, &answer);
    assert!(
        matches!(failed, Err(PasskeyError::Internal(_))),
        "{failed:?}"
    );
}
