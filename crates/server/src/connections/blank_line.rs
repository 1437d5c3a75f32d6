/// Finds the blank line that ends a head (RFC 9112, section 2.1), in bytes that come in pieces. Like the parser behind it, it
/// takes a lone line feed for the end of a line.
#[derive(Debug, Clone, Copy)]
pub(super) struct BlankLine {
    /// Whether nothing stands in the current line yet but the carriage return of its end.
    blank: bool,
}

impl BlankLine {
    /// Begins inside a line.
    pub(super) fn after_text() -> Self {
        Self { blank: false }
    }

    /// Begins at the start of a line.
    pub(super) fn at_line_start() -> Self {
        Self { blank: true }
    }

    /// How many of these bytes there are up to and including the blank line, if it ends in them.
    pub(super) fn end_in(&mut self, bytes: &[u8]) -> Option<usize> {
        let mut start = 0;
        for end in memchr::memchr_iter(b'\n', bytes) {
            if self.blank && is_blank(&bytes[start..end]) {
                return Some(end + 1);
            }
            self.blank = true;
            start = end + 1;
        }
        self.blank &= is_blank(&bytes[start..]);
        None
    }
}

fn is_blank(line: &[u8]) -> bool {
    matches!(line, b"" | b"\r")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Where the head ends, when it comes in pieces of so many bytes.
    fn end(text: &[u8], piece: usize) -> Option<usize> {
        let mut line = BlankLine::after_text();
        let mut before = 0;
        for part in text.chunks(piece) {
            match line.end_in(part) {
                Some(end) => return Some(before + end),
                None => before += part.len(),
            }
        }
        None
    }

    #[test]
    fn a_head_ends_with_the_first_blank_line_however_it_is_cut() {
        for (text, wanted) in [
            ("GET / HTTP/1.1\r\nHost: a\r\n\r\n", Some(27)),
            ("GET / HTTP/1.1\r\n\r\nGET / HTTP/1.1\r\n\r\n", Some(18)),
            ("GET / HTTP/1.1\nHost: a\n\nbody", Some(24)),
            ("GET / HTTP/1.1\r\nHost: a\n\r\n", Some(26)),
            ("GET / HTTP/1.1\r\nHost: a\r\n", None),
            ("GET / HTTP/1.1\r\n \r\n", None),
            ("", None),
        ] {
            for piece in 1..=text.len().max(1) {
                assert_eq!(end(text.as_bytes(), piece), wanted, "{text:?} by {piece}");
            }
        }
    }
}
