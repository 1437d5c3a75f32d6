use std::fs;
use std::path::Path;

use indicatif::ProgressBar;
use sendook_domain::accounts::RegistrationError;
use sendook_domain::imports::{Import, JudgedPerson, NotImported};
use sendook_foreign_passwords::{Ceiling, FirebaseParameters};

use super::rows::{self, Numbered, Rows};
use super::tally::Tally;
use super::{Format, TOGETHER, person, report, unreadable};
use crate::commands::console::Console;
use crate::commands::error::CommandError;
use crate::console::eprint;
use crate::progress;

/// An import under way.
struct Run<'a> {
    import: Import<'a>,
    ceiling: Ceiling,
    firebase: Option<FirebaseParameters>,
    tally: Tally,
    waiting: Vec<JudgedPerson>,
    /// How many of those who wait have a password.
    with_password: u64,
}

pub(super) fn import(
    console: &Console,
    file: &Path,
    format: Format,
    dry_run: bool,
    firebase: Option<&Path>,
) -> Result<(), CommandError> {
    let mut run = Run {
        import: console.services.imports.begin(&console.operator),
        ceiling: console.import_ceiling,
        firebase: firebase.map(parameters).transpose()?,
        tally: Tally {
            dry_run,
            ..Tally::default()
        },
        waiting: Vec::new(),
        with_password: 0,
    };
    let bar = progress::bar();
    bar.set_length(
        fs::metadata(file)
            .map_err(|error| unreadable(file, &error))?
            .len(),
    );
    let rows = rows::open(file, format).map_err(|error| unreadable(file, &error))?;
    let outcome = run.all(file, rows, &bar);
    bar.finish_and_clear();
    let left_out = (run.tally.left_out(), "rows");
    report(console, &run.tally, left_out, outcome)
}

impl Run<'_> {
    /// Takes all rows, as far as they can be read.
    fn all(&mut self, file: &Path, rows: Rows, bar: &ProgressBar) -> Result<(), CommandError> {
        for next in rows {
            let next = match next {
                Ok(next) => next,
                Err(error) => {
                    self.keep()?;
                    return Err(unreadable(file, &error));
                }
            };
            bar.set_position(next.byte);
            let line = next.line;
            if let Err(reason) = self.take(next)? {
                bar.suspend(|| eprint(format_args!("Line {line}: {reason}")));
            }
            if self.waiting.len() == TOGETHER {
                self.keep()?;
            }
        }
        self.keep()
    }

    /// Takes a row. The inner error says why its person is left out, if it is not because they are here already.
    fn take(&mut self, next: Numbered) -> Result<Result<(), String>, CommandError> {
        let person = next
            .row
            .and_then(|row| person::person(&row, &self.ceiling, self.firebase.as_ref()));
        let person = match person {
            Ok(person) => person,
            Err(reason) => {
                self.tally.refused += 1;
                return Ok(Err(reason));
            }
        };
        let has_password = !person.password_hash.is_absent();
        match self.import.judge(person) {
            Ok(judged) => {
                self.waiting.push(judged);
                if has_password {
                    self.with_password += 1;
                }
            }
            Err(NotImported::Store(error)) => return Err(error.into()),
            Err(NotImported::AlreadyHere) => self.tally.already_here += 1,
            Err(reason) => {
                if matches!(reason, NotImported::Twice) {
                    self.tally.twice += 1;
                } else {
                    self.tally.refused += 1;
                }
                return Ok(Err(reason.to_string()));
            }
        }
        Ok(Ok(()))
    }

    /// Keeps those who wait for it, unless it is only a trial.
    fn keep(&mut self) -> Result<(), CommandError> {
        let people = std::mem::take(&mut self.waiting);
        let with_password = std::mem::take(&mut self.with_password);
        if !self.tally.dry_run && !people.is_empty() {
            self.import.keep(&people).map_err(not_kept)?;
        }
        self.tally.imported += with_password;
        self.tally.imported_without_password += people.len() as u64 - with_password;
        Ok(())
    }
}

fn not_kept(error: RegistrationError) -> CommandError {
    match error {
        RegistrationError::Store(error) => error.into(),
        RegistrationError::EmailTaken => CommandError::refused(
            "Somebody of the file registered at this moment. Run the import again: it goes on where it ended.",
        ),
        other => CommandError::refused(other),
    }
}

fn parameters(file: &Path) -> Result<FirebaseParameters, CommandError> {
    let text = fs::read_to_string(file).map_err(|error| unreadable(file, &error))?;
    let parameters = FirebaseParameters::parse(&text);
    parameters.map_err(|error| {
        CommandError::refused(format_args!("In the file {}, {error}.", file.display()))
    })
}
