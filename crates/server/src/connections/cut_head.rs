/// Evidence that the headers of a request were cut off: a value ends with a line break, which together with the end of its
/// line looks like the blank line after the headers. The headers that the client wrote after it are lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Cut {
    /// Whether the line break was a line feed alone, with which no client ends its lines. If not, the evidence is that another
    /// header followed, where only the next request could have, if this one has no body.
    pub(super) mixed: bool,
}

/// Whether bytes begin with the line of a header (RFC 9112, section 5), which no request does: a space stands after its method,
/// a colon after a header's name.
pub(super) fn begins_with_field(bytes: &[u8]) -> bool {
    let name = bytes.iter().position(|byte| !is_token(*byte));
    name.is_some_and(|end| end > 0 && bytes[end] == b':')
}

/// RFC 9110, section 5.6.2.
fn is_token(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_is_told_from_a_request() {
        for (text, wanted) in [
            ("Content-Length: 2\r\n\r\n{}", true),
            ("Host:a", true),
            ("POST /: HTTP/1.1\r\n", false),
            ("GET", false),
            ("\r\n", false),
            (": a", false),
            ("{\"a\": 1}", false),
            ("", false),
        ] {
            assert_eq!(begins_with_field(text.as_bytes()), wanted, "{text:?}");
        }
    }
}
