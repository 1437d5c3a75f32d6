//! The only place that writes to the terminal other than the log: results of commands, and failures that end the
//! program before or instead of serving.

use std::fmt::Display;
use std::io::{self, ErrorKind, Write as _};
use std::process::ExitCode;

/// The settings or the command line are wrong, as for clap. `migrate --check` also ends so when it cannot
/// tell whether something is pending.
pub(crate) const EXIT_USAGE: u8 = 2;

/// Anything else went wrong.
pub(crate) const EXIT_FAILURE: u8 = 1;

/// Prints a result of a command.
///
/// # Panics
/// Standard output takes nothing, as on a full disk: a result must not be lost in silence. A reader that has seen enough, as
/// `head` does, is no failure.
pub(crate) fn print(text: impl Display) {
    print_bytes(format!("{text}\n").as_bytes());
}

/// Prints a result of a command, as [`print()`] does, without a line break at its end.
pub(crate) fn print_bytes(bytes: &[u8]) {
    let mut output = io::stdout();
    let written = output.write_all(bytes).and_then(|()| output.flush());
    if let Err(error) = written
        && error.kind() != ErrorKind::BrokenPipe
    {
        panic!("cannot print: {error}");
    }
}

/// Prints what is wrong.
#[expect(
    clippy::print_stderr,
    reason = "a failure must show whatever RUST_LOG says"
)]
pub(crate) fn eprint(text: impl Display) {
    eprintln!("{text}");
}

/// Prints why the program ends, and gives its exit code.
pub(crate) fn fail(code: u8, reason: impl Display) -> ExitCode {
    eprint(reason);
    ExitCode::from(code)
}
