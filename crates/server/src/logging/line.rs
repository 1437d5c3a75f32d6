use std::io::{self, Write as _};

use env_logger::fmt::Formatter;
use log::{Level, Record};

use crate::printable::log_line;

/// Writes an event as one line: time, level, where from, message; before it its priority if the journal reads.
pub(super) fn write_line(line: &mut Formatter, record: &Record, journal: bool) -> io::Result<()> {
    if journal {
        write!(line, "<{}>", priority(record.level()))?;
    }
    let (time, level) = (line.timestamp(), record.level());
    let style = line.default_level_style(level);
    let message = log_line(record.args());
    let target = record.target();
    writeln!(
        line,
        "[{time} {style}{level:<5}{style:#} {target}] {message}"
    )
}

/// The priority of syslog(3) that a level stands for.
fn priority(level: Level) -> u8 {
    match level {
        Level::Error => 3,
        Level::Warn => 4,
        Level::Info => 6,
        Level::Debug | Level::Trace => 7,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn priorities_are_those_of_syslog() {
        let levels = [
            Level::Error,
            Level::Warn,
            Level::Info,
            Level::Debug,
            Level::Trace,
        ];
        assert_eq!(levels.map(priority), [3, 4, 6, 7, 7]);
    }
}
