use super::look_alike;

/// The domain of an e-mail address in its ASCII form, lower case (RFC 5890 A-labels).
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct EmailDomain(Box<str>);

/// A text that cannot be the domain of an e-mail address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidDomain {
    /// Not a host name with at least one dot.
    #[error("The part of the e-mail address after the @ is not a domain name.")]
    Malformed,
    /// Looks like another domain, in other letters.
    #[error("The domain mixes scripts or imitates other letters.")]
    LookAlike,
}

impl EmailDomain {
    /// Checks a domain and turns an international one to its ASCII form (UTS 46).
    ///
    /// A label outside ASCII must stay outside it: one that maps to plain ASCII (full-width letters, say), mixes
    /// scripts, or can be read as a name in another script is an imitation and refused (UTS 39, ADR 0008).
    ///
    /// # Errors
    /// [`InvalidDomain`] says why.
    pub fn parse(text: &str) -> Result<Self, InvalidDomain> {
        let ascii = idna::domain_to_ascii_strict(text).map_err(|_| InvalidDomain::Malformed)?;
        let labels: Vec<&str> = ascii.split('.').collect();
        let top_is_numeric = labels
            .last()
            .is_none_or(|top| top.bytes().all(|byte| byte.is_ascii_digit()));
        if ascii.len() > 253 || labels.len() < 2 || labels.contains(&"") || top_is_numeric {
            return Err(InvalidDomain::Malformed);
        }
        // Full stops of other scripts also separate labels, so the typed text is compared whole.
        if text.is_ascii() || labels.iter().any(|label| label.starts_with("xn--")) {
            let (unicode, valid) = idna::domain_to_unicode(&ascii);
            valid.map_err(|_| InvalidDomain::Malformed)?;
            if look_alike::imitates(&unicode) || maps_to_ascii(text) {
                return Err(InvalidDomain::LookAlike);
            }
            return Ok(Self(ascii.into()));
        }
        Err(InvalidDomain::LookAlike)
    }

    /// The domain, ASCII and in lower case.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Some typed label is not ASCII, yet its ASCII form needs no punycode.
fn maps_to_ascii(text: &str) -> bool {
    text.split('.').any(|label| {
        !label.is_ascii()
            && idna::domain_to_ascii(label).is_ok_and(|ascii| !ascii.starts_with("xn--"))
    }) || text.contains(['\u{3002}', '\u{ff0e}', '\u{ff61}'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn domains_get_their_ascii_form() {
        for (typed, ascii) in [
            ("Example.COM", "example.com"),
            ("mail.example.co.uk", "mail.example.co.uk"),
            ("bücher.example", "xn--bcher-kva.example"),
            ("XN--BCHER-KVA.example", "xn--bcher-kva.example"),
            ("почта.рф", "xn--80a1acny.xn--p1ai"),
            ("例え.jp", "xn--r8jz45g.jp"),
        ] {
            assert_eq!(
                EmailDomain::parse(typed).map(|d| d.0),
                Ok(ascii.into()),
                "{typed}"
            );
        }
    }

    #[test]
    fn what_is_no_domain_is_refused() {
        for text in [
            "",
            "localhost",
            "a..b",
            ".a.b",
            "a.b.",
            "a b.c",
            "-a.com",
            "a_b.com",
            "127.0.0.1",
            "[127.0.0.1]",
            "a.com\n",
            "evil.com\"",
            "a.com@b.com",
            "xn--a.com",
        ] {
            assert_eq!(
                EmailDomain::parse(text),
                Err(InvalidDomain::Malformed),
                "{text:?}"
            );
        }
        assert!(EmailDomain::parse(&format!("{}.com", "a".repeat(64))).is_err());
    }

    #[test]
    fn imitations_are_refused() {
        for text in [
            "ex\u{430}mple.com",                       // Cyrillic а among Latin letters
            "\u{430}\u{440}\u{440}\u{4cf}\u{435}.com", // Cyrillic only, looks like "apple"
            "ｅｘａｍｐｌｅ.com",                      // full width
            "example。com",                            // ideographic full stop
            "exa\u{212a}ple.com",                      // Kelvin sign
            "xn--exmple-4nf.com",                      // the first one, already encoded
        ] {
            assert_eq!(
                EmailDomain::parse(text),
                Err(InvalidDomain::LookAlike),
                "{text:?}"
            );
        }
    }
}
