//! The one place that speaks to the terminal past the log: results of commands, and failures that end the
//! program before or instead of serving.

use std::fmt::Display;

/// Tells the result of a command.
#[expect(
    clippy::print_stdout,
    reason = "the result of a command belongs on standard output"
)]
pub(crate) fn tell(text: impl Display) {
    println!("{text}");
}

/// Tells why the program ends.
#[expect(
    clippy::print_stderr,
    reason = "a failure must show whatever RUST_LOG says"
)]
pub(crate) fn complain(text: impl Display) {
    eprintln!("{text}");
}
