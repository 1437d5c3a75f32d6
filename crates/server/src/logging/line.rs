use std::fmt::Write as _;
use std::io::{self, Write as _};

use env_logger::fmt::Formatter;
use log::{Level, Record};

use super::mask::without_credentials;

/// Writes an event as one line: time, level, where from, message; before it its priority if the journal reads.
pub(super) fn write_line(line: &mut Formatter, record: &Record, journal: bool) -> io::Result<()> {
    if journal {
        write!(line, "<{}>", priority(record.level()))?;
    }
    let (time, level) = (line.timestamp(), record.level());
    let style = line.default_level_style(level);
    let message = one_line(&without_credentials(&record.args().to_string()));
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

/// A text in which nothing ends the line, steers a terminal or turns the direction of writing: each such character
/// is written as its escape.
fn one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_control() || is_invisible(c) {
            let _ = write!(line, "{}", c.escape_default());
        } else {
            line.push(c);
        }
    }
    line
}

fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_is_logged_begins_a_line() {
        for (text, line) in [
            ("as it is: ä 東 …", "as it is: ä 東 …"),
            (
                "a\n[2026-03-01T10:00:00Z INFO  x] b",
                "a\\n[2026-03-01T10:00:00Z INFO  x] b",
            ),
            ("a\r\nb\tc\0", "a\\r\\nb\\tc\\u{0}"),
            ("\u{1b}[31mred", "\\u{1b}[31mred"),
            (
                "a\u{85}b\u{2028}c\u{202e}d",
                "a\\u{85}b\\u{2028}c\\u{202e}d",
            ),
        ] {
            assert_eq!(one_line(text), line);
        }
    }

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
