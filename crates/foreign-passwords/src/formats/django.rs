use super::{argon2_phc, parts};
use crate::base64;
use crate::foreign_hash::ForeignHash;
use crate::functions::{BcryptHash, Before, Function, Pbkdf2Hash, Prf, ScryptCost, ScryptHash};

/// What `django.contrib.auth.hashers` writes: the name of a hasher, `$`, and what that one keeps. Salts are text.
pub(super) fn parse(text: &str) -> Option<ForeignHash> {
    let (hasher, rest) = text.split_once('$')?;
    let function: Function = match hasher {
        "pbkdf2_sha256" => pbkdf2(Prf::Sha256, rest)?.into(),
        "pbkdf2_sha1" => pbkdf2(Prf::Sha1, rest)?.into(),
        "scrypt" => scrypt(rest)?.into(),
        "argon2" => argon2_phc::argon2(&format!("${rest}"))?.into(),
        "bcrypt" => BcryptHash::parse(rest, Before::Nothing)?.into(),
        "bcrypt_sha256" => BcryptHash::parse(rest, Before::Sha256Hex)?.into(),
        _ => return None,
    };
    Some(ForeignHash::as_typed(function))
}

fn pbkdf2(prf: Prf, rest: &str) -> Option<Pbkdf2Hash> {
    let [iterations, salt, output] = parts(rest, '$')?;
    let iterations = iterations.parse().ok()?;
    Pbkdf2Hash::new(prf, iterations, salt.into(), base64::decode(output)?)
}

fn scrypt(rest: &str) -> Option<ScryptHash> {
    let [n, salt, r, p, output] = parts(rest, '$')?;
    let cost = ScryptCost::with_n(n.parse().ok()?, r.parse().ok()?, p.parse().ok()?)?;
    ScryptHash::new(cost, salt.into(), base64::decode(output)?)
}
