use std::path::Path;

use indicatif::ProgressBar;
use sendook_domain::imports::{Outcome, SendookDocument, SendookImport};
use sendook_domain::ports::StoreError;

use super::super::{TOGETHER, report, unreadable};
use super::documents::Reader;
use super::source::Source;
use super::tally::{Kind, Tally};
use crate::commands::console::Console;
use crate::commands::error::CommandError;
use crate::console::eprint;

/// An import under way.
pub(super) struct Run<'a> {
    import: SendookImport<'a>,
    reader: Reader,
    console: &'a Console,
    bar: ProgressBar,
    tally: Tally,
    waiting: Vec<SendookDocument>,
    /// On which line each of those stands that wait.
    lines: Vec<u64>,
    /// How much of all files lies before the one that is read.
    before: u64,
}

impl<'a> Run<'a> {
    pub(super) fn new(console: &'a Console, dry_run: bool, bar: ProgressBar) -> Self {
        let imports = &console.services.imports;
        Self {
            import: imports.begin_sendook(&console.operator, dry_run),
            reader: Reader {
                ceiling: console.import_ceiling,
                now: console.clock.now(),
            },
            console,
            bar,
            tally: Tally::new(dry_run),
            waiting: Vec::new(),
            lines: Vec::new(),
            before: 0,
        }
    }

    /// Imports a file.
    pub(super) fn read(&mut self, source: Source<'_>) -> Result<(), CommandError> {
        let Source {
            file,
            collection,
            length,
            lines,
        } = source;
        for next in lines {
            let next = match next {
                Ok(next) => next,
                Err(error) => {
                    self.keep(file)?;
                    return Err(unreadable(file, &error));
                }
            };
            self.bar.set_position(self.before + next.byte);
            let text = next.text.map_err(|error| error.to_string());
            match text.and_then(|text| self.reader.read(collection, &text)) {
                Err(reason) => {
                    self.tally.unreadable += 1;
                    self.say(file, next.number, &reason);
                }
                Ok(documents) => {
                    for document in documents {
                        self.waiting.push(document);
                        self.lines.push(next.number);
                        if self.waiting.len() == TOGETHER {
                            self.keep(file)?;
                        }
                    }
                }
            }
        }
        self.keep(file)?;
        self.before += length;
        Ok(())
    }

    /// Names the organizations without owners, and reports.
    pub(super) fn end(mut self, outcome: Result<(), CommandError>) -> Result<(), CommandError> {
        self.bar.finish_and_clear();
        if outcome.is_ok() {
            for id in self.import.ownerless() {
                self.tally.ownerless += 1;
                eprint(format_args!(
                    "The organization {id} has no owner, as none of its users is here. Its keys go on working."
                ));
            }
        }
        let left_out = (self.tally.left_out(), "documents");
        report(self.console, &self.tally, left_out, outcome)
    }

    fn keep(&mut self, file: &Path) -> Result<(), CommandError> {
        let waiting = std::mem::take(&mut self.waiting);
        let lines = std::mem::take(&mut self.lines);
        let kinds: Vec<_> = waiting.iter().map(Kind::of).collect();
        let outcomes = self.import.import(waiting).map_err(|error| match error {
            StoreError::Taken(_) => CommandError::refused(
                "An address of the files was taken here at this moment. Run the import again: it goes on where it ended.",
            ),
            error => error.into(),
        })?;
        for ((kind, line), outcome) in kinds.into_iter().zip(lines).zip(outcomes) {
            self.tally.count(kind, outcome);
            if let Outcome::LeftOut(why) = outcome {
                self.say(file, line, &why.to_string());
            }
        }
        Ok(())
    }

    fn say(&self, file: &Path, line: u64, reason: &str) {
        let told = || eprint(format_args!("{}, line {line}: {reason}", file.display()));
        self.bar.suspend(told);
    }
}
