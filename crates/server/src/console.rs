//! The only place that writes to the terminal other than the log: results of commands, and failures that end the
//! program before or instead of serving.

use std::fmt::Display;
use std::io::{self, ErrorKind, IsTerminal as _, Write as _};
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

/// Shows on standard error how far long work has come, if somebody watches and the result goes elsewhere.
pub(crate) struct Progress {
    what: &'static str,
    done: usize,
    is_watched: bool,
}

impl Progress {
    /// Nothing is done yet. `what`: what is counted.
    pub(crate) fn new(what: &'static str) -> Self {
        Self {
            what,
            done: 0,
            is_watched: io::stderr().is_terminal() && !io::stdout().is_terminal(),
        }
    }

    /// So many more are done.
    #[expect(clippy::print_stderr, reason = "standard output has the result")]
    pub(crate) fn add(&mut self, more: usize) {
        self.done += more;
        if self.is_watched {
            eprint!("\r{} {}", self.done, self.what);
        }
    }
}

/// The shell's prompt does not follow the count on its line.
impl Drop for Progress {
    fn drop(&mut self) {
        if self.is_watched && self.done > 0 {
            eprint("");
        }
    }
}
