use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;

use super::{AccountRow, Format};

/// The rows of a file, one after the other.
pub(super) type Rows = Box<dyn Iterator<Item = io::Result<Numbered>>>;

/// A row, and where it stands.
pub(super) struct Numbered {
    /// The first is 1.
    pub(super) line: u64,
    /// How much of the file lies before it.
    pub(super) byte: u64,
    /// Or what is wrong with it.
    pub(super) row: Result<AccountRow, String>,
}

/// Opens a file.
pub(super) fn open(file: &Path, format: Format) -> io::Result<Rows> {
    let file = File::open(file)?;
    Ok(match format {
        Format::Jsonl => Box::new(json_lines(BufReader::new(file))),
        Format::Csv => csv(file)?,
    })
}

fn json_lines(mut file: impl BufRead) -> impl Iterator<Item = io::Result<Numbered>> {
    let (mut line, mut byte) = (0, 0);
    std::iter::from_fn(move || {
        loop {
            let mut text = Vec::new();
            let start = byte;
            match file.read_until(b'\n', &mut text) {
                Ok(0) => return None,
                Ok(length) => byte += length as u64,
                Err(error) => return Some(Err(error)),
            }
            line += 1;
            if text.trim_ascii().is_empty() {
                continue;
            }
            let row = serde_json::from_slice(&text).map_err(|error| not_a_row(&error));
            return Some(Ok(Numbered {
                line,
                byte: start,
                row,
            }));
        }
    })
}

fn csv(file: impl Read + 'static) -> io::Result<Rows> {
    let mut reader = csv::Reader::from_reader(file);
    let names = reader.headers()?.clone();
    let rows = reader.into_records().map(move |record| {
        let record = record?;
        let place = record.position();
        Ok(Numbered {
            line: place.map_or(0, csv::Position::line),
            byte: place.map_or(0, csv::Position::byte),
            row: record
                .deserialize(Some(&names))
                .map_err(|error| not_a_row(&error)),
        })
    });
    Ok(Box::new(rows))
}

/// What is wrong with a row. The place within the line says nothing to people.
fn not_a_row(error: &dyn std::error::Error) -> String {
    format!("It is not a row: {error}.")
}
