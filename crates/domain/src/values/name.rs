//! Names that people give: to themselves, their organization, their keys and inboxes.

/// The longest name, in characters.
const MAX_CHARS: usize = 100;

/// A text that cannot be a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidName {
    /// Nothing is left after trimming.
    #[error("This name must not be empty.")]
    Empty,
    /// More than 100 characters after trimming.
    #[error("This name is too long: at most 100 characters.")]
    TooLong,
    /// A line break, a NUL, a direction override or another character that shows nothing.
    #[error("This name must not contain control characters.")]
    ControlCharacter,
}

/// Characters that show nothing, or turn the direction of others: they make one name look like another.
fn deceives(char: char) -> bool {
    matches!(char, '\u{200b}' | '\u{2028}' | '\u{2029}' | '\u{2060}' | '\u{feff}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}')
}

fn parse(text: &str) -> Result<Box<str>, InvalidName> {
    let text = text.trim();
    if text.is_empty() {
        return Err(InvalidName::Empty);
    }
    if text.chars().count() > MAX_CHARS {
        return Err(InvalidName::TooLong);
    }
    if text.chars().any(|char| char.is_control() || deceives(char)) {
        return Err(InvalidName::ControlCharacter);
    }
    Ok(text.into())
}

macro_rules! name {
    ($(#[$meta:meta])* $name:ident) => {
        $(#[$meta])*
        ///
        /// 1 to 100 characters after trimming, without control characters.
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub struct $name(Box<str>);

        impl $name {
            /// Trims and checks a name.
            ///
            /// # Errors
            /// [`InvalidName`] says which rule the text breaks.
            pub fn parse(text: &str) -> Result<Self, InvalidName> {
                parse(text).map(Self)
            }

            /// Takes over a name from a store. The rules may have tightened since it was checked, and
            /// a row must not become unreadable by that.
            pub fn restore(text: String) -> Self {
                Self(text.into())
            }

            /// The name as it is shown.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }
    };
}

name! {
    /// The first or last name of a person.
    PersonName
}
name! {
    /// What an organization is called.
    OrganizationName
}
name! {
    /// What people call an API key.
    KeyName
}
name! {
    /// What people call an inbox.
    InboxName
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn trims_and_keeps_the_rest() {
        assert_eq!(
            KeyName::parse("  Prod – EU 🚀 ").unwrap().as_str(),
            "Prod – EU 🚀"
        );
        assert_eq!(
            KeyName::parse(&"ü".repeat(100)).unwrap().as_str(),
            "ü".repeat(100)
        );
    }

    #[test]
    fn refuses_what_is_no_name() {
        assert_eq!(KeyName::parse(" \t "), Err(InvalidName::Empty));
        assert_eq!(KeyName::parse(&"ü".repeat(101)), Err(InvalidName::TooLong));
        for text in [
            "a\nb",
            "a\0b",
            "a\u{7f}b",
            "a\u{202e}b",
            "a\u{85}b",
            "\u{200b}",
            "a\u{2028}b",
        ] {
            assert_eq!(
                KeyName::parse(text),
                Err(InvalidName::ControlCharacter),
                "{text:?}"
            );
        }
    }
}
