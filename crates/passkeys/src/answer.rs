use base64ct::{Base64UrlUnpadded, Encoding};
use sendook_domain::ports::{PasskeyAnswer, PasskeyChallengeText, PasskeyError};
use sendook_domain::values::CredentialId;
use serde::Deserialize;

use crate::client_data::ClientData;

/// What a browser answers when it made a passkey, or showed one (`RegistrationResponseJSON` and `AuthenticationResponseJSON` of
/// `WebAuthn` level 3, section 5.1): the members that this crate reads itself, beside the library, which reads the same text.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Answer {
    id: String,
    raw_id: String,
    #[serde(rename = "type")]
    kind: String,
    response: Response,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Response {
    #[serde(rename = "clientDataJSON")]
    client_data: String,
    attestation_object: Option<String>,
    authenticator_data: Option<String>,
    user_handle: Option<String>,
}

impl Answer {
    pub(crate) fn parse(answer: &str) -> Result<Self, PasskeyError> {
        let answer: Self = serde_json::from_str(answer).map_err(|_| PasskeyError::Malformed)?;
        // Sections 5.1 and 5.8.2: the one type that there is, and the same id twice.
        let is_whole = answer.kind == "public-key" && answer.id == answer.raw_id;
        is_whole.then_some(answer).ok_or(PasskeyError::Malformed)
    }

    /// What it says that it is about.
    pub(crate) fn about(&self) -> Result<PasskeyAnswer, PasskeyError> {
        let handle = self.response.user_handle.as_deref();
        Ok(PasskeyAnswer {
            challenge: PasskeyChallengeText::new(self.client_data()?.challenge),
            credential_id: self.credential_id()?,
            user_handle: handle.map(decode).transpose()?,
        })
    }

    pub(crate) fn credential_id(&self) -> Result<CredentialId, PasskeyError> {
        CredentialId::parse(decode(&self.raw_id)?).map_err(|_| PasskeyError::Malformed)
    }

    pub(crate) fn client_data(&self) -> Result<ClientData, PasskeyError> {
        let json = decode(&self.response.client_data)?;
        serde_json::from_slice(&json).map_err(|_| PasskeyError::Malformed)
    }

    /// Of a new passkey: what the authenticator made (section 6.5.4).
    pub(crate) fn attestation_object(&self) -> Result<Vec<u8>, PasskeyError> {
        required(self.response.attestation_object.as_deref())
    }

    /// Of a known passkey: what the authenticator signed (section 6.1).
    pub(crate) fn authenticator_data(&self) -> Result<Vec<u8>, PasskeyError> {
        required(self.response.authenticator_data.as_deref())
    }
}

fn required(text: Option<&str>) -> Result<Vec<u8>, PasskeyError> {
    decode(text.ok_or(PasskeyError::Malformed)?)
}

fn decode(text: &str) -> Result<Vec<u8>, PasskeyError> {
    Base64UrlUnpadded::decode_vec(text).map_err(|_| PasskeyError::Malformed)
}
