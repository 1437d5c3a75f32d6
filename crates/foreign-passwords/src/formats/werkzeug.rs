use super::parts;
use crate::foreign_hash::ForeignHash;
use crate::functions::{Function, Pbkdf2Hash, Prf, ScryptCost, ScryptHash};

/// What `werkzeug.security` writes, and so Flask: `scrypt:32768:8:1$SALT$OUTPUT`, `pbkdf2:sha256:1000000$SALT$OUTPUT`. Salts are
/// text.
pub(super) fn parse(text: &str) -> Option<ForeignHash> {
    let [method, salt, output] = parts(text, '$')?;
    let output = hex::decode(output).ok()?;
    let method: Vec<_> = method.split(':').collect();
    let function: Function = match method[..] {
        ["scrypt", n, r, p] => {
            let cost = ScryptCost::with_n(n.parse().ok()?, r.parse().ok()?, p.parse().ok()?)?;
            ScryptHash::new(cost, salt.into(), output)?.into()
        }
        ["pbkdf2", digest, iterations] => {
            let prf = match digest {
                "sha1" => Prf::Sha1,
                "sha256" => Prf::Sha256,
                "sha512" => Prf::Sha512,
                _ => return None,
            };
            Pbkdf2Hash::new(prf, iterations.parse().ok()?, salt.into(), output)?.into()
        }
        _ => return None,
    };
    Some(ForeignHash::as_typed(function))
}
