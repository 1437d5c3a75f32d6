//! As much CBOR (RFC 8949) as an authenticator writes.

/// Of a byte string.
pub(super) const BYTES: u8 = 2;
/// Of a text string.
pub(super) const TEXT: u8 = 3;
/// Of a map.
pub(super) const MAP: u8 = 5;
/// -7: ECDSA on P-256 with SHA-256 (RFC 9053).
pub(super) const ES256: u8 = 0x26;

/// The head of an item with an argument below 65,536.
pub(super) fn head(major: u8, argument: usize) -> Vec<u8> {
    let major = major << 5;
    let [high, low] = u16::try_from(argument).expect("short").to_be_bytes();
    match argument {
        0..24 => vec![major | low],
        24..256 => vec![major | 0x18, low],
        _ => vec![major | 0x19, high, low],
    }
}

/// A whole string.
pub(super) fn string(major: u8, content: &[u8]) -> Vec<u8> {
    [head(major, content.len()), content.to_vec()].concat()
}
