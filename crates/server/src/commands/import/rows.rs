use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::Path;

use super::lines::lines;
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
        Format::Jsonl => Box::new(json_lines(file)),
        Format::Csv => csv(file)?,
    })
}

fn json_lines(file: impl Read) -> impl Iterator<Item = io::Result<Numbered>> {
    lines(BufReader::new(file)).map(|next| {
        let next = next?;
        Ok(Numbered {
            line: next.number,
            byte: next.byte,
            row: serde_json::from_slice(&next.text).map_err(|error| not_a_row(&error)),
        })
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
