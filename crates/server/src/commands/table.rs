use std::fmt::{self, Write as _};

use crate::printable::one_line;

/// Rows of text in columns that are as wide as their longest text. No text ends its line or steers the terminal.
pub(super) struct Table<const COLUMNS: usize> {
    rows: Vec<[String; COLUMNS]>,
    widths: [usize; COLUMNS],
}

impl<const COLUMNS: usize> Table<COLUMNS> {
    pub(super) fn new(
        columns: [&'static str; COLUMNS],
        rows: impl Iterator<Item = [String; COLUMNS]>,
    ) -> Self {
        let rows: Vec<_> = [columns.map(str::to_owned)]
            .into_iter()
            .chain(rows.map(|row| row.map(|cell| one_line(&cell))))
            .collect();
        let mut widths = [0; COLUMNS];
        for row in &rows {
            for (width, cell) in widths.iter_mut().zip(row) {
                *width = cell.chars().count().max(*width);
            }
        }
        Self { rows, widths }
    }
}

impl<const COLUMNS: usize> fmt::Display for Table<COLUMNS> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for row in &self.rows {
            let mut line = String::new();
            for (cell, width) in row.iter().zip(self.widths) {
                write!(line, "{cell:width$}  ")?;
            }
            writeln!(f, "{}", line.trim_end())?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_stays_in_its_cell() {
        let rows = [["a\nb", "\u{1b}[2J"], ["c", "d"]].map(|row| row.map(str::to_owned));
        let table = Table::new(["ID", "NAME"], rows.into_iter());
        let shown = "ID    NAME\na\\nb  \\u{1b}[2J\nc     d\n";
        assert_eq!(table.to_string(), shown);
    }

    #[test]
    fn columns_are_as_wide_as_their_longest_text() {
        let rows = [["a", "Jürgen"], ["abcd", ""]].map(|row| row.map(str::to_owned));
        let table = Table::new(["ID", "NAME"], rows.into_iter());
        assert_eq!(table.to_string(), "ID    NAME\na     Jürgen\nabcd\n");
    }
}
