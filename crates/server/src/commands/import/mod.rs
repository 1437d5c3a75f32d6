mod account_row;
mod person;
mod rows;
mod tally;
mod users;

use std::path::PathBuf;

use clap::{Subcommand, ValueEnum};

use crate::commands::console::Console;
use crate::commands::error::CommandError;

pub(super) use self::account_row::AccountRow;

#[derive(Subcommand)]
pub(crate) enum ImportCommand {
    /// Makes accounts for the people of a file, who keep their passwords
    ///
    /// Each line is a JSON object, or a row of CSV, with `email` and `first_name`, and if there are such: `last_name`, `password_hash` as
    /// the other system keeps it, `created_at`, `email_verified`, `organization` (an id or a name), `organization_name` and `role`. Without a
    /// hash, a person sets a password by a link.
    ///
    /// People who have an account already stay as they are, so the same file can be imported again. A thousand people at a time
    /// are kept together or not at all: Ctrl-C ends the import at any time, and the next one goes on. Exits with 1 if anybody
    /// was refused; the others are imported.
    Users {
        /// The file
        file: PathBuf,
        /// Only shows what would happen
        #[arg(long)]
        dry_run: bool,
        /// How the file is written [default: by the end of its name]
        #[arg(long, value_enum)]
        format: Option<Format>,
        /// The password hash parameters of a Firebase project, as its console shows them, in a file; then rows have `password_salt` too
        #[arg(long, value_name = "FILE")]
        firebase: Option<PathBuf>,
    },
}

/// How a file of people is written.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// A JSON object a line
    Jsonl,
    /// Values with commas between them, under their names
    Csv,
}

pub(super) fn run(console: &Console, command: ImportCommand) -> Result<(), CommandError> {
    let ImportCommand::Users {
        file,
        dry_run,
        format,
        firebase,
    } = command;
    let is_csv = file
        .extension()
        .is_some_and(|end| end.eq_ignore_ascii_case("csv"));
    let by_name = if is_csv { Format::Csv } else { Format::Jsonl };
    let format = format.unwrap_or(by_name);
    users::import(console, &file, format, dry_run, firebase.as_deref())
}
