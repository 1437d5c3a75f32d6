use sendook_crypto::{RingHmac, SystemClock};
use sendook_domain::policies::{hotp_code, totp_step};
use sendook_domain::ports::{Clock as _, Hmac as _};

/// The code that an app with this secret shows now.
pub(crate) fn code_now(secret: &str) -> String {
    let step = totp_step(SystemClock.now()).to_be_bytes();
    hotp_code(RingHmac.sha1(&base32(secret), &step)).to_string()
}

/// The bytes of a secret.
pub(crate) fn base32(text: &str) -> Vec<u8> {
    const LETTERS: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let digits = text.chars().map(|letter| LETTERS.find(letter).unwrap());
    let bits: Vec<_> = digits
        .flat_map(|digit| (0..5).rev().map(move |at| digit >> at & 1))
        .collect();
    let byte = |bits: &[usize]| bits.iter().fold(0, |byte, bit| byte << 1 | bit);
    let bytes = bits.chunks_exact(8).map(byte);
    bytes.map(|byte| u8::try_from(byte).unwrap()).collect()
}
