use chrono::{DateTime, Utc};
use sendook_domain::policies::{hotp_code, totp_step};
use sendook_domain::ports::Hmac;
use sendook_domain::values::TotpCode;

/// The bytes of the secret of an authenticator app, from what people type: base 32 without padding (RFC 4648, section 6).
///
/// # Panics
/// If it is none.
pub fn app_secret(text: &str) -> Vec<u8> {
    const LETTERS: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let digits = text.chars().map(|letter| {
        let digit = LETTERS.find(letter);
        digit.expect("a letter of base 32")
    });
    let bits: Vec<_> = digits
        .flat_map(|digit| (0..5).rev().map(move |at| digit >> at & 1))
        .collect();
    let byte = |bits: &[usize]| bits.iter().fold(0, |byte, bit| byte << 1 | bit);
    let bytes = bits.chunks_exact(8).map(byte);
    let bytes = bytes.map(|byte| u8::try_from(byte).expect("eight bits"));
    bytes.collect()
}

/// The code that an authenticator app with this secret shows at a moment (RFC 6238).
pub fn app_code(hmac: &dyn Hmac, secret: &[u8], at: DateTime<Utc>) -> TotpCode {
    hotp_code(hmac.sha1(secret, &totp_step(at).to_be_bytes()))
}
