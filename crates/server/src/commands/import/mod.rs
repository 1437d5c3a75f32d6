mod account_row;
mod csv_rows;
mod lines;
mod person;
mod rows;
mod sendook;
mod tally;
mod users;

use std::fmt::Display;
use std::io;
use std::path::{Path, PathBuf};

use clap::{Subcommand, ValueEnum};
use serde::Serialize;

use crate::commands::console::Console;
use crate::commands::error::CommandError;

pub(super) use self::account_row::AccountRow;

/// How many people or documents are kept together, or not at all. The help texts say so.
const TOGETHER: usize = 1000;

#[derive(Subcommand)]
pub(crate) enum ImportCommand {
    /// Makes accounts for the people of a file, who keep their passwords
    ///
    /// Each line is a JSON object, or a row of CSV, with `email` and `first_name`, and if there are such: `last_name`, `password_hash` as
    /// the other system keeps it, `created_at`, `email_verified`, `organization` (an id or a name), `organization_name` and `role`. Without a
    /// hash, a person sets a password by a link. A row has at most 1 MiB.
    ///
    /// By its name, an organization is found only if an import made it; otherwise another one of that name is made. To put people into one that
    /// is here already, name it by its id.
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
    /// Brings a whole Sendook here: people, organizations, inboxes, API keys and access tokens
    ///
    /// Each file is what `mongoexport` writes of one collection: users, organizations, inboxes, apikeys or accesstokens. Which one it is shows
    /// in what it holds, so the files can have any names and stand in any order. Ids and times stay as they are, passwords, keys and
    /// tokens go on working. Tokens end like the session of a login at this moment. A document has at most 16 MiB. Inboxes have to be of the domain
    /// of this service.
    ///
    /// What was imported before stays as it is now, even deleted, so the same files can be imported again. A thousand documents at a time
    /// are kept together or not at all: Ctrl-C ends the import at any time, and the next one goes on. Exits with 1 if anything
    /// was left out; the rest is imported.
    Sendook {
        /// The files
        #[arg(required = true, value_name = "FILE")]
        files: Vec<PathBuf>,
        /// Only shows what would happen
        #[arg(long)]
        dry_run: bool,
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
    let (file, dry_run, format, firebase) = match command {
        ImportCommand::Sendook { files, dry_run } => {
            return sendook::import(console, &files, dry_run);
        }
        ImportCommand::Users {
            file,
            dry_run,
            format,
            firebase,
        } => (file, dry_run, format, firebase),
    };
    let is_csv = file
        .extension()
        .is_some_and(|end| end.eq_ignore_ascii_case("csv"));
    let by_name = if is_csv { Format::Csv } else { Format::Jsonl };
    let format = format.unwrap_or(by_name);
    users::import(console, &file, format, dry_run, firebase.as_deref())
}

/// Shows what became of all, also where the import ended early with this outcome: what was kept stays. `left_out`: how many of what.
fn report<T: Serialize + Display>(
    console: &Console,
    tally: &T,
    left_out: (u64, &str),
    outcome: Result<(), CommandError>,
) -> Result<(), CommandError> {
    console.output.show(tally, tally)?;
    outcome?;
    match left_out {
        (0, _) => Ok(()),
        (count, what) => Err(CommandError::refused(format_args!(
            "Left out: {count} {what}, for the reasons above."
        ))),
    }
}

fn unreadable(file: &Path, error: &io::Error) -> CommandError {
    CommandError::refused(format_args!(
        "The file {} cannot be read: {error}.",
        file.display()
    ))
}
