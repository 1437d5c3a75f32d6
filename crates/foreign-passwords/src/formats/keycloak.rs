use argon2::{Algorithm, Params, Version};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer, de};

use crate::base64;
use crate::foreign_hash::ForeignHash;
use crate::functions::{Argon2Hash, Pbkdf2Hash, Prf};

/// A credential as Keycloak exports it. Its two documents may stand in texts, as in the columns of its database.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Credential {
    #[serde(deserialize_with = "document")]
    credential_data: CredentialData,
    #[serde(deserialize_with = "document")]
    secret_data: SecretData,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct CredentialData {
    algorithm: String,
    hash_iterations: u32,
    #[serde(default)]
    additional_parameters: Argon2Parameters,
}

/// Each is a list of one text.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Argon2Parameters {
    memory: Vec<String>,
    parallelism: Vec<String>,
    r#type: Vec<String>,
    version: Vec<String>,
}

#[derive(Deserialize)]
struct SecretData {
    value: String,
    salt: String,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Document<T> {
    Text(String),
    Itself(T),
}

pub(super) fn parse(text: &str) -> Option<ForeignHash> {
    let credential: Credential = serde_json::from_str(text).ok()?;
    let data = credential.credential_data;
    let salt = base64::decode(&credential.secret_data.salt)?;
    let output = base64::decode(&credential.secret_data.value)?;
    let prf = match &*data.algorithm {
        "pbkdf2" => Prf::Sha1,
        "pbkdf2-sha256" => Prf::Sha256,
        "pbkdf2-sha512" => Prf::Sha512,
        "argon2" => return argon2(&data, salt, output).map(ForeignHash::as_typed),
        _ => return None,
    };
    let hash = Pbkdf2Hash::new(prf, data.hash_iterations, salt, output);
    hash.map(ForeignHash::as_typed)
}

fn argon2(data: &CredentialData, salt: Vec<u8>, output: Vec<u8>) -> Option<Argon2Hash> {
    let parameters = &data.additional_parameters;
    let algorithm = match &**parameters.r#type.first()? {
        "id" => Algorithm::Argon2id,
        "i" => Algorithm::Argon2i,
        "d" => Algorithm::Argon2d,
        _ => return None,
    };
    let version = match &**parameters.version.first()? {
        "1.3" => Version::V0x13,
        "1.0" => Version::V0x10,
        _ => return None,
    };
    let memory = parameters.memory.first()?.parse().ok()?;
    let lanes = parameters.parallelism.first()?.parse().ok()?;
    let params = Params::new(memory, data.hash_iterations, lanes, Some(output.len()));
    Some(Argon2Hash {
        algorithm,
        version,
        params: params.ok()?,
        salt,
        output,
    })
}

/// Reads a document that may stand in a text.
fn document<'de, D: Deserializer<'de>, T: DeserializeOwned>(from: D) -> Result<T, D::Error> {
    match Document::deserialize(from)? {
        Document::Itself(document) => Ok(document),
        Document::Text(text) => serde_json::from_str(&text).map_err(de::Error::custom),
    }
}
