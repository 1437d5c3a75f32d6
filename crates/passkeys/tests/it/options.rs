use base64ct::{Base64UrlUnpadded, Encoding};
use sendook_domain::ports::{NoPasskeys, PasskeyError, PasskeyVerifier, UserVerification};
use sendook_domain::values::CredentialId;
use sendook_passkeys::RelyingParty;
use serde_json::{Value, json};

use super::support::{HOLDER, verifier, verifier_at};

fn known() -> CredentialId {
    CredentialId::parse(b"known".to_vec()).unwrap()
}

fn encoded(bytes: &[u8]) -> String {
    Base64UrlUnpadded::encode_string(bytes)
}

#[test]
fn a_new_passkey_is_asked_for_in_the_form_that_browsers_read() {
    let existing = [known()];
    let question = verifier().ask_for_new(&HOLDER, &existing).unwrap();
    let options: Value = serde_json::from_str(&question.options).unwrap();
    assert_eq!(
        options["rp"],
        json!({"id": "auth.example.com", "name": "Sendook"})
    );
    let user = json!({"id": encoded(HOLDER.handle), "name": "ada@example.com", "displayName": "Ada Lovelace"});
    assert_eq!(options["user"], user);
    assert_eq!(options["challenge"], question.challenge.expose());
    assert_eq!(
        options["excludeCredentials"],
        json!([{"type": "public-key", "id": encoded(b"known")}])
    );
    let selection = &options["authenticatorSelection"];
    assert_eq!(selection["residentKey"], "preferred");
    assert_eq!(selection["requireResidentKey"], false);
    assert_eq!(selection["userVerification"], "preferred");
    assert_eq!(options["attestation"], "none");
    assert_eq!(options["timeout"], 300_000);
    let algorithms = options["pubKeyCredParams"].as_array().unwrap();
    assert!(algorithms.contains(&json!({"type": "public-key", "alg": -7})));
    assert!(algorithms.contains(&json!({"type": "public-key", "alg": -257})));
}

#[test]
fn a_passkey_is_asked_for_in_the_form_that_browsers_read() {
    let (required, preferred) = (UserVerification::Required, UserVerification::Preferred);
    for (allowed, verification, said) in [
        (vec![], required, "required"),
        (vec![known()], preferred, "preferred"),
    ] {
        let question = verifier().ask_for_one_of(&allowed, verification).unwrap();
        let options: Value = serde_json::from_str(&question.options).unwrap();
        let listed = allowed
            .iter()
            .map(|id| json!({"type": "public-key", "id": encoded(id.as_bytes())}));
        assert_eq!(options["allowCredentials"], listed.collect::<Value>());
        assert_eq!(options["userVerification"], said);
        assert_eq!(options["rpId"], "auth.example.com");
        assert_eq!(options["challenge"], question.challenge.expose());
        assert_eq!(options["timeout"], 300_000);
    }
}

#[test]
fn every_challenge_is_another_of_32_bytes() {
    let verifier = verifier();
    let ask = || {
        verifier
            .ask_for_one_of(&[], UserVerification::Required)
            .unwrap()
            .challenge
    };
    let (one, other) = (ask(), ask());
    assert_ne!(one, other);
    assert_eq!(
        Base64UrlUnpadded::decode_vec(one.expose()).unwrap().len(),
        32
    );
    assert!(!format!("{one:?}").contains(one.expose()));
}

#[test]
fn passkeys_work_at_one_origin() {
    let origin = |address| verifier_at(address).origin().unwrap().to_owned();
    assert_eq!(origin("https://example.com/auth"), "https://example.com");
    assert_eq!(origin("http://localhost:8006"), "http://localhost:8006");
}

#[test]
fn where_they_cannot_work_everything_is_refused_with_the_reason() {
    let reason = RelyingParty::at("http://127.0.0.1:8006").unwrap_err();
    let sentence = reason.to_string();
    let none = NoPasskeys::because(&sentence);
    let challenge = verifier().ask_for_new(&HOLDER, &[]).unwrap().challenge;
    let required = UserVerification::Required;
    for refused in [
        none.origin().err(),
        none.ask_for_new(&HOLDER, &[]).err(),
        none.ask_for_one_of(&[], required).err(),
        none.read("{}").err(),
        none.accept_new(&challenge, "{}").err(),
    ] {
        let Some(PasskeyError::Unavailable(said)) = refused else {
            panic!("{refused:?}");
        };
        assert_eq!(said, sentence);
    }
}
