use chrono::DateTime;
use sendook_crypto::RingHmac;
use sendook_domain::policies::{accepted_step, hotp_code, totp_step};
use sendook_domain::ports::Hmac as _;
use sendook_domain::values::TotpCode;

/// RFC 6238, appendix B: the rows for SHA-1. A code of six digits has the last six of eight.
const VECTORS: [(i64, &str); 6] = [
    (59, "94287082"),
    (1_111_111_109, "07081804"),
    (1_111_111_111, "14050471"),
    (1_234_567_890, "89005924"),
    (2_000_000_000, "69279037"),
    (20_000_000_000, "65353130"),
];
const SECRET: &[u8] = b"12345678901234567890";

#[test]
fn codes_are_those_of_the_rfc() {
    for (time, eight) in VECTORS {
        let now = DateTime::from_timestamp(time, 0).unwrap();
        let step = totp_step(now);
        let mac = |message: &[u8]| RingHmac.sha1(SECRET, message);
        let code = hotp_code(mac(&step.to_be_bytes()));
        assert_eq!(code.to_string(), eight[2..], "at {time}");
        let code = TotpCode::parse(&eight[2..]).unwrap();
        assert_eq!(accepted_step(code, now, 0, mac), Some(step));
    }
}
