//! `TypeID`: prefix, underscore, `UUIDv7` in Crockford base32
//! (<https://github.com/jetify-com/typeid/tree/main/spec>).

use chrono::{DateTime, Utc};

const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// A `UUIDv7` (RFC 9562, section 5.7) of the moment `now`.
///
/// `rand_a` holds the fraction of the millisecond (section 6.2, method 3): ids made within one
/// millisecond still sort by time. The random bits are 62 of the 64 given.
pub(super) fn uuid_v7(now: DateTime<Utc>, random: [u8; 8]) -> u128 {
    let micros = u64::try_from(now.timestamp_micros()).unwrap_or(0);
    let millis = u128::from(micros / 1000) & 0xffff_ffff_ffff;
    let fraction = u128::from((micros % 1000) * 4096 / 1000);
    let random = u128::from(u64::from_be_bytes(random) >> 2);
    millis << 80 | 0x7 << 76 | fraction << 64 | 0b10 << 62 | random
}

/// Writes 128 bits as 26 characters behind the prefix.
pub(super) fn encode(prefix: &str, bits: u128) -> String {
    let mut text = String::with_capacity(prefix.len() + 27);
    text.push_str(prefix);
    text.push('_');
    for position in (0..26).rev() {
        let digit = (bits >> (position * 5)) & 31;
        text.push(char::from(ALPHABET[usize::try_from(digit).unwrap_or(0)]));
    }
    text
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;

    #[test]
    fn encodes_the_vectors_of_the_specification() {
        // The first three vectors are of the specification's `valid.yml`.
        for (uuid, suffix) in [
            (0u128, "00000000000000000000000000"),
            (
                0xffff_ffff_ffff_ffff_ffff_ffff_ffff_ffff,
                "7zzzzzzzzzzzzzzzzzzzzzzzzz",
            ),
            (
                0x0188_bac7_4afa_78aa_bc3b_bd1e_ef28_d881,
                "01h2xcejqtf2nbrexx3vqjhp41",
            ),
        ] {
            assert_eq!(encode("p", uuid), format!("p_{suffix}"));
        }
    }

    #[test]
    fn version_and_variant_are_those_of_rfc_9562() {
        let uuid = uuid_v7(
            DateTime::UNIX_EPOCH + TimeDelta::microseconds(1_999),
            [0xff; 8],
        );
        assert_eq!(uuid >> 76 & 0xf, 7);
        assert_eq!(uuid >> 62 & 0b11, 0b10);
        assert_eq!(uuid >> 80, 1);
    }

    #[test]
    fn a_later_microsecond_sorts_later() {
        let at = |micros| {
            uuid_v7(
                DateTime::UNIX_EPOCH + TimeDelta::microseconds(micros),
                [9; 8],
            )
        };
        assert!((0..3_000).all(|micros| at(micros) < at(micros + 1)));
    }

    #[test]
    fn a_clock_before_1970_does_not_overflow() {
        assert_eq!(
            uuid_v7(DateTime::UNIX_EPOCH - TimeDelta::days(1), [0; 8]) >> 80,
            0
        );
    }
}
