use std::fmt::Display;
use std::io::{self, BufWriter, Write};

use serde::Serialize;

use crate::commands::error::CommandError;
use crate::commands::json;
use crate::commands::table::Table;
use crate::printable::lines;

/// Where the results of a command go: standard output, as text or as JSON.
pub(crate) struct Output {
    as_json: bool,
}

impl Output {
    pub(super) fn new(as_json: bool) -> Self {
        Self { as_json }
    }

    /// Prints one thing: `document` as JSON, or `text`, in which no character steers the terminal.
    pub(super) fn show(
        &self,
        document: &impl Serialize,
        text: impl Display,
    ) -> Result<(), CommandError> {
        if self.as_json {
            return self.json_lines([document]);
        }
        let mut out = io::stdout().lock();
        writeln!(out, "{}", lines(&text.to_string()))?;
        Ok(out.flush()?)
    }

    /// Prints a part of a list: one line of JSON for each item, or a table with these columns.
    pub(super) fn list<'l, T, D: Serialize, const COLUMNS: usize>(
        &self,
        items: &'l [T],
        document: impl Fn(&'l T) -> D,
        columns: [&'static str; COLUMNS],
        row: impl Fn(&'l T) -> [String; COLUMNS],
    ) -> Result<(), CommandError> {
        if self.as_json {
            return self.json_lines(items.iter().map(document));
        }
        let mut out = io::stdout().lock();
        write!(out, "{}", Table::new(columns, items.iter().map(row)))?;
        Ok(out.flush()?)
    }

    /// Prints documents as JSON, each on a line of its own, whatever form was asked for.
    #[expect(clippy::unused_self, reason = "who prints has to hold an output")]
    pub(super) fn json_lines(
        &self,
        documents: impl IntoIterator<Item = impl Serialize>,
    ) -> Result<(), CommandError> {
        let mut out = BufWriter::new(io::stdout().lock());
        for document in documents {
            json::write_line(&mut out, &document)?;
        }
        Ok(out.flush()?)
    }
}
