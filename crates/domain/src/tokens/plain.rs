use std::fmt;

use super::format::{BODY, CHECKSUM, LEGACY, TokenKind, checksum};
use super::issued::hint;
use super::malformed::MalformedToken;
use crate::ports::Digester;
use crate::values::Digest;

/// A well-formed credential that a client presented: known prefix, 30 characters of body, and a
/// checksum that fits; or 96 hexadecimal digits. Whether it was ever issued, only a store can tell.
///
/// It borrows the request, so that judging junk costs neither an allocation nor a look-up.
#[derive(Clone, Copy)]
pub struct PlainToken<'a> {
    kind: TokenKind,
    text: &'a str,
}

impl<'a> PlainToken<'a> {
    /// Judges the form of a credential.
    ///
    /// # Errors
    /// [`MalformedToken`] says what is wrong with it, for the person who debugs the client.
    pub fn parse(text: &'a str) -> Result<Self, MalformedToken> {
        Self::well_formed(text).ok_or_else(|| MalformedToken::of(text))
    }

    fn well_formed(text: &'a str) -> Option<Self> {
        let Some(kind) = TokenKind::of(text) else {
            let kind = TokenKind::Legacy;
            return is_legacy(text).then_some(Self { kind, text });
        };
        let rest = &text.as_bytes()[kind.prefix().len()..];
        let (body, sum) = rest.split_at_checked(BODY)?;
        let fits = sum.len() == CHECKSUM && all_alphanumeric(rest) && checksum(body) == sum;
        fits.then_some(Self { kind, text })
    }

    /// What its form says it is.
    pub fn kind(&self) -> TokenKind {
        self.kind
    }

    /// The digest under which a store would know it.
    pub fn digest(&self, digester: &dyn Digester) -> Digest {
        digester.digest(self.text)
    }

    /// What people tell it apart by: its prefix, an ellipsis and its last four characters.
    pub fn hint(&self) -> String {
        hint(self.kind, self.text)
    }
}

fn is_legacy(text: &str) -> bool {
    let is_digit = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
    text.len() == LEGACY && text.bytes().all(is_digit)
}

/// Looks at every byte, also after one that is not: that can be compiled to vector instructions.
fn all_alphanumeric(text: &[u8]) -> bool {
    let among = |all, byte: &u8| all & byte.is_ascii_alphanumeric();
    text.iter().fold(true, among)
}

impl fmt::Debug for PlainToken<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PlainToken({}…)", self.kind.prefix())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::values::Environment;

    const BODY_AND_SUM: &str = "zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ0mLq17";

    #[test]
    fn every_kind_parses() {
        for kind in TokenKind::ALL {
            let text = match kind {
                TokenKind::Legacy => "0123456789abcdef".repeat(6),
                _ => format!("{}{BODY_AND_SUM}", kind.prefix()),
            };
            let token = PlainToken::parse(&text).unwrap();
            assert_eq!(token.kind(), kind);
            let end = &text[text.len() - 4..];
            assert_eq!(token.hint(), format!("{}…{end}", kind.prefix()));
        }
    }

    #[test]
    fn each_fault_has_its_name() {
        let key = |rest: &str| PlainToken::parse(&format!("sndk_prod_{rest}")).unwrap_err();
        assert_eq!(
            PlainToken::parse("").unwrap_err(),
            MalformedToken::UnknownPrefix
        );
        assert_eq!(
            PlainToken::parse("sk_live_1").unwrap_err(),
            MalformedToken::UnknownPrefix
        );
        assert_eq!(
            PlainToken::parse("SNDK_prod_").unwrap_err(),
            MalformedToken::UnknownPrefix
        );
        assert_eq!(key(""), MalformedToken::PrefixAlone);
        assert_eq!(key(&BODY_AND_SUM[..35]), MalformedToken::WrongLength);
        assert_eq!(
            key(&format!("{BODY_AND_SUM}0")),
            MalformedToken::WrongLength
        );
        assert_eq!(
            key("zQWBuTSOoRi4A9sp HcVY5ncnsDkxkJ0mLq17"),
            MalformedToken::ContainsSpace
        );
        assert_eq!(
            key("zQWBuTSOoRi4A9spHcVY5ncnsDkx-J0mLq17"),
            MalformedToken::ForeignCharacter {
                char: '-',
                after: 38
            }
        );
        assert_eq!(
            key("zQWBuTSOoRi4A9spHcVY5ncnsDkxkj0mLq17"),
            MalformedToken::WrongChecksum
        );
    }

    #[test]
    fn the_environment_is_part_of_the_kind() {
        let text = format!("sndk_dev_{BODY_AND_SUM}");
        let kind = PlainToken::parse(&text).unwrap().kind();
        assert_eq!(kind, TokenKind::ApiKey(Environment::Development));
    }

    #[test]
    fn debug_hides_the_body() {
        let text = format!("snda_{BODY_AND_SUM}");
        let shown = format!("{:?}", PlainToken::parse(&text).unwrap());
        assert!(!shown.contains("zQWB"), "{shown}");
    }

    #[test]
    fn the_legacy_kind_has_96_digits_in_lower_case() {
        let digits = "0123456789abcdef".repeat(6);
        for text in [
            digits[1..].to_owned(),
            format!("{digits}0"),
            digits.replacen('f', "g", 1),
            digits.to_uppercase(),
            digits.replacen('0', " ", 1),
        ] {
            assert!(PlainToken::parse(&text).is_err(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_text_panics(text in ".{0,80}") {
            let _ = PlainToken::parse(&text);
        }

        #[test]
        fn one_changed_character_never_passes(at in 0usize..36, to in "[0-9A-Za-z]") {
            let mut text = format!("sndk_prod_{BODY_AND_SUM}");
            let at = at + "sndk_prod_".len();
            prop_assume!(text[at..=at] != to);
            text.replace_range(at..=at, &to);
            prop_assert_eq!(PlainToken::parse(&text).unwrap_err(), MalformedToken::WrongChecksum);
        }
    }
}
