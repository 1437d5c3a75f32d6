use std::fmt::Write as _;

/// A text as part of a query string (RFC 3986, section 2.1): nothing but letters, digits, `-`, `.`, `_` and
/// `%` is left, so that it can stand in a header.
pub(crate) fn encoded(text: &str) -> String {
    let mut query = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._".contains(&byte) {
            query.push(char::from(byte));
        } else {
            let _ = write!(query, "%{byte:02X}");
        }
    }
    query
}
