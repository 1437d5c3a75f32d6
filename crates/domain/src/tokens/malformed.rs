//! Why a text is not a credential: sentences for the person who debugs the client. Only for what is already refused.

use super::foreign::{described, ordinal};
use super::format::{BODY, CHECKSUM, LEGACY, TokenKind};
use super::placeholder::{is_placeholder, is_unset};
use super::readings::decoded;

/// Why a text is not a credential of ours. Judged without any look-up; reveals at most one code point of the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum MalformedToken {
    /// None of our prefixes.
    #[error(
        "This is not a Sendook credential: API keys start with \"sndk_\", access tokens with \"snda_\", refresh tokens with \"sndr_\"."
    )]
    UnknownPrefix,
    /// `sndk_` and then no environment.
    #[error(
        "This is not an API key of Sendook: they start with \"sndk_prod_\", \"sndk_stage_\" or \"sndk_dev_\"."
    )]
    UnknownEnvironment,
    /// The prefix or a part of it, and nothing after it.
    #[error("This credential is truncated: nothing is left of it but its beginning.")]
    PrefixAlone,
    /// Quotation marks or brackets around it, or on one side.
    #[error("The credential is in quotation marks or brackets: send it without them.")]
    Quoted,
    /// `$KEY`, `${KEY}`, `{{key}}`, `%KEY%` or `<your key>`.
    #[error(
        "This is the name of a variable or a placeholder, not its value: whatever sent it did not fill it in."
    )]
    Placeholder,
    /// `undefined`, `null` or `None`: what languages write where a variable has no value.
    #[error(
        "This is no credential, but the word that a programming language writes for a missing value: the variable that should \
         hold the credential is not set."
    )]
    Unset,
    /// 96 hexadecimal digits, as the keys and tokens of Sendook's mail platform have them, but not all in lower case.
    #[error(
        "This looks like a credential of Sendook's mail platform (96 hexadecimal digits), but those are in lower case: something \
         changed it on its way."
    )]
    LegacyInUpperCase,
    /// With `%5F` for `_`.
    #[error("The credential is percent-encoded: send it as it is.")]
    PercentEncoded,
    /// Inner white space, as line breaks of a terminal or a mail program leave it.
    #[error("This credential contains spaces: it was probably broken when it was copied.")]
    ContainsSpace,
    /// A character that no credential has.
    #[error("{}", foreign(*.char, *.after))]
    ForeignCharacter {
        /// Which one.
        char: char,
        /// How many characters stand before it.
        after: usize,
    },
    /// Fewer or more characters than every credential of its kind has.
    #[error("This credential looks truncated or mistyped: its length does not fit.")]
    WrongLength,
    /// The checksum does not belong to the body.
    #[error("This credential looks truncated or mistyped: its checksum does not fit.")]
    WrongChecksum,
}

impl MalformedToken {
    /// Looks for what is wrong with a text that is no credential.
    pub(super) fn of(text: &str) -> Self {
        let Some(kind) = TokenKind::of(text) else {
            return Self::without_prefix(text);
        };
        let length = kind.prefix().len();
        let rest = &text[length..];
        if rest.is_empty() {
            return Self::PrefixAlone;
        }
        if rest.bytes().any(|byte| byte.is_ascii_whitespace()) {
            return Self::ContainsSpace;
        }
        if let Some((before, char)) = first_foreign(rest) {
            let ends = before == BODY + CHECKSUM && rest.chars().count() == before + 1;
            return if ends && is_delimiter(char) {
                Self::Quoted
            } else {
                // The prefix is ASCII.
                Self::ForeignCharacter {
                    char,
                    after: length + before,
                }
            };
        }
        if rest.len() == BODY + CHECKSUM {
            Self::WrongChecksum
        } else {
            Self::WrongLength
        }
    }

    /// What is wrong with a text that does not begin as credentials do.
    fn without_prefix(text: &str) -> Self {
        let inner = text.trim_start_matches(is_delimiter);
        if inner.len() < text.len() && TokenKind::of(inner).is_some() {
            return Self::Quoted;
        }
        let is_ours = |rest: &str| TokenKind::of(rest).is_some();
        let mut chars = text.chars();
        if let Some(char) = chars.next().filter(|char| is_foreign(*char))
            && is_ours(chars.as_str().trim_start_matches(is_foreign))
        {
            return Self::ForeignCharacter { char, after: 0 };
        }
        if is_unset(text) {
            return Self::Unset;
        }
        if is_placeholder(text) {
            return Self::Placeholder;
        }
        if text.len() == LEGACY && text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Self::LegacyInUpperCase;
        }
        if is_ours(&decoded(text)) {
            return Self::PercentEncoded;
        }
        let is_beginning = |kind: TokenKind| text.len() >= 4 && kind.prefix().starts_with(text);
        if TokenKind::ALL.into_iter().any(is_beginning) {
            return Self::PrefixAlone;
        }
        if text.starts_with("sndk_") {
            return Self::UnknownEnvironment;
        }
        Self::UnknownPrefix
    }
}

