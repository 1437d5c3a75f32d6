use base64ct::{Base64UrlUnpadded, Encoding};
use sendook_domain::ports::{PasskeyAnswer, PasskeyChallengeText, PasskeyError};
use serde::Deserialize;

/// What a browser answers, of a new passkey or a known one, as far as it is needed before anything is verified
/// (`RegistrationResponseJSON` and `AuthenticationResponseJSON` of `WebAuthn` level 3, section 5.1).
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Answer {
    raw_id: String,
    response: Response,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Response {
    #[serde(rename = "clientDataJSON")]
    client_data: String,
    user_handle: Option<String>,
}

/// What the browser signs beside what the authenticator says (section 5.8.1).
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ClientData {
    challenge: String,
    cross_origin: Option<bool>,
}

pub(crate) fn read(answer: &str) -> Result<PasskeyAnswer, PasskeyError> {
    let answer: Answer = serde_json::from_str(answer).map_err(|_| PasskeyError::Malformed)?;
    let handle = answer.response.user_handle.as_deref();
    Ok(PasskeyAnswer {
        challenge: PasskeyChallengeText::new(client_data(&answer.response)?.challenge),
        credential_id: decode(&answer.raw_id)?,
        user_handle: handle.map(decode).transpose()?,
    })
}

/// Whether a page of another site had embedded the one that asked. The library looks at this for new passkeys alone.
pub(crate) fn is_embedded(answer: &str) -> Result<bool, PasskeyError> {
    let answer: Answer = serde_json::from_str(answer).map_err(|_| PasskeyError::Malformed)?;
    Ok(client_data(&answer.response)?.cross_origin == Some(true))
}

fn client_data(response: &Response) -> Result<ClientData, PasskeyError> {
    let json = decode(&response.client_data)?;
    serde_json::from_slice(&json).map_err(|_| PasskeyError::Malformed)
}

fn decode(text: &str) -> Result<Vec<u8>, PasskeyError> {
    Base64UrlUnpadded::decode_vec(text).map_err(|_| PasskeyError::Malformed)
}
