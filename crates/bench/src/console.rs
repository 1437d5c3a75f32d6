use std::fmt::Display;
use std::io::{self, Write};

/// Writes a line to standard output. A failure cannot be reported anywhere.
pub fn tell(line: impl Display) {
    let _ = writeln!(io::stdout(), "{line}");
}
