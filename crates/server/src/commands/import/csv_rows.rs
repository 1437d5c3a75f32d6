use std::cell::Cell;
use std::error::Error;
use std::io::{self, Read};
use std::rc::Rc;

use csv::{ErrorKind, StringRecord};

use super::rows::{LONGEST, Numbered, not_a_row};

/// A file of which only so much can be read until more is allowed: a quotation mark that nobody closes makes a row of all that
/// follows.
struct Allowed<R> {
    file: R,
    left: Rc<Cell<usize>>,
}

/// Nothing more is allowed.
#[derive(Debug, thiserror::Error)]
#[error("a row is too long")]
struct UsedUp;

impl<R: Read> Read for Allowed<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let most = self.left.get().min(buffer.len());
        if most == 0 {
            return Err(io::Error::other(UsedUp));
        }
        let read = self.file.read(&mut buffer[..most])?;
        self.left.set(self.left.get() - read);
        Ok(read)
    }
}

/// The rows under the names of the first one. A row that cannot be read is told, and those after it are read; after one that is too long,
/// nothing is, as nobody knows where it ends.
pub(super) fn csv_rows(file: impl Read) -> io::Result<impl Iterator<Item = io::Result<Numbered>>> {
    let left = Rc::new(Cell::new(LONGEST));
    let mut reader = csv::Reader::from_reader(Allowed {
        file,
        left: Rc::clone(&left),
    });
    let names = reader.headers()?.clone();
    let mut over = false;
    Ok(std::iter::from_fn(move || {
        if over {
            return None;
        }
        left.set(LONGEST);
        let mut record = StringRecord::new();
        let before = reader.position().clone();
        let read = reader.read_record(&mut record);
        let row = match read {
            Ok(false) => return None,
            Ok(true) => record
                .deserialize(Some(&names))
                .map_err(|error| not_a_row(&error)),
            Err(error) => match told(error.into_kind()) {
                Told::Row(reason) => Err(reason),
                Told::End(reason) => {
                    over = true;
                    Err(reason)
                }
                Told::File(error) => return Some(Err(error)),
            },
        };
        let place = record.position().unwrap_or(&before);
        Some(Ok(Numbered {
            line: place.line(),
            byte: place.byte(),
            row,
        }))
    }))
}

/// What an error concerns.
enum Told {
    Row(String),
    End(String),
    File(io::Error),
}

fn told(error: ErrorKind) -> Told {
    match error {
        ErrorKind::UnequalLengths {
            expected_len, len, ..
        } => Told::Row(format!(
            "It has {len} values, and the first line names {expected_len}."
        )),
        ErrorKind::Utf8 { .. } => Told::Row("It is not UTF-8.".to_owned()),
        ErrorKind::Io(error) if is_used_up(&error) => Told::End(
            "It is longer than 1 MiB, or a quotation mark is not closed. Nothing after it was read."
                .to_owned(),
        ),
        ErrorKind::Io(error) => Told::File(error),
        other => Told::Row(format!("It is not a row: {other:?}.")),
    }
}

fn is_used_up(error: &io::Error) -> bool {
    error
        .get_ref()
        .is_some_and(<dyn Error + Send + Sync>::is::<UsedUp>)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The lines, and what is wrong with each.
    fn read(file: &[u8]) -> Vec<(u64, Option<String>)> {
        let rows = csv_rows(file).unwrap().map(Result::unwrap);
        rows.map(|one| (one.line, one.row.err())).collect()
    }

    #[test]
    fn a_row_that_cannot_be_read_ends_nothing() {
        let file = b"\xef\xbb\xbfemail,first_name\nada@example.com,Ada\nb@example.com\nc@example.com,C\xff\nd@example.com,D,d\ne@example.com,E\n";
        let wrong = |text: &str| Some(text.to_owned());
        let expected = [
            (2, None),
            (3, wrong("It has 1 values, and the first line names 2.")),
            (4, wrong("It is not UTF-8.")),
            (5, wrong("It has 3 values, and the first line names 2.")),
            (6, None),
        ];
        assert_eq!(read(file), expected);
    }

    #[test]
    fn a_quotation_mark_that_nobody_closes_takes_no_more_than_a_row() {
        let row = b"a@example.com,Ada\n".as_slice();
        let start = [
            b"email,first_name\n".as_slice(),
            row,
            b"b@example.com,\"B\n",
        ]
        .concat();
        let endless = start.as_slice().chain(io::repeat(b'x'));
        let rows: Vec<_> = csv_rows(endless).unwrap().map(Result::unwrap).collect();
        assert_eq!(rows.len(), 2);
        assert_eq!(rows[1].line, 3);
        let told = rows[1].row.as_ref().err().unwrap();
        assert!(told.contains("longer than 1 MiB"), "{told}");
    }
}
