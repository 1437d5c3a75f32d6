use std::io::{self, BufRead, Read as _};

/// What some programs begin a file of UTF-8 with (RFC 3629, section 6). It is no part of the text.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// A line of a file that is not blank.
pub(super) struct Line {
    /// The first is 1.
    pub(super) number: u64,
    /// How much of the file lies before it.
    pub(super) byte: u64,
    /// The line itself.
    pub(super) text: Result<Vec<u8>, TooLong>,
}

/// Why a line is not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("It is longer than {} MiB.", .most / 1024 / 1024)]
pub(super) struct TooLong {
    /// How many bytes a line has at most.
    pub(super) most: usize,
}

/// The lines of a file, one after the other. A line of more than `most` bytes is passed over, and never held in memory.
pub(super) fn lines(mut file: impl BufRead, most: usize) -> impl Iterator<Item = io::Result<Line>> {
    let (mut number, mut byte) = (0, 0);
    std::iter::from_fn(move || {
        loop {
            let start = byte;
            let (text, length) = match next(&mut file, most) {
                Ok((_, 0)) => return None,
                Ok(read) => read,
                Err(error) => return Some(Err(error)),
            };
            byte += length;
            number += 1;
            let text = text.map(|mut text| {
                if start == 0 && text.starts_with(BYTE_ORDER_MARK) {
                    text.drain(..BYTE_ORDER_MARK.len());
                }
                text
            });
            if text.as_ref().is_ok_and(|text| text.trim_ascii().is_empty()) {
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

/// Reads a line with its end, and says how many bytes it took; none at the end of the file.
fn next(file: &mut impl BufRead, most: usize) -> io::Result<(Result<Vec<u8>, TooLong>, u64)> {
    let mut text = Vec::new();
    // The end of a line is a byte or two.
    let limit = most as u64 + 2;
    let read = file.by_ref().take(limit).read_until(b'\n', &mut text)?;
    let is_whole = text.ends_with(b"\n") || (read as u64) < limit;
    let skipped = if is_whole { 0 } else { file.skip_until(b'\n')? };
    let fits = is_whole && text.trim_ascii_end().len() <= most;
    let text = if fits {
        Ok(text)
    } else {
        Err(TooLong { most })
    };
    Ok((text, (read + skipped) as u64))
}

#[cfg(test)]
mod tests {
    use super::*;

    const MOST: usize = 1024 * 1024;

    fn read(file: &[u8]) -> Vec<(u64, u64, Option<Vec<u8>>)> {
        lines(file, MOST)
            .map(|line| {
                let line = line.unwrap();
                let text = line.text.ok().map(|text| text.trim_ascii().to_owned());
                (line.number, line.byte, text)
            })
            .collect()
    }

    #[test]
    fn a_mark_is_no_part_of_the_first_line_and_blank_ones_are_passed_over() {
        let found = read(b"\xef\xbb\xbf{}\r\n\n[]");
        let expected = [(1, 0, Some(b"{}".to_vec())), (3, 8, Some(b"[]".to_vec()))];
        assert_eq!(found, expected);
    }

    #[test]
    fn a_line_that_is_too_long_is_passed_over_and_those_after_it_are_read() {
        let longest = vec![b'x'; MOST];
        for end in ["\n", "\r\n"] {
            for more in [1, 5, MOST] {
                let long = vec![b'y'; MOST + more];
                let all = [&longest, end.as_bytes(), &long, end.as_bytes(), b"z"];
                let (end, length) = (end.len() as u64, MOST as u64);
                let expected = [
                    (1, 0, Some(longest.clone())),
                    (2, length + end, None),
                    (3, 2 * (length + end) + more as u64, Some(b"z".to_vec())),
                ];
                assert!(read(&all.concat()) == expected, "{more}");
            }
        }
        assert_eq!(
            TooLong { most: MOST }.to_string(),
            "It is longer than 1 MiB."
        );
    }
}
