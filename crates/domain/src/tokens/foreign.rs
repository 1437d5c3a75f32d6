//! Words for a character that does not belong in a credential.

/// A character by its code point (never as itself: it may not show, or turn the text around it), and its name where it is
/// one that copying and editors leave behind.
pub(super) fn described(char: char) -> String {
    let point = format!("U+{:04X}", u32::from(char));
    match name(char) {
        Some(name) => format!("an invisible character ({point}, {name})"),
        None if char.is_control() || char.is_whitespace() => {
            format!("an invisible character ({point})")
        }
        None => format!("a character that no credential has ({point})"),
    }
}

/// Unicode names of invisible characters.
fn name(char: char) -> Option<&'static str> {
    Some(match char {
        '\u{a0}' => "no-break space",
        '\u{ad}' => "soft hyphen",
        '\u{200b}' => "zero width space",
        '\u{200c}' => "zero width non-joiner",
        '\u{200d}' => "zero width joiner",
        '\u{200e}' => "left-to-right mark",
        '\u{200f}' => "right-to-left mark",
        '\u{2028}' => "line separator",
        '\u{2029}' => "paragraph separator",
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => "direction mark",
        '\u{202f}' => "invalidate no-break space",
        '\u{2060}' => "word joiner",
        '\u{feff}' => "byte order mark",
        _ => return None,
    })
}

/// `1st`, `2nd`, `3rd`, `4th`, `11th`.
pub(super) fn ordinal(number: usize) -> String {
    let ending = match (number % 10, number % 100) {
        (1, tens) if tens != 11 => "st",
        (2, tens) if tens != 12 => "nd",
        (3, tens) if tens != 13 => "rd",
        _ => "th",
    };
    format!("{number}{ending}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ordinals_end_as_in_english() {
        for (number, text) in [
            (1, "1st"),
            (2, "2nd"),
            (3, "3rd"),
            (4, "4th"),
            (11, "11th"),
            (12, "12th"),
            (13, "13th"),
            (21, "21st"),
            (46, "46th"),
            (111, "111th"),
        ] {
            assert_eq!(ordinal(number), text);
        }
    }

    #[test]
    fn a_character_is_named_by_its_code_point_and_never_shown() {
        assert_eq!(
            described('\u{feff}'),
            "an invisible character (U+FEFF, byte order mark)"
        );
        assert_eq!(described('\u{7f}'), "an invisible character (U+007F)");
        assert_eq!(
            described('!'),
            "a character that no credential has (U+0021)"
        );
    }
}
