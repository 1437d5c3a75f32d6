use base64ct::{Base64Unpadded, Encoding as _};

/// Decodes base64 of any alphabet in use: the standard one, that for URLs (RFC 4648, section 5), and passlib's, which has
/// `.` for `+`; with padding or without.
pub(crate) fn decode(text: &str) -> Option<Vec<u8>> {
    let standard = |c: char| match c {
        '-' | '.' => '+',
        '_' => '/',
        other => other,
    };
    let text: String = text.trim_end_matches('=').chars().map(standard).collect();
    Base64Unpadded::decode_vec(&text).ok()
}
