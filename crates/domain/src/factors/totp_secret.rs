use std::fmt;

use zeroize::Zeroizing;

use crate::ports::{RandomError, SecretSource};
use crate::values::Secret;

/// RFC 4648, section 6.
const BASE32: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// What an authenticator app and the service share: 160 random bits, as RFC 4226, section 4 recommends for SHA-1.
#[derive(Clone, PartialEq, Eq)]
pub struct TotpSecret(Zeroizing<[u8; TotpSecret::LENGTH]>);

impl TotpSecret {
    /// How many bytes it has.
    pub const LENGTH: usize = 20;

    /// Draws a new one.
    ///
    /// # Errors
    /// [`RandomError`] if there is no randomness.
    pub fn generate(source: &dyn SecretSource) -> Result<Self, RandomError> {
        let mut bytes = Zeroizing::new([0; Self::LENGTH]);
        source.fill(&mut *bytes)?;
        Ok(Self(bytes))
    }

    /// Takes over what was unsealed. `None`: it has another length.
    pub fn restore(bytes: &[u8]) -> Option<Self> {
        Some(Self(Zeroizing::new(bytes.try_into().ok()?)))
    }

    /// The bytes, to be sealed or to compute a code with.
    pub fn as_bytes(&self) -> &[u8] {
        &*self.0
    }

    /// The secret as people type it: in base 32 without padding.
    pub fn base32(&self) -> Secret {
        let mut text = String::with_capacity(Self::LENGTH * 8 / 5);
        // 20 bytes are four groups of five: nothing is left to pad.
        for group in self.0.chunks(5) {
            let bits = group
                .iter()
                .fold(0u64, |bits, byte| bits << 8 | u64::from(*byte));
            let letters = (0..8).rev().map(|at| (bits >> (5 * at) & 31) as usize);
            text.extend(letters.map(|letter| char::from(BASE32[letter])));
        }
        Secret::new(text)
    }

    /// The secret as apps read it, from a QR code, say. They list it under both names; the account's tells several accounts of
    /// one issuer apart. The form is the one of Google Authenticator's "Key Uri Format", which all apps read; it leaves out what
    /// has its default there: SHA-1, 6 digits, 30 seconds. A colon ends the issuer there, encoded or not, so that one in a name (of an
    /// IPv6 address, say) becomes a hyphen.
    pub fn uri(&self, issuer: &str, account: &str) -> Secret {
        let [issuer, account] =
            [issuer, account].map(|name| percent_encoded(&name.replace(':', "-")));
        let secret = self.base32();
        let secret = secret.expose();
        Secret::new(format!(
            "otpauth://totp/{issuer}:{account}?secret={secret}&issuer={issuer}"
        ))
    }
}

/// As RFC 3986, section 2 writes what has no reserved meaning. Some apps take a `+` for itself, so that a space is `%20`.
fn percent_encoded(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~@".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            let digit = |value: u8| char::from(b"0123456789ABCDEF"[usize::from(value)]);
            encoded.extend(['%', digit(byte >> 4), digit(byte & 0xf)]);
        }
    }
    encoded
}

impl fmt::Debug for TotpSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TotpSecret(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn secret() -> TotpSecret {
        TotpSecret::restore(b"12345678901234567890").unwrap()
    }

    #[test]
    fn it_is_written_in_base32_without_padding() {
        // By coreutils' base32.
        assert_eq!(
            secret().base32().expose(),
            "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
        );
        assert!(TotpSecret::restore(b"1234567890123456789").is_none());
    }

    #[test]
    fn its_uri_has_one_colon_between_both_names() {
        let uri = secret().uri("2001:db8::1", "ada@example.com");
        let label = "otpauth://totp/2001-db8--1:ada@example.com?";
        assert!(uri.expose().starts_with(label), "{}", uri.expose());
        assert!(uri.expose().ends_with("&issuer=2001-db8--1"));
    }

    #[test]
    fn its_uri_escapes_both_names() {
        let uri = secret().uri("Grüße & Co: EU", "ada+1@example.com");
        assert_eq!(
            uri.expose(),
            "otpauth://totp/Gr%C3%BC%C3%9Fe%20%26%20Co-%20EU:ada%2B1@example.com\
             ?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Gr%C3%BC%C3%9Fe%20%26%20Co-%20EU"
        );
    }

    #[test]
    fn debug_hides_it() {
        assert_eq!(format!("{:?}", secret()), "TotpSecret(…)");
    }
}
