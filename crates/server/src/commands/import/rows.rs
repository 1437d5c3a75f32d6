use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::Path;

use super::csv_rows::csv_rows;
use super::lines::lines;
use super::{AccountRow, Format};

/// How many bytes a row has at most: more than any hash that is accepted, and little enough to be held.
pub(super) const LONGEST: usize = 1024 * 1024;

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
        Format::Csv => Box::new(csv_rows(file)?),
    })
}

fn json_lines(file: impl Read) -> impl Iterator<Item = io::Result<Numbered>> {
    lines(BufReader::new(file), LONGEST).map(|next| {
        let next = next?;
        let text = next.text.map_err(|error| error.to_string());
        Ok(Numbered {
            line: next.number,
            byte: next.byte,
            row: text.and_then(|text| object(&text)),
        })
    })
}

/// An array would pass for an object, by the order of its values.
fn object(text: &[u8]) -> Result<AccountRow, String> {
    if !text.trim_ascii_start().starts_with(b"{") {
        return Err(not_a_row(&"expected an object"));
    }
    serde_json::from_slice(text).map_err(|error| not_a_row(&error))
}

/// What is wrong with a row. The place within the line says nothing to people.
pub(super) fn not_a_row(error: &dyn std::fmt::Display) -> String {
    format!("It is not a row: {error}.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_an_object_is_a_row() {
        let rows = r#"["ada@example.com", "Ada"]
{"email": ["ada@example.com"], "first_name": "Ada"}
7
{"email": "ada@example.com", "first_name": "Ada"}"#;
        let rows: Vec<_> = json_lines(rows.as_bytes()).map(Result::unwrap).collect();
        let told: Vec<_> = rows
            .iter()
            .filter_map(|row| row.row.as_ref().err())
            .collect();
        assert_eq!(told.len(), 3);
        assert_eq!(told[0], "It is not a row: expected an object.");
        assert!(
            told.iter().all(|said| !said.contains("AccountRow")),
            "{told:?}"
        );
        assert!(rows[3].row.is_ok());
    }
}
