use std::io::{self, BufRead};

/// A line of a file that is not blank.
pub(super) struct Line {
    /// The first is 1.
    pub(super) number: u64,
    /// How much of the file lies before it.
    pub(super) byte: u64,
    /// The line itself.
    pub(super) text: Vec<u8>,
}

/// The lines of a file, one after the other.
pub(super) fn lines(mut file: impl BufRead) -> impl Iterator<Item = io::Result<Line>> {
    let (mut number, mut byte) = (0, 0);
    std::iter::from_fn(move || {
        loop {
            let mut text = Vec::new();
            let start = byte;
            match file.read_until(b'\n', &mut text) {
                Ok(0) => return None,
                Ok(length) => byte += length as u64,
                Err(error) => return Some(Err(error)),
            }
            number += 1;
            if text.trim_ascii().is_empty() {
                continue;
            }
            return Some(Ok(Line {
                number,
                byte: start,
                text,
            }));
        }
    })
}
