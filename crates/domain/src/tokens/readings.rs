//! What a text may mean where something encoded it or broke it over lines on its way.

use std::borrow::Cow;

use crate::values::Secret;

/// The text with `%5F` (RFC 3986, section 2.1) and `\u005f` (RFC 8259, section 7) turned into the ASCII characters that they
/// stand for. All else stays: credentials hold nothing else. Borrowed if nothing was encoded.
pub(super) fn decoded(text: &str) -> Cow<'_, str> {
    let mut plain = String::new();
    let mut rest = text;
    while let Some(at) = rest.find(['%', '\\']) {
        let (before, encoded) = rest.split_at(at);
        let Some((char, length)) = escape(encoded) else {
            plain.push_str(&rest[..=at]);
            rest = &rest[at + 1..];
            continue;
        };
        plain.push_str(before);
        plain.push(char);
        rest = &encoded[length..];
    }
    if plain.len() + rest.len() == text.len() {
        return Cow::Borrowed(text);
    }
    plain.push_str(rest);
    Cow::Owned(plain)
}

/// The ASCII character that an escape stands for, and how long the escape is.
fn escape(text: &str) -> Option<(char, usize)> {
    let (digits, length) = match text.strip_prefix('%') {
        Some(_) => (text.get(1..3)?, 3),
        None => (text.strip_prefix("\\u00")?.get(..2)?, 6),
    };
    if !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    let byte = u8::from_str_radix(digits, 16).ok()?;
    byte.is_ascii().then_some((char::from(byte), length))
}

/// The text without what a line break brings with it: white space, the marks of quoted mail, and the signs by which
/// quoted-printable (RFC 2045, section 6.7), shells and programs say that a line goes on.
pub(super) fn unwrapped(text: &str) -> Secret {
    let mut joined = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    let mut begins_line = true;
    while let Some(char) = chars.next() {
        match char {
            '\n' | '\r' => begins_line = true,
            '>' if begins_line => {}
            '=' | '\\' if chars.next_if(|next| matches!(next, '\n' | '\r')).is_some() => {
                begins_line = true;
            }
            // As a text inside a text writes them.
            '\\' if chars
                .next_if(|next| matches!(next, 'n' | 'r' | 't'))
                .is_some() =>
            {
                begins_line = true;
            }
            char if breaks(char) => {}
            char => {
                begins_line = false;
                joined.push(char);
            }
        }
    }
    Secret::new(joined)
}

/// White space, and characters that allow a line to end or to be told apart without showing.
fn breaks(char: char) -> bool {
    char.is_whitespace()
        || char.is_control()
        || matches!(
            char,
            '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}'
        )
}
