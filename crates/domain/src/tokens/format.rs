//! How credentials are written: a prefix that names the kind, a random body, and the checksum of the body.

use crate::ports::{RandomError, SecretSource};
use crate::values::Environment;

/// What bodies and checksums are written in.
const ALPHABET: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
pub(super) const BODY: usize = 30;
pub(super) const CHECKSUM: usize = 6;
/// 48 bytes, in lower-case hexadecimal digits.
pub(super) const LEGACY: usize = 96;

/// The kind of a credential, which its prefix names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TokenKind {
    /// Reaches one organization.
    ApiKey(Environment),
    /// Reaches one user.
    AccessToken,
    /// Is traded for a new pair of tokens, once.
    RefreshToken,
    /// Stands in a link, and is good once, for what that link is about.
    LinkToken,
    /// Is traded for a membership, once.
    InvitationToken,
    /// Stands for a password that was right, until the second factor is shown, once.
    SecondFactorToken,
    /// Made by an API key for one task, for an hour at most.
    RunToken,
    /// An API key or an access token of Sendook's mail platform: 96 hexadecimal digits, without a prefix or a checksum. Which of the
    /// two it is, only a store can tell. None is issued here; those that were imported go on working.
    Legacy,
}

impl TokenKind {
    /// All kinds, keys by environment.
    pub const ALL: [Self; 10] = [
        Self::ApiKey(Environment::Production),
        Self::ApiKey(Environment::Staging),
        Self::ApiKey(Environment::Development),
        Self::AccessToken,
        Self::RefreshToken,
        Self::LinkToken,
        Self::InvitationToken,
        Self::SecondFactorToken,
        Self::RunToken,
        Self::Legacy,
    ];

    /// The kind of which a text has the prefix.
    pub(super) fn of(text: &str) -> Option<Self> {
        let mut kinds = Self::ALL.into_iter();
        kinds.find(|kind| *kind != Self::Legacy && text.starts_with(kind.prefix()))
    }

    /// What a token of this kind starts with; nothing, for the legacy kind.
    pub fn prefix(self) -> &'static str {
        match self {
            Self::ApiKey(Environment::Production) => "sndk_prod_",
            Self::ApiKey(Environment::Staging) => "sndk_stage_",
            Self::ApiKey(Environment::Development) => "sndk_dev_",
            Self::AccessToken => "snda_",
            Self::RefreshToken => "sndr_",
            Self::LinkToken => "sndm_",
            Self::InvitationToken => "sndi_",
            Self::SecondFactorToken => "sndf_",
            Self::RunToken => "sndt_",
            Self::Legacy => "",
        }
    }

    /// What people call it, with its article.
    pub fn described(self) -> &'static str {
        match self {
            Self::ApiKey(_) => "an API key",
            Self::AccessToken => "an access token",
            Self::RefreshToken => "a refresh token",
            Self::LinkToken => "the token of a link",
            Self::InvitationToken => "the token of an invitation",
            Self::SecondFactorToken => "the token of a login that waits for a second factor",
            Self::RunToken => "a run token",
            Self::Legacy => "a key or token of Sendook's mail platform",
        }
    }
}

/// The letter for a random byte. `None` for the bytes from the largest multiple of 62 on:
/// they would favour the first letters.
fn letter(byte: u8) -> Option<char> {
    (byte < 248).then(|| char::from(ALPHABET[usize::from(byte % 62)]))
}

/// Draws a body of [`BODY`] characters, each of the 62 letters equally likely.
pub(super) fn draw(source: &dyn SecretSource) -> Result<String, RandomError> {
    let mut body = String::with_capacity(BODY);
    let mut random = [0; BODY + 2];
    while body.len() < BODY {
        source.fill(&mut random)?;
        let missing = BODY - body.len();
        body.extend(random.iter().copied().filter_map(letter).take(missing));
    }
    Ok(body)
}

/// The remainders of each byte for [`crc32`].
const REMAINDERS: [u32; 256] = {
    let mut remainders = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        let mut rest = byte;
        let mut bit = 0;
        while bit < 8 {
            rest = (rest >> 1) ^ (0xEDB8_8320 * (rest & 1));
            bit += 1;
        }
        remainders[byte as usize] = rest;
        byte += 1;
    }
    remainders
};

/// CRC-32/ISO-HDLC, as in RFC 1952, section 8. Written here, as a crate would add two to the tree and gain nothing on so few
/// bytes.
fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |rest, byte| {
        REMAINDERS[usize::from(rest.to_le_bytes()[0] ^ byte)] ^ (rest >> 8)
    })
}

/// [`crc32`] of the body, in base 62, most significant digit first.
pub(super) fn checksum(body: &[u8]) -> [u8; CHECKSUM] {
    let mut rest = crc32(body);
    let mut text = [b'0'; CHECKSUM];
    for digit in text.iter_mut().rev() {
        *digit = ALPHABET[(rest % 62) as usize];
        rest /= 62;
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn checksum_of_the_published_vector() {
        assert_eq!(&checksum(b"zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ"), b"0mLq17");
    }

    #[test]
    fn crc_of_the_check_value() {
        assert_eq!(crc32(b"123456789"), 0xCBF4_3926);
        assert_eq!(crc32(b""), 0);
    }

    #[test]
    fn every_letter_is_equally_likely() {
        for &wanted in ALPHABET {
            let bytes = (0..=u8::MAX).filter(|&byte| letter(byte) == Some(char::from(wanted)));
            assert_eq!(bytes.count(), 4, "{wanted}");
        }
    }

    #[test]
    fn bytes_without_a_letter_are_redrawn() {
        use std::sync::atomic::{AtomicU8, Ordering};

        struct Rising(AtomicU8);
        impl SecretSource for Rising {
            fn fill(&self, bytes: &mut [u8]) -> Result<(), RandomError> {
                bytes.fill_with(|| self.0.fetch_add(1, Ordering::Relaxed));
                Ok(())
            }
        }

        // 246, 247, then eight without a letter, then 0 to 27.
        let body = draw(&Rising(AtomicU8::new(246))).unwrap();
        assert_eq!(body, "yz0123456789ABCDEFGHIJKLMNOPQR");
    }
}
