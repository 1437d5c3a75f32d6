//! The only place that writes to the terminal other than the log: results of commands, and failures that end the
//! program before or instead of serving.

use std::fmt::Display;
use std::io::{self, ErrorKind, Write as _};
use std::process::ExitCode;

use crate::printable::sentence;

/// The settings or the command line are wrong, as for clap. `migrate --check` also ends so when it cannot
/// tell whether something is pending.
pub(crate) const EXIT_USAGE: u8 = 2;

/// Anything else went wrong.
pub(crate) const EXIT_FAILURE: u8 = 1;

/// Standard output takes nothing, as on a full disk: a result must not be lost in silence.
#[derive(Debug, thiserror::Error)]
#[error("The result cannot be written to standard output: {0}.")]
pub(crate) struct CannotPrint(io::Error);

/// Prints a result of a command.
///
/// # Errors
/// [`CannotPrint`]
pub(crate) fn print(text: impl Display) -> Result<(), CannotPrint> {
    print_bytes(format!("{text}\n").as_bytes())
}

/// Prints a result of a command, as [`print()`] does, without a line break at its end.
pub(crate) fn print_bytes(bytes: &[u8]) -> Result<(), CannotPrint> {
    let mut output = io::stdout();
    printed(output.write_all(bytes).and_then(|()| output.flush()))
}

/// Judges what came of printing. A reader that has seen enough, as `head` has after ten lines, is no failure.
pub(crate) fn printed(written: io::Result<()>) -> Result<(), CannotPrint> {
    match written {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(CannotPrint(error)),
        _ => Ok(()),
    }
}

/// Says something to people on standard error, whatever `RUST_LOG` is, without secrets that it may quote.
pub(crate) fn eprint(text: impl Display) {
    // If that cannot be written either, the exit code has to do.
    let _ = writeln!(io::stderr(), "{}", sentence(&text.to_string()));
}

/// Prints why the program ends, and gives its exit code.
pub(crate) fn fail(code: u8, reason: impl Display) -> ExitCode {
    eprint(reason);
    ExitCode::from(code)
}

/// Gives the exit code, and prints what is wrong, if anything.
pub(crate) fn outcome(done: Result<(), impl Display>) -> ExitCode {
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => fail(EXIT_FAILURE, error),
    }
}
