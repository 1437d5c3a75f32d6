use sendook_domain::ports::{
    KnownPasskey, NewPasskey, PasskeyError, PasskeyHolder, PasskeyQuestion, PasskeyVerifier,
    UserVerification,
};
use sendook_passkeys::{RelyingParty, WebauthnVerifier};
use sendook_testkit::SoftwareAuthenticator;

pub(crate) const ORIGIN: &str = "https://auth.example.com";

pub(crate) const HOLDER: PasskeyHolder<'_> = PasskeyHolder {
    handle: b"user_01h455vb4pex5vsknk084sn02q",
    account: "ada@example.com",
    name: "Ada Lovelace",
};

pub(crate) fn verifier_at(address: &str) -> WebauthnVerifier {
    WebauthnVerifier::new(RelyingParty::at(address).unwrap(), "Sendook")
}

pub(crate) fn verifier() -> WebauthnVerifier {
    verifier_at(ORIGIN)
}

pub(crate) fn authenticator() -> SoftwareAuthenticator {
    SoftwareAuthenticator::new(ORIGIN)
}

/// An authenticator with its dials turned.
pub(crate) fn turned(turn: impl FnOnce(&mut SoftwareAuthenticator)) -> SoftwareAuthenticator {
    let mut device = authenticator();
    turn(&mut device);
    device
}

/// Makes a passkey, as the service asks for it.
pub(crate) fn register(
    authenticator: &mut SoftwareAuthenticator,
) -> Result<NewPasskey, PasskeyError> {
    let verifier = verifier();
    let question = verifier.ask_for_new(&HOLDER, &[])?;
    verifier.accept_new(
        &question.challenge,
        &authenticator.create(&question.options),
    )
}

/// Asks for this passkey.
pub(crate) fn ask(passkey: &NewPasskey, verification: UserVerification) -> PasskeyQuestion {
    let allowed = [passkey.credential_id.clone()];
    verifier().ask_for_one_of(&allowed, verification).unwrap()
}

/// Verifies what the authenticator answers when this passkey is asked for.
pub(crate) fn show(
    authenticator: &mut SoftwareAuthenticator,
    passkey: &NewPasskey,
    verification: UserVerification,
) -> Result<u32, PasskeyError> {
    let question = ask(passkey, verification);
    let answer = authenticator.get(&question.options);
    verifier().verify(&question.challenge, verification, &known(passkey), &answer)
}

pub(crate) fn known(passkey: &NewPasskey) -> KnownPasskey<'_> {
    KnownPasskey {
        credential: &passkey.credential,
        counter: passkey.counter,
    }
}
