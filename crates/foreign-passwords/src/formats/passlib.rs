use super::parts;
use crate::base64;
use crate::foreign_hash::ForeignHash;
use crate::functions::{Pbkdf2Hash, Prf, ScryptCost, ScryptHash};

/// PBKDF2 and scrypt of passlib: `$pbkdf2-sha256$29000$…`, `$scrypt$ln=16,r=8,p=1$…`. Its Argon2, bcrypt and phpass are written as
/// by everybody.
pub(super) fn parse(text: &str) -> Option<ForeignHash> {
    let ["", name, cost, salt, output] = parts(text, '$')? else {
        return None;
    };
    let (salt, output) = (base64::decode(salt)?, base64::decode(output)?);
    let prf = match name {
        "pbkdf2" => Prf::Sha1,
        "pbkdf2-sha256" => Prf::Sha256,
        "pbkdf2-sha512" => Prf::Sha512,
        "scrypt" => {
            let hash = ScryptHash::new(scrypt_cost(cost)?, salt, output);
            return hash.map(ForeignHash::as_typed);
        }
        _ => return None,
    };
    let hash = Pbkdf2Hash::new(prf, cost.parse().ok()?, salt, output);
    hash.map(ForeignHash::as_typed)
}

fn scrypt_cost(text: &str) -> Option<ScryptCost> {
    let [log_n, r, p] = parts(text, ',')?;
    ScryptCost::new(
        log_n.strip_prefix("ln=")?.parse().ok()?,
        r.strip_prefix("r=")?.parse().ok()?,
        p.strip_prefix("p=")?.parse().ok()?,
    )
}
