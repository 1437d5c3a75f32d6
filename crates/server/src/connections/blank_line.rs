/// Finds the blank line that ends a head (RFC 9112, section 2.1), in bytes that come in pieces. Like the parser behind it, it
/// takes a lone line feed for the end of a line.
#[derive(Debug, Clone, Copy)]
pub(super) struct BlankLine {
    /// Whether the current line is empty so far, except for a carriage return.
    blank: bool,
    /// Whether the line before ended with a line feed alone.
    lone_feed: bool,
    /// The last byte of the piece before.
    last: u8,
}

impl BlankLine {
    /// Begins inside a line.
    pub(super) fn after_text() -> Self {
        Self {
            blank: false,
            lone_feed: false,
            last: 0,
        }
    }

    /// Begins at the start of a line.
    pub(super) fn at_line_start() -> Self {
        Self {
            blank: true,
            ..Self::after_text()
        }
    }

    /// Once the blank line was found: whether it ended with a carriage return and a line feed, and the line before with a
    /// line feed alone. No client mixes these; the line feed belongs to a value, and the rest of the head follows.
    pub(super) fn is_mixed(self) -> bool {
        self.lone_feed && self.last == b'\r'
    }

    /// How many of these bytes there are up to and including the blank line, if it ends in them.
    pub(super) fn end_in(&mut self, bytes: &[u8]) -> Option<usize> {
        let mut start = 0;
        for end in memchr::memchr_iter(b'\n', bytes) {
            let before = if end == 0 { self.last } else { bytes[end - 1] };
            if self.blank && is_blank(&bytes[start..end]) {
                self.last = before;
                return Some(end + 1);
            }
            self.lone_feed = before != b'\r';
            self.blank = true;
            start = end + 1;
        }
        self.blank &= is_blank(&bytes[start..]);
        self.last = bytes.last().copied().unwrap_or(self.last);
        None
    }
}

fn is_blank(line: &[u8]) -> bool {
    matches!(line, b"" | b"\r")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Where the head ends, when it arrives in pieces of this many bytes.
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
    fn a_line_feed_inside_a_value_shows_however_the_head_is_cut() {
        for (text, wanted) in [
            ("GET / HTTP/1.1\r\nA: b\n\r\nC: d\r\n\r\n", true),
            ("GET / HTTP/1.1\r\nA: b\r\n\r\n", false),
            ("GET / HTTP/1.1\nA: b\n\n", false),
            ("GET / HTTP/1.1\r\nA: b\nC: d\r\n\r\n", false),
            ("GET / HTTP/1.1\r\nA: b\r\n\n", false),
        ] {
            for piece in 1..=text.len() {
                let mut line = BlankLine::after_text();
                let mut parts = text.as_bytes().chunks(piece);
                assert!(parts.any(|part| line.end_in(part).is_some()));
                assert_eq!(line.is_mixed(), wanted, "{text:?} by {piece}");
            }
        }
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
