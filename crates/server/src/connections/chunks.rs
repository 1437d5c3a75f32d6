use super::blank_line::BlankLine;

/// Finds the end of a chunked body (RFC 9112, section 7.1), in bytes that come in pieces. It does not judge them: the parser
/// behind it does, and closes the connection of a body that is wrong.
#[derive(Debug, Clone, Copy)]
pub(super) enum Chunks {
    /// The line that begins with a chunk's size in hexadecimal; after the digits, extensions may stand.
    Size { size: u64, in_digits: bool },
    /// This many bytes of the chunk are still to come.
    Data(u64),
    /// The end of the line after a chunk.
    DataEnd,
    /// Trailers up to a blank line.
    Trailers(BlankLine),
}

impl Chunks {
    pub(super) fn new() -> Self {
        Self::Size {
            size: 0,
            in_digits: true,
        }
    }

    /// How many of these bytes there are up to and including the end of the body, if it ends in them.
    pub(super) fn end_in(&mut self, bytes: &[u8]) -> Option<usize> {
        let mut at = 0;
        while at < bytes.len() {
            match self {
                Self::Data(left) => {
                    let here =
                        usize::try_from(*left).map_or(bytes.len(), |left| at.saturating_add(left));
                    let here = here.min(bytes.len());
                    *left -= (here - at) as u64;
                    at = here;
                    if *left == 0 {
                        *self = Self::DataEnd;
                    }
                }
                Self::Trailers(line) => return line.end_in(&bytes[at..]).map(|end| at + end),
                Self::Size { .. } | Self::DataEnd => {
                    self.line_byte(bytes[at]);
                    at += 1;
                }
            }
        }
        None
    }

    fn line_byte(&mut self, byte: u8) {
        match (&mut *self, byte) {
            (Self::Size { size: 0, .. }, b'\n') => {
                *self = Self::Trailers(BlankLine::at_line_start());
            }
            (Self::Size { size, .. }, b'\n') => *self = Self::Data(*size),
            (Self::Size { size, in_digits }, byte) => match char::from(byte).to_digit(16) {
                Some(digit) if *in_digits => {
                    *size = size.saturating_mul(16).saturating_add(digit.into());
                }
                _ => *in_digits = false,
            },
            (_, b'\n') => *self = Self::new(),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn end(text: &[u8], piece: usize) -> Option<usize> {
        let mut chunks = Chunks::new();
        let mut before = 0;
        for part in text.chunks(piece) {
            match chunks.end_in(part) {
                Some(end) => return Some(before + end),
                None => before += part.len(),
            }
        }
        None
    }

    #[test]
    fn a_chunked_body_ends_after_its_trailers_however_it_is_cut() {
        for (text, wanted) in [
            ("0\r\n\r\n", Some(5)),
            ("0\r\n\r\nGET / HTTP/1.1\r\n\r\n", Some(5)),
            ("2\r\n{}\r\n0\r\n\r\n", Some(12)),
            ("a;name=f\r\n0123456789\r\n0\r\n\r\nrest", Some(27)),
            ("4\r\n\r\n\r\n\r\n0\r\n\r\n", Some(14)),
            ("2\r\n{}\r\n0\r\nChecksum: 1\r\n\r\n", Some(25)),
            ("2\r\n{}\r\n0\r\nChecksum: 1\r\n", None),
            ("ffffffffffffffffff\r\n0\r\n\r\n", None),
            ("5\r\n{}\r\n0\r\n\r\n", None),
        ] {
            for piece in 1..=text.len() {
                assert_eq!(end(text.as_bytes(), piece), wanted, "{text:?} by {piece}");
            }
        }
    }
}
