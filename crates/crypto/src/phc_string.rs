use argon2::password_hash::phc::{Error, Output, ParamsString, PasswordHash, Salt};
use argon2::{ARGON2ID_IDENT, Params, Version};

use crate::argon2_settings::Argon2Settings;

/// The parts of an Argon2id hash at rest, safe to compute with: no row of a database can ask for more
/// memory or time than the settings could.
pub(crate) struct PhcString {
    pub(crate) params: Params,
    pub(crate) salt: Salt,
    pub(crate) output: Output,
}

/// A hash at rest that cannot be used. It never quotes the hash.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum UnusableHash {
    #[error("it is not a PHC string")]
    Unreadable,
    #[error("it is not of Argon2id, version 19")]
    OtherAlgorithm,
    #[error("its parameters are out of bounds")]
    OutOfBounds,
}

impl PhcString {
    pub(crate) fn parse(text: &str) -> Result<Self, UnusableHash> {
        let phc = PasswordHash::new(text).map_err(|_| UnusableHash::Unreadable)?;
        if phc.algorithm != ARGON2ID_IDENT || phc.version != Some(Version::V0x13.into()) {
            return Err(UnusableHash::OtherAlgorithm);
        }
        let complete = ["m", "t", "p"]
            .into_iter()
            .all(|name| phc.params.get(name).is_some());
        let params = Params::try_from(&phc).map_err(|_| UnusableHash::OutOfBounds)?;
        // Weaker parameters than the minimum are accepted, so that the hash can be renewed at the next login.
        let bounded = params.m_cost() <= *Argon2Settings::MEMORY_KIB.end()
            && params.t_cost() <= *Argon2Settings::PASSES.end()
            && params.p_cost() <= *Argon2Settings::LANES.end();
        let plain = params.keyid().is_empty() && params.data().is_empty();
        if !(complete && bounded && plain) {
            return Err(UnusableHash::OutOfBounds);
        }
        let (Some(salt), Some(output)) = (phc.salt, phc.hash) else {
            return Err(UnusableHash::Unreadable);
        };
        Ok(Self {
            params,
            salt,
            output,
        })
    }

    /// A hash of these parameters that no password is known to have.
    pub(crate) fn dummy(params: &Params) -> argon2::password_hash::phc::Result<Self> {
        Ok(Self {
            params: params.clone(),
            salt: Salt::new(&[0; Argon2Settings::SALT_LEN])?,
            output: Output::new(&[0; Argon2Settings::OUTPUT_LEN])?,
        })
    }

    /// Whether any parameter is lower than in these settings.
    pub(crate) fn is_weaker_than(&self, wanted: &Params) -> bool {
        self.params.m_cost() < wanted.m_cost()
            || self.params.t_cost() < wanted.t_cost()
            || self.params.p_cost() < wanted.p_cost()
            || self.output.len() < Argon2Settings::OUTPUT_LEN
            || self.salt.len() < Argon2Settings::SALT_LEN
    }
}

/// The PHC form of an Argon2id hash, version 19.
pub(crate) fn write(
    params: &Params,
    salt: &[u8],
    output: Output,
) -> argon2::password_hash::phc::Result<String> {
    Ok(PasswordHash {
        algorithm: ARGON2ID_IDENT,
        version: Some(Version::V0x13.into()),
        params: ParamsString::try_from(params).map_err(|_| Error::ParamValueInvalid)?,
        salt: Some(Salt::new(salt)?),
        hash: Some(output),
    }
    .to_string())
}
