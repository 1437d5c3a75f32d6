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

/// Whether a page of another site asks, in the eyes of the browser: its origin, whether it is embedded, and in what.
pub(crate) type Place = (String, bool, Option<&'static str>);

/// Everything but a page of this service that nobody embeds.
pub(crate) fn elsewhere() -> impl Iterator<Item = Place> {
    let origins = [
        "https://evil.example",
        "https://auth.example.com.evil.example",
        "https://sub.auth.example.com",
        "https://example.com",
        "http://auth.example.com",
        "https://auth.example.com:8443",
        // URLs that mean the same origin, and are not its text.
        "https://auth.example.com/",
        "https://auth.example.com:443",
        "https://AUTH.example.com",
        "HTTPS://auth.example.com",
        "https://auth.example.com\n",
        " https://auth.example.com",
        "https://auth.example.com?",
        "https://auth.example.com#",
        "https://ada@auth.example.com",
        "https://:@auth.example.com",
        "https:auth.example.com",
        "https:\\\\auth.example.com",
        "https://auth.example.com.",
        "null",
        "",
    ];
    let foreign = origins.map(|origin| (origin.to_owned(), false, None));
    let embedded = [
        (true, None),
        (true, Some("https://evil.example")),
        (false, Some("https://evil.example")),
        (false, Some(ORIGIN)),
        (false, Some("")),
    ];
    let embedded = embedded.map(|(is, by)| (ORIGIN.to_owned(), is, by));
    foreign.into_iter().chain(embedded)
}

/// Has a page at this place ask.
pub(crate) fn turn(device: &mut SoftwareAuthenticator, place: Place) {
    let (origin, is_embedded, top_origin) = place;
    device.origin = origin;
    device.is_embedded = is_embedded;
    device.top_origin = top_origin.map(ToOwned::to_owned);
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
