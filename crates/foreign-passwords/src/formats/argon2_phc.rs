use argon2::password_hash::phc::PasswordHash;
use argon2::{Algorithm, Params, Version};

use crate::foreign_hash::ForeignHash;
use crate::functions::Argon2Hash;

/// A PHC string of Argon2, as PHP, Python, Node.js, libsodium and many others write it.
pub(super) fn parse(text: &str) -> Option<ForeignHash> {
    argon2(text).map(ForeignHash::as_typed)
}

pub(super) fn argon2(text: &str) -> Option<Argon2Hash> {
    let phc = PasswordHash::new(text).ok()?;
    let algorithm = Algorithm::try_from(phc.algorithm.as_str()).ok()?;
    let version = match phc.version {
        Some(version) => Version::try_from(version).ok()?,
        // The first edition of the reference program did not write its version.
        None => Version::V0x10,
    };
    let complete = ["m", "t", "p"]
        .into_iter()
        .all(|name| phc.params.get(name).is_some());
    let params = Params::try_from(&phc).ok()?;
    let plain = params.keyid().is_empty() && params.data().is_empty();
    (complete && plain).then_some(Argon2Hash {
        algorithm,
        version,
        params,
        salt: phc.salt?.to_vec(),
        output: phc.hash?.as_bytes().to_vec(),
    })
}
