use super::{argon2_phc, parts};
use crate::foreign_hash::ForeignHash;
use crate::functions::{BcryptHash, Before, Function, ScryptCost, ScryptHash};

/// Hashes that do not tell which system made them, after its name: `better-auth:SALT:OUTPUT`.
///
/// better-auth, Lucia, oslo and Sendook write scrypt alike and compute it differently. oslo writes Argon2 and bcrypt as
/// everybody does, but of the password in NFKC.
pub(super) fn parse(text: &str) -> Option<ForeignHash> {
    // Lucia's second form names itself.
    let (system, rest) = match text.strip_prefix("s2:") {
        Some(rest) => ("lucia", rest),
        None => text.split_once(':')?,
    };
    Some(match system {
        "better-auth" => ForeignHash::nfkc(scrypt(16, rest)?),
        "lucia" => ForeignHash::nfkc(scrypt(16, rest.strip_prefix("s2:").unwrap_or(rest))?),
        "lucia1" => ForeignHash::nfkc(scrypt(8, rest)?),
        "oslo" => ForeignHash::nfkc(oslo(rest)?),
        "sendook" => ForeignHash::as_typed(scrypt(8, rest)?),
        _ => return None,
    })
}

/// Whether it is scrypt of one of these systems, without the name of any.
pub(crate) fn is_untagged(text: &str) -> bool {
    scrypt(16, text).is_some()
}

fn oslo(rest: &str) -> Option<Function> {
    scrypt(16, rest)
        .map(Function::Scrypt)
        .or_else(|| argon2_phc::argon2(rest).map(Function::Argon2))
        .or_else(|| BcryptHash::parse(rest, Before::Nothing).map(Function::Bcrypt))
}

/// The salt in 32 hexadecimal digits, which are not decoded, and an output of 64 bytes.
fn scrypt(r: u16, text: &str) -> Option<ScryptHash> {
    let [salt, output] = parts(text, ':')?;
    let output = hex::decode(output)
        .ok()
        .filter(|output| output.len() == 64)?;
    let is_salt = salt.len() == 32 && hex::decode(salt).is_ok();
    let hash = ScryptHash::new(ScryptCost::with_n(16_384, r, 1)?, salt.into(), output);
    hash.filter(|_| is_salt)
}
