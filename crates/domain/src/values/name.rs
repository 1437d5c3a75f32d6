//! Names of people, organizations, keys and inboxes.

use super::visible::{is_deceptive, is_visible};

/// The longest name, in characters.
const MAX_CHARS: usize = 100;

/// The flags of England, Scotland and Wales: all that Unicode recommends of those that are spelled with tag characters (UTS 51,
/// `RGI_Emoji_Tag_Sequence`).
const TAGGED_FLAGS: [&str; 3] = [
    "🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}",
    "🏴\u{e0067}\u{e0062}\u{e0073}\u{e0063}\u{e0074}\u{e007f}",
    "🏴\u{e0067}\u{e0062}\u{e0077}\u{e006c}\u{e0073}\u{e007f}",
];

/// A text that cannot be a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.about("name"))]
pub enum InvalidName {
    /// Nothing is left after trimming.
    Empty,
    /// More than 100 characters after trimming.
    TooLong,
    /// A line break, a NUL, a direction override, a soft hyphen or another character that makes one name look like another.
    ControlCharacter,
    /// Nothing but characters that show nothing by themselves.
    Invisible,
}

impl InvalidName {
    /// The sentence about the name that is called `what`: "first name", say.
    pub fn about(self, what: &str) -> String {
        let rule = match self {
            Self::Empty => "must not be empty",
            Self::TooLong => "is too long: at most 100 characters",
            Self::ControlCharacter => "must not contain control characters",
            Self::Invisible => "must contain at least one visible character",
        };
        format!("The {what} {rule}.")
    }
}

fn parse(text: &str) -> Result<Box<str>, InvalidName> {
    let text = text.trim();
    if text.is_empty() {
        return Err(InvalidName::Empty);
    }
    if text.chars().count() > MAX_CHARS {
        return Err(InvalidName::TooLong);
    }
    if holds_deceptive(text) {
        return Err(InvalidName::ControlCharacter);
    }
    if !text.chars().any(is_visible) {
        return Err(InvalidName::Invisible);
    }
    Ok(text.into())
}

fn holds_deceptive(text: &str) -> bool {
    if !text.chars().any(is_deceptive) {
        return false;
    }
    // Something takes their place, or what stood apart could become a flag.
    let without_flags = TAGGED_FLAGS
        .iter()
        .fold(text.to_owned(), |text, flag| text.replace(flag, "x"));
    without_flags.chars().any(is_deceptive)
}

macro_rules! name {
    ($(#[$meta:meta])* $name:ident) => {
        $(#[$meta])*
        ///
        /// 1 to 100 characters after trimming, at least one of them visible, without control characters.
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
    /// The name of an organization.
    OrganizationName
}

impl FactorName {
    /// The name of an authenticator app to which the person gave none.
    pub fn of_app() -> Self {
        Self("Authenticator app".into())
    }

    /// The name of a passkey to which the person gave none.
    pub fn of_passkey() -> Self {
        Self("Passkey".into())
    }
}

impl OrganizationName {
    /// The name of the organization that a person begins with.
    pub fn of_newcomer() -> Self {
        Self("Default Organization".into())
    }
}

name! {
    /// The name of an API key.
    KeyName
}
name! {
    /// The name of an inbox.
    InboxName
}
name! {
    /// What a person calls their authenticator app or passkey.
    FactorName
}
name! {
    /// What a run token is for, as whoever requested it called it.
    RunTokenLabel
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
            "a\u{61c}b",
            "a\u{2063}b",
            "a\u{206f}b",
            "a\u{2065}b",
            "a\u{ad}b",
            "a\u{180e}b",
            "a\u{1d173}b",
            "a\u{e0041}b",
            "\u{ad}",
            "🏴\u{e0041}",
            "🏴\u{e0067}\u{e0062}🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}\u{e0077}\u{e006c}\u{e0073}\u{e007f}",
            "🏴\u{e0075}\u{e0073}\u{e0074}\u{e0078}\u{e007f}",
            "\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}",
        ] {
            assert_eq!(
                KeyName::parse(text),
                Err(InvalidName::ControlCharacter),
                "{text:?}"
            );
        }
    }

    #[test]
    fn refuses_what_shows_nothing_for_every_kind_of_name() {
        for text in [
            "\u{200d}",
            "\u{200c}\u{200d}",
            "\u{fe0f}",
            "\u{e0100}",
            "\u{3164}",
            "\u{115f}\u{1160}",
            "\u{ffa0}",
            "\u{2800}",
            "\u{34f}",
            "\u{17b4}",
            "\u{301}\u{308}",
            "\u{3164} \u{2800}",
        ] {
            let refused = Some(InvalidName::Invisible);
            assert_eq!(PersonName::parse(text).err(), refused, "{text:?}");
            assert_eq!(OrganizationName::parse(text).err(), refused, "{text:?}");
            assert_eq!(KeyName::parse(text).err(), refused, "{text:?}");
            assert_eq!(InboxName::parse(text).err(), refused, "{text:?}");
        }
    }

    #[test]
    fn takes_invisible_characters_among_visible_ones() {
        for text in [
            "👩\u{200d}👩\u{200d}👧",
            "❤\u{fe0f}",
            "🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f} & 🏴\u{e0067}\u{e0062}\u{e0073}\u{e0063}\u{e0074}\u{e007f}",
            "می\u{200c}خواهم",
            "e\u{301}",
            "한\u{3164}",
            "!",
            "क्षि",
            "7",
        ] {
            assert_eq!(PersonName::parse(text).unwrap().as_str(), text);
        }
    }
}
