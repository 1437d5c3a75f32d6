use std::fmt::{Arguments, Write as _};

use super::mask::without_credentials;

/// A message as the log may show it: on one line, and without credentials.
pub(super) fn printable(message: &Arguments) -> String {
    one_line(&without_credentials(&message.to_string()))
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
}
