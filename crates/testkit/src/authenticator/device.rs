use base64ct::{Base64UrlUnpadded, Encoding};
use ring::digest::{SHA256, digest};
use serde_json::{Value, json};

use super::cbor::{BYTES, ES256, MAP, TEXT, head, string};
use super::passkey::Passkey;

const USER_PRESENT: u8 = 0x01;
const USER_VERIFIED: u8 = 0x04;
const BACKUP_ELIGIBLE: u8 = 0x08;
const HOLDS_NEW_PASSKEY: u8 = 0x40;
const HAS_EXTENSIONS: u8 = 0x80;

/// An authenticator in software, and the browser before it: reads the options that the service gives, and answers as
/// `toJSON` of a `PublicKeyCredential` does. Turn its dials to have it answer what a service must refuse.
#[expect(clippy::struct_excessive_bools, reason = "each is a dial of its own")]
pub struct SoftwareAuthenticator {
    /// The origin of the page that asks.
    pub origin: String,
    /// The relying party that it signs for, whatever the options say.
    pub relying_party: Option<String>,
    /// The challenge that it signs, whatever the options say.
    pub challenge: Option<String>,
    /// The user handle that it tells, whatever it knows. `Some(None)`: none.
    pub user_handle: Option<Option<Vec<u8>>>,
    /// The credential id of the next passkey. `None`: one that no other has.
    pub credential_id: Option<Vec<u8>>,
    /// Whether it verifies who uses it.
    pub verifies_user: bool,
    /// Whether it says that its passkeys may be copied to other devices.
    pub backup_eligible: bool,
    /// Whether it attests new passkeys by themselves (`packed` without a certificate); else `none`.
    pub attests: bool,
    /// Whether a page of another site had embedded the one that asks.
    pub is_embedded: bool,
    /// The origin of the page that, says the browser, is around the one that asks.
    pub top_origin: Option<String>,
    /// What it says are extensions, at the end of what it signs.
    pub extensions: Option<Vec<u8>>,
    /// What stands there besides, without a word of it.
    pub appended: Vec<u8>,
    /// The algorithm that it names with new keys, in CBOR, whatever theirs is.
    pub algorithm: Option<Vec<u8>>,
    /// What its counter is at the next signature.
    pub counter: u32,
    /// By how much its counter moves on with each signature; 0 if it does not count.
    pub counts_by: u32,
    passkeys: Vec<Passkey>,
}

impl SoftwareAuthenticator {
    /// An authenticator without passkeys, that verifies who uses it and does not count, as those of phones and browsers.
    pub fn new(origin: &str) -> Self {
        Self {
            origin: origin.to_owned(),
            relying_party: None,
            challenge: None,
            user_handle: None,
            credential_id: None,
            verifies_user: true,
            backup_eligible: false,
            attests: false,
            is_embedded: false,
            top_origin: None,
            extensions: None,
            appended: Vec::new(),
            algorithm: None,
            counter: 0,
            counts_by: 0,
            passkeys: Vec::new(),
        }
    }

    /// Makes a passkey, as `navigator.credentials.create` does with these options.
    ///
    /// # Panics
    /// If they are none.
    pub fn create(&mut self, options: &str) -> String {
        let options = parse(options);
        let relying_party = options["rp"]["id"].as_str().expect("rp.id");
        let handle = decode(options["user"]["id"].as_str().expect("user.id"));
        let passkey = Passkey::generate(self.credential_id.clone(), relying_party, handle);
        let client_data = self.client_data("webauthn.create", &options);
        let id_length = u16::try_from(passkey.id.len()).expect("short");
        let data = [
            self.authenticator_data(relying_party, HOLDS_NEW_PASSKEY),
            // Its model: none.
            vec![0; 16],
            id_length.to_be_bytes().to_vec(),
            passkey.id.clone(),
            passkey.cose_key(self.algorithm.as_deref()),
            self.end(),
        ]
        .concat();
        let statement = if self.attests {
            let signature = passkey.sign(&signed(&data, &client_data));
            [
                head(MAP, 2),
                string(TEXT, b"alg"),
                vec![ES256],
                string(TEXT, b"sig"),
                string(BYTES, &signature),
            ]
            .concat()
        } else {
            head(MAP, 0)
        };
        let format: &[u8] = if self.attests { b"packed" } else { b"none" };
        let attestation = [
            head(MAP, 3),
            string(TEXT, b"fmt"),
            string(TEXT, format),
            string(TEXT, b"attStmt"),
            statement,
            string(TEXT, b"authData"),
            string(BYTES, &data),
        ];
        let response = json!({
            "clientDataJSON": encode(client_data.as_bytes()),
            "attestationObject": encode(&attestation.concat()),
            "transports": ["internal"],
        });
        let answer = answer(&passkey.id, &response);
        self.passkeys.push(passkey);
        answer
    }

