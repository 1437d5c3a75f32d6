use std::fmt;

use super::parts;
use crate::base64;
use crate::foreign_hash::ForeignHash;
use crate::functions::{FirebaseHash, ScryptCost};

/// What begins a hash of Firebase here. It is followed by everything that it takes to verify it.
const START: &str = "firebase:";

/// What a project of Firebase adds to all of its hashes, as its console shows it: `hash_config { … }`.
#[derive(Clone, PartialEq, Eq)]
pub struct FirebaseParameters {
    signer_key: String,
    salt_separator: String,
    rounds: u16,
    mem_cost: u8,
}

/// The parameters of a project cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidFirebaseParameters {
    /// Something is missing, or is not what it should be.
    #[error("\"{0}\" is missing, or cannot be read")]
    Field(&'static str),
    /// The project does not use Firebase's own function.
    #[error("\"algorithm\" is not SCRYPT")]
    OtherAlgorithm,
}

impl FirebaseParameters {
    /// Reads the text that the console shows: a line for each field, such as `rounds: 8,`.
    ///
    /// # Errors
    /// [`InvalidFirebaseParameters`].
    pub fn parse(text: &str) -> Result<Self, InvalidFirebaseParameters> {
        let fields = Fields::of(text);
        if fields.text("algorithm")? != "SCRYPT" {
            return Err(InvalidFirebaseParameters::OtherAlgorithm);
        }
        let mem_cost = u8::try_from(fields.number("mem_cost")?);
        Ok(Self {
            signer_key: fields.base64("base64_signer_key")?,
            salt_separator: fields.base64("base64_salt_separator")?,
            rounds: fields.number("rounds")?,
            mem_cost: mem_cost.map_err(|_| InvalidFirebaseParameters::Field("mem_cost"))?,
        })
    }

    /// A person's hash and salt, both in base64, as one text for [`ForeignHash::parse`].
    pub fn hash(&self, output: &str, salt: &str) -> String {
        let Self {
            signer_key,
            salt_separator,
            rounds,
            mem_cost,
        } = self;
        format!("{START}{mem_cost}:{rounds}:{salt_separator}:{signer_key}:{salt}:{output}")
    }
}

impl fmt::Debug for FirebaseParameters {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("FirebaseParameters(…)")
    }
}

/// The fields of a text, by name.
struct Fields<'a>(Vec<(&'a str, &'a str)>);

impl<'a> Fields<'a> {
    fn of(text: &'a str) -> Self {
        let fields = text.split(['\n', ',', '{', '}']);
        let fields = fields.filter_map(|field| field.split_once(':'));
        Self(
            fields
                .map(|(name, value)| (name.trim(), value.trim()))
                .collect(),
        )
    }

    fn text(&self, name: &'static str) -> Result<&'a str, InvalidFirebaseParameters> {
        let found = self.0.iter().find(|(other, _)| *other == name);
        let (_, value) = found.ok_or(InvalidFirebaseParameters::Field(name))?;
        Ok(value)
    }

    fn number(&self, name: &'static str) -> Result<u16, InvalidFirebaseParameters> {
        let number = self.text(name)?.parse();
        number.map_err(|_| InvalidFirebaseParameters::Field(name))
    }

    fn base64(&self, name: &'static str) -> Result<String, InvalidFirebaseParameters> {
        let text = self.text(name)?;
        let decoded = base64::decode(text).ok_or(InvalidFirebaseParameters::Field(name))?;
        if decoded.is_empty() {
            return Err(InvalidFirebaseParameters::Field(name));
        }
        Ok(text.to_owned())
    }
}

pub(super) fn parse(text: &str) -> Option<ForeignHash> {
    let [mem_cost, rounds, separator, signer_key, salt, output] =
        parts(text.strip_prefix(START)?, ':')?;
    let mut salt = base64::decode(salt)?;
    salt.extend(base64::decode(separator)?);
    let signer_key = base64::decode(signer_key)?;
    let output = base64::decode(output)?;
    let possible = !output.is_empty() && output.len() == signer_key.len();
    let hash = FirebaseHash {
        cost: ScryptCost::new(mem_cost.parse().ok()?, rounds.parse().ok()?, 1)?,
        salt,
        signer_key,
        output,
    };
    possible.then(|| ForeignHash::as_typed(hash))
}
