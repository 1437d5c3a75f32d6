use std::fmt;

use serde::Serialize;

use crate::commands::table::Table;

/// What became of the rows of a file, or would become of them.
#[derive(Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Tally {
    /// Accounts with a password.
    pub(super) imported: u64,
    /// Accounts whose people have to set a password.
    pub(super) imported_without_password: u64,
    /// People who have an account already.
    pub(super) already_here: u64,
    /// Rows with the e-mail address of an earlier one.
    pub(super) twice: u64,
    /// Rows that cannot be imported.
    pub(super) refused: u64,
    /// Whether nothing was changed.
    pub(super) dry_run: bool,
}

impl Tally {
    /// How many rows are left out that are not here either.
    pub(super) fn left_out(&self) -> u64 {
        self.twice + self.refused
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let made = if self.dry_run {
            "would be imported"
        } else {
            "imported"
        };
        let rows = [
            (format!("{made}, with a password"), self.imported),
            (
                format!("{made}, to set a password"),
                self.imported_without_password,
            ),
            (
                "here already, left as they are".to_owned(),
                self.already_here,
            ),
            ("address of an earlier row, left out".to_owned(), self.twice),
            ("refused".to_owned(), self.refused),
        ];
        let rows = rows
            .into_iter()
            .map(|(what, count)| [what, count.to_string()]);
        let table = Table::new(["PEOPLE", "ROWS"], rows).to_string();
        f.write_str(table.trim_end())
    }
}
