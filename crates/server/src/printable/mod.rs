//! What may be shown of a text that others had a part in: in the log, and on a terminal.

mod credentials;
mod passwords;

use std::fmt::{Arguments, Write as _};

use sendook_domain::values::is_deceptive;

use self::credentials::{without_credentials, without_secrets};
pub(crate) use self::passwords::without_passwords;

/// A message as the log may show it: on one line, and without credentials.
pub(crate) fn log_line(message: &Arguments) -> String {
    one_line(&without_credentials(&message.to_string()))
}

/// What is said about a command, without what may be secret in the arguments that it quotes. Its line breaks stay.
pub(crate) fn sentence(text: &str) -> String {
    let words = text.split_inclusive(char::is_whitespace);
    let words: String = words.map(without_passwords).collect();
    lines(&without_secrets(&words))
}

/// The same of a single argument or setting.
pub(crate) fn quoted(text: &str) -> String {
    format!("{:?}", without_secrets(&without_passwords(text)))
}

/// A text in which nothing steers a terminal, hides, or turns the direction of writing: each such character but the line
/// break is written as its escape.
pub(crate) fn lines(text: &str) -> String {
    escaped(text, |char| is_deceptive(char) && char != '\n')
}

/// The same of a text in which nothing may end the line.
pub(crate) fn one_line(text: &str) -> String {
    escaped(text, is_deceptive)
}

fn escaped(text: &str, is_escaped: impl Fn(char) -> bool) -> String {
    let mut shown = String::with_capacity(text.len());
    for char in text.chars() {
        if is_escaped(char) {
            let _ = write!(shown, "{}", char.escape_default());
        } else {
            shown.push(char);
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_is_shown_begins_a_line_or_steers_a_terminal() {
        for (text, line) in [
            (
                "as it is: ä 東 … می\u{200c}خواهم",
                "as it is: ä 東 … می\u{200c}خواهم",
            ),
            (
                "a\n[2026-03-01T10:00:00Z INFO  x] b",
                "a\\n[2026-03-01T10:00:00Z INFO  x] b",
            ),
            ("a\r\nb\tc\0", "a\\r\\nb\\tc\\u{0}"),
            ("\u{1b}[31mred", "\\u{1b}[31mred"),
            ("\u{1b}]0;title\u{7}", "\\u{1b}]0;title\\u{7}"),
            (
                "a\u{85}b\u{2028}c\u{202e}d\u{2066}e",
                "a\\u{85}b\\u{2028}c\\u{202e}d\\u{2066}e",
            ),
            ("a\u{ad}b\u{e0041}c", "a\\u{ad}b\\u{e0041}c"),
        ] {
            assert_eq!(one_line(text), line);
        }
        assert_eq!(lines("a\nb\u{1b}c"), "a\nb\\u{1b}c");
    }

    #[test]
    fn a_sentence_quotes_no_secret() {
        let secret = "sndk_prod_zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ0mLq17";
        for (text, shown) in [
            (
                format!("error: unexpected argument '{secret}' found\n\nUsage: sendook\n"),
                "error: unexpected argument '…' found\n\nUsage: sendook\n",
            ),
            (
                format!("There is no organization {secret}: look again."),
                "There is no organization …: look again.",
            ),
            (
                "unrecognized subcommand 'postgres://ada:hunter2@db/x'".to_owned(),
                "unrecognized subcommand 'postgres://ada:***@db/x'",
            ),
        ] {
            assert_eq!(sentence(&text), shown);
        }
        assert_eq!(quoted("https://u:topsecret@h/x"), "\"https://u:***@h/x\"");
        assert_eq!(quoted(secret), "\"…\"");
    }

    #[test]
    fn a_sentence_names_prefixes_and_hints() {
        for text in [
            "API keys start with \"sndk_prod_\", \"sndk_stage_\" or \"sndk_dev_\".",
            "A key is given by its id (key_…) or by its hint, as in sndk_stage_…x4Qz.",
            "There is no such API key: sndk_prod_...x4Qz",
            "No account has the e-mail address ada@example.com.",
        ] {
            assert_eq!(sentence(text), text);
        }
    }
}
