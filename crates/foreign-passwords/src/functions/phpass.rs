use md5::{Digest as _, Md5};
use subtle::ConstantTimeEq as _;

/// phpass: MD5 of the salt and the password, and then so many times of the last digest and the password.
pub(crate) struct PhpassHash {
    pub(crate) rounds: u32,
    pub(crate) salt: [u8; 8],
    /// In digits.
    pub(crate) output: [u8; 22],
}

/// The base 64 of crypt(3).
const DIGITS: &[u8; 64] = b"./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// What a digit stands for.
pub(crate) fn phpass_digit(digit: u8) -> Option<usize> {
    DIGITS.iter().position(|other| *other == digit)
}

impl PhpassHash {
    pub(super) fn is_hash_of(&self, password: &[u8]) -> bool {
        let salted = Md5::new().chain_update(self.salt);
        let mut digest = salted.chain_update(password).finalize();
        for _ in 0..self.rounds {
            let next = Md5::new().chain_update(digest);
            digest = next.chain_update(password).finalize();
        }
        digits(&digest).as_slice().ct_eq(&self.output).into()
    }
}

/// Three bytes are four digits, the lowest bits first.
fn digits(bytes: &[u8]) -> Vec<u8> {
    let mut digits = Vec::with_capacity(22);
    for group in bytes.chunks(3) {
        let number = |number: usize, byte: &u8| (number << 8) | usize::from(*byte);
        let number = group.iter().rev().fold(0, number);
        digits.extend((0..=group.len()).map(|place| DIGITS[(number >> (6 * place)) & 63]));
    }
    digits
}
