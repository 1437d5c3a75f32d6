//! The files that `mongoexport` writes of a Sendook.

mod collection;
mod documents;
mod extended_json;
mod names;
mod run;
mod source;
mod tally;

use std::path::PathBuf;

use self::run::Run;
use self::source::Source;
use crate::commands::console::Console;
use crate::commands::error::CommandError;
use crate::progress;

pub(super) fn import(
    console: &Console,
    files: &[PathBuf],
    dry_run: bool,
) -> Result<(), CommandError> {
    let mut sources = Vec::new();
    for file in files {
        sources.extend(Source::open(file)?);
    }
    sources.sort_by_key(|source| source.collection);
    let bar = progress::bar();
    bar.set_length(sources.iter().map(|source| source.length).sum());
    let mut run = Run::new(console, dry_run, bar);
    let outcome = sources.into_iter().try_for_each(|source| run.read(source));
    run.end(outcome)
}