    /// Shows a passkey, as `navigator.credentials.get` does with these options: one that they allow, or else the newest.
    ///
    /// # Panics
    /// If it has none that is asked for, or they are no options.
    pub fn get(&mut self, options: &str) -> String {
        let options = parse(options);
        let allowed = options["allowCredentials"].as_array();
        let allowed: Vec<_> = allowed
            .into_iter()
            .flatten()
            .map(|one| decode(one["id"].as_str().expect("id")))
            .collect();
        let asked_for = options["rpId"].as_str().expect("rpId");
        let mut fitting = self.passkeys.iter().rev().filter(|passkey| {
            passkey.relying_party == asked_for
                && (allowed.is_empty() || allowed.contains(&passkey.id))
        });
        let passkey = fitting.next().expect("a passkey that is asked for");
        let client_data = self.client_data("webauthn.get", &options);
        let mut data = self.authenticator_data(asked_for, 0);
        data.extend(self.end());
        let signature = passkey.sign(&signed(&data, &client_data));
        let known = Some(passkey.handle.clone());
        let handle = self.user_handle.clone().unwrap_or(known);
        let mut response = json!({
            "clientDataJSON": encode(client_data.as_bytes()),
            "authenticatorData": encode(&data),
            "signature": encode(&signature),
        });
        if let Some(handle) = handle {
            response["userHandle"] = encode(&handle).into();
        }
        let answer = answer(&passkey.id, &response);
        self.counter += self.counts_by;
        answer
    }

    fn client_data(&self, kind: &str, options: &Value) -> String {
        let asked = options["challenge"].as_str().expect("challenge");
        let challenge = self.challenge.as_deref().unwrap_or(asked);
        let (origin, embedded) = (&self.origin, self.is_embedded);
        let mut data = json!({"type": kind, "challenge": challenge, "origin": origin, "crossOrigin": embedded});
        if let Some(top) = &self.top_origin {
            data["topOrigin"] = top.as_str().into();
        }
        data.to_string()
    }

    /// The beginning of what the authenticator signs (`WebAuthn` level 3, section 6.1).
    fn authenticator_data(&self, asked_for: &str, flags: u8) -> Vec<u8> {
        let relying_party = self.relying_party.as_deref().unwrap_or(asked_for);
        let verified = if self.verifies_user { USER_VERIFIED } else { 0 };
        let eligible = if self.backup_eligible {
            BACKUP_ELIGIBLE
        } else {
            0
        };
        let extended = self.extensions.as_ref().map_or(0, |_| HAS_EXTENSIONS);
        let mut data = digest(&SHA256, relying_party.as_bytes()).as_ref().to_vec();
        data.push(flags | USER_PRESENT | verified | eligible | extended);
        data.extend(self.counter.to_be_bytes());
        data
    }

    fn end(&self) -> Vec<u8> {
        let extensions = self.extensions.clone().unwrap_or_default();
        [extensions, self.appended.clone()].concat()
    }
}

/// What is signed of an authenticator's data and a browser's.
fn signed(data: &[u8], client_data: &str) -> Vec<u8> {
    let client_data = digest(&SHA256, client_data.as_bytes());
    [data, client_data.as_ref()].concat()
}

fn answer(id: &[u8], response: &Value) -> String {
    let id = encode(id);
    json!({
        "id": id,
        "rawId": id,
        "type": "public-key",
        "authenticatorAttachment": "platform",
        "clientExtensionResults": {},
        "response": response,
    })
    .to_string()
}

fn parse(options: &str) -> Value {
    serde_json::from_str(options).expect("options as JSON")
}

fn encode(bytes: &[u8]) -> String {
    Base64UrlUnpadded::encode_string(bytes)
}

fn decode(text: &str) -> Vec<u8> {
    Base64UrlUnpadded::decode_vec(text).expect("base64url")
}
