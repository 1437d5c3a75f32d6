use crate::foreign_hash::ForeignHash;
use crate::functions::{PhpassHash, phpass_digit};

/// The portable hashes of phpass: `$P$` (WordPress before 6.8) or `$H$` (phpBB), a digit for the logarithm of the rounds,
/// the salt, the output.
pub(super) fn parse(text: &str) -> Option<ForeignHash> {
    let rest = text.strip_prefix("$P$").or(text.strip_prefix("$H$"))?;
    let (&log_rounds, rest) = rest.as_bytes().split_first()?;
    let log_rounds = phpass_digit(log_rounds).filter(|log| (7..=30).contains(log))?;
    let (salt, output) = rest.split_first_chunk()?;
    Some(ForeignHash::as_typed(PhpassHash {
        rounds: 1 << log_rounds,
        salt: *salt,
        output: output.try_into().ok()?,
    }))
}
