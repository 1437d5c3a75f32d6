use crate::base64;
use crate::foreign_hash::ForeignHash;
use crate::functions::{Pbkdf2Hash, Prf};

/// Version 3 of ASP.NET Core Identity (`PasswordHasher.cs`): base64 of `01`, the digest, the iterations and the length of the salt,
/// each as a big-endian number, the salt, and the output.
pub(super) fn parse(text: &str) -> Option<ForeignHash> {
    let bytes = base64::decode(text)?;
    let rest = bytes.strip_prefix(&[1])?;
    let (prf, rest) = number(rest)?;
    let prf = match prf {
        0 => Prf::Sha1,
        1 => Prf::Sha256,
        2 => Prf::Sha512,
        _ => return None,
    };
    let (iterations, rest) = number(rest)?;
    let (salt_len, rest) = number(rest)?;
    let (salt, output) = rest.split_at_checked(usize::try_from(salt_len).ok()?)?;
    let hash = Pbkdf2Hash::new(prf, iterations, salt.to_vec(), output.to_vec());
    hash.map(ForeignHash::as_typed)
}

fn number(bytes: &[u8]) -> Option<(u32, &[u8])> {
    let (number, rest) = bytes.split_first_chunk()?;
    Some((u32::from_be_bytes(*number), rest))
}