/// Whether a text begins as credentials do, in quotation marks or not. For sentences alone: it lets nobody in.
pub fn looks_like_credential(text: &str) -> bool {
    TokenKind::of(text.trim_start_matches(is_delimiter)).is_some()
}

fn is_foreign(char: char) -> bool {
    !char.is_ascii_alphanumeric() && char != '_'
}

fn first_foreign(rest: &str) -> Option<(usize, char)> {
    rest.chars()
        .enumerate()
        .find(|(_, char)| !char.is_ascii_alphanumeric())
}

/// Quotation marks, and brackets as examples have them around what is to be filled in.
fn is_delimiter(char: char) -> bool {
    matches!(
        char,
        '"' | '\''
            | '`'
            | '<'
            | '>'
            | '('
            | ')'
            | '['
            | ']'
            | '{'
            | '}'
            | '«'
            | '»'
            | '‹'
            | '›'
            | '\u{2018}'..='\u{201f}'
    )
}

fn foreign(char: char, after: usize) -> String {
    let what = described(char);
    if after == 0 {
        format!("This credential looks mistyped: {what} stands before it.")
    } else {
        format!(
            "This credential looks mistyped: {what} stands after its {} character.",
            ordinal(after)
        )
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::tokens::PlainToken;

    const KEY: &str = "sndk_prod_zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ0mLq17";

    #[track_caller]
    fn fault(text: &str) -> MalformedToken {
        PlainToken::parse(text).unwrap_err()
    }

    #[test]
    fn quotation_marks_and_brackets_are_named_whichever_side_they_are_on() {
        for (begin, end) in [
            ("\"", "\""),
            ("'", "'"),
            ("<", ">"),
            ("“", "”"),
            ("‘", "’"),
            ("", "\""),
            ("'", ""),
            ("[\"", "\"]"),
        ] {
            assert_eq!(fault(&format!("{begin}{KEY}{end}")), MalformedToken::Quoted);
        }
    }

    #[test]
    fn a_changed_credential_of_the_mail_platform_is_named() {
        let digits = "0123456789abCDef".repeat(6);
        assert_eq!(fault(&digits), MalformedToken::LegacyInUpperCase);
        assert_eq!(fault(&digits[1..]), MalformedToken::UnknownPrefix);
        let other = digits.replace('f', "g");
        assert_eq!(fault(&other), MalformedToken::UnknownPrefix);
    }

    #[test]
    fn a_beginning_alone_is_truncated() {
        for text in [
            "sndk",
            "sndk_",
            "sndk_pr",
            "sndk_prod",
            "sndk_prod_",
            "snda_",
            "sndr",
        ] {
            assert_eq!(fault(text), MalformedToken::PrefixAlone, "{text}");
        }
        assert_eq!(fault("s"), MalformedToken::UnknownPrefix);
        let live = KEY.replace("prod", "live");
        assert_eq!(fault(&live), MalformedToken::UnknownEnvironment);
        let encoded = KEY.replace('_', "%5F");
        assert_eq!(fault(&encoded), MalformedToken::PercentEncoded);
    }

    #[test]
    fn a_foreign_character_is_named_with_its_place() {
        for (text, words) in [
            (
                format!("\u{feff}{KEY}"),
                "an invisible character (U+FEFF, byte order mark) stands before it.",
            ),
            (
                format!("{KEY}\u{200b}"),
                "an invisible character (U+200B, zero width space) stands after its 46th character.",
            ),
            (
                format!("{KEY}\u{a0}"),
                "(U+00A0, no-break space) stands after its 46th character.",
            ),
            (
                KEY.replace("TSO", "T-O"),
                "a character that no credential has (U+002D) stands after its 16th character.",
            ),
        ] {
            let said = fault(&text).to_string();
            assert!(said.ends_with(words), "{said}");
        }
    }

    proptest! {
        #[test]
        fn no_sentence_repeats_what_was_sent(text in "(sndk_prod_|\"|\\$|\u{feff}|)[a-z]{6,40}(\u{200b}|'|!|)") {
            let said = fault(&text).to_string();
            let body: String = text.chars().filter(char::is_ascii_lowercase).collect();
            prop_assert!(!said.contains(body.trim_start_matches("sndkprod")), "{}", said);
            prop_assert!(said.is_ascii(), "{}", said);
        }

        #[test]
        fn a_foreign_character_is_found_where_it_is(at in 10usize..=46, char in any::<char>()) {
            prop_assume!(!char.is_ascii_alphanumeric() && !char.is_ascii_whitespace());
            let mut text = KEY.to_owned();
            text.insert(at, char);
            let found = fault(&text);
            let named = MalformedToken::ForeignCharacter { char, after: at };
            prop_assert!(found == named || (at == 46 && found == MalformedToken::Quoted), "{:?}", found);
        }
    }
}
