//! The only place that writes to the terminal other than the log: results of commands, and failures that end the
//! program before or instead of serving.

use std::fmt::Display;
use std::process::ExitCode;

/// The settings or the command line are wrong, as for clap. `migrate --check` also ends so when it cannot
/// tell whether something is pending.
pub(crate) const EXIT_USAGE: u8 = 2;

/// Anything else went wrong.
pub(crate) const EXIT_FAILURE: u8 = 1;

/// Prints a result of a command.
#[expect(
    clippy::print_stdout,
    reason = "the result of a command belongs on standard output"
)]
pub(crate) fn print(text: impl Display) {
    println!("{text}");
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
