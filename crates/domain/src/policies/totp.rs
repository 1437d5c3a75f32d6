//! Codes of authenticator apps, by RFC 6238 with the values that all apps have: HMAC-SHA-1, six digits, 30 seconds.

use chrono::{DateTime, Utc};

use crate::values::TotpCode;

/// How long a code is shown, in seconds.
const STEP: i64 = 30;

/// How many steps a clock may be off, either way (RFC 6238, section 5.2).
const TOLERANCE: i64 = 1;

/// The time step at a moment (RFC 6238, section 4.2).
pub fn totp_step(now: DateTime<Utc>) -> i64 {
    now.timestamp().div_euclid(STEP)
}

/// The code of an HMAC-SHA-1 (RFC 4226, section 5.3).
pub fn hotp_code(mac: [u8; 20]) -> TotpCode {
    let offset = usize::from(mac[19] & 0xf);
    let bits = (0..4).fold(0u32, |bits, at| bits << 8 | u32::from(mac[offset + at]));
    TotpCode::of(bits & 0x7fff_ffff)
}

/// The time step of which this is the code, if it is one of those around `now`, and later than `used`, the last that was accepted.
/// `mac` computes the HMAC-SHA-1 of a message under the secret.
///
/// Every step is computed, whichever fits, so that the time shows nothing.
pub fn accepted_step(
    code: TotpCode,
    now: DateTime<Utc>,
    used: i64,
    mac: impl Fn(&[u8]) -> [u8; 20],
) -> Option<i64> {
    let now = totp_step(now);
    let mut accepted = None;
    for step in now - TOLERANCE..=now + TOLERANCE {
        let fits = hotp_code(mac(&step.to_be_bytes())) == code;
        if fits && step > used {
            accepted = Some(step);
        }
    }
    accepted
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;

    /// Stands for an HMAC: the code of step `n` is `n`.
    fn mac(message: &[u8]) -> [u8; 20] {
        let mut mac = [0; 20];
        mac[..4].copy_from_slice(&message[4..]);
        mac
    }

    fn at(step: i64, seconds: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::seconds(step * STEP + seconds)
    }

    #[test]
    fn the_code_is_cut_out_where_the_last_byte_says() {
        // RFC 4226, section 5.4.
        let mac = [
            0x1f, 0x86, 0x98, 0x69, 0x0e, 0x02, 0xca, 0x16, 0x61, 0x85, 0x50, 0xef, 0x7f, 0x19,
            0xda, 0x8e, 0x94, 0x5b, 0x55, 0x5a,
        ];
        assert_eq!(hotp_code(mac).to_string(), "872921");
    }

    #[test]
    fn one_step_either_way_is_accepted() {
        for (now, accepted) in [
            (at(98, 29), None),
            (at(99, 0), Some(100)),
            (at(100, 0), Some(100)),
            (at(101, 29), Some(100)),
            (at(102, 0), None),
        ] {
            assert_eq!(accepted_step(TotpCode::of(100), now, 0, mac), accepted);
        }
    }

    #[test]
    fn no_step_is_accepted_after_a_later_one() {
        for (used, accepted) in [(99, Some(100)), (100, None), (101, None)] {
            let step = accepted_step(TotpCode::of(100), at(100, 0), used, mac);
            assert_eq!(step, accepted, "after {used}");
        }
    }
}
