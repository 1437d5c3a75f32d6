use super::{EmailAddress, EmailDomain, InvalidEmail};

/// Local parts that a person could take for the operator of the domain (RFC 2142 and common use).
const RESERVED: [&str; 10] = [
    "postmaster",
    "abuse",
    "hostmaster",
    "webmaster",
    "security",
    "admin",
    "administrator",
    "root",
    "noreply",
    "no-reply",
];

/// The longest slug, in characters.
const MAX_SLUG: usize = 40;

/// The address of an inbox, unique across all organizations regardless of letter case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InboxAddress(EmailAddress);

/// An address that no inbox can have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidInboxAddress {
    /// Not an address at all.
    #[error(transparent)]
    Email(#[from] InvalidEmail),
    /// Of a domain other than this service's.
    #[error("Invalid domain name")]
    ForeignDomain,
    /// A name that is reserved for the operator of the domain.
    #[error("This inbox address is reserved.")]
    Reserved,
}

impl InboxAddress {
    /// Checks an address that a client asks for.
    ///
    /// # Errors
    /// [`InvalidInboxAddress`] says whether the form, the domain or the name is at fault.
    pub fn parse(text: &str, domain: &EmailDomain) -> Result<Self, InvalidInboxAddress> {
        let address = EmailAddress::parse(text)?;
        if address.domain() != domain.as_str() {
            return Err(InvalidInboxAddress::ForeignDomain);
        }
        if RESERVED.contains(&address.local_part()) {
            return Err(InvalidInboxAddress::Reserved);
        }
        Ok(Self(address))
    }

    /// Restores an address from a store, which holds checked ones only.
    pub fn restore(typed: String, key: String) -> Self {
        Self(EmailAddress::restore(typed, key))
    }

    /// The address as it is shown.
    pub fn as_str(&self) -> &str {
        self.0.as_typed()
    }

    /// The form in which addresses are compared.
    pub fn key(&self) -> &str {
        self.0.key()
    }
}

/// The part of an inbox address that is derived from its name: lower case, every run of other characters
/// than `a-z0-9` one `-`, at most 40 characters; `inbox` where nothing is left.
pub fn slug(name: &str) -> String {
    let mut slug = String::new();
    for char in name.chars().flat_map(char::to_lowercase) {
        if char.is_ascii_lowercase() || char.is_ascii_digit() {
            slug.push(char);
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    slug.truncate(MAX_SLUG);
    let slug = slug.trim_end_matches('-');
    if slug.is_empty() {
        "inbox".to_owned()
    } else {
        slug.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn domain() -> EmailDomain {
        EmailDomain::parse("sendook.com").unwrap()
    }

    #[test]
    fn slugs_keep_letters_and_digits() {
        for (name, expected) in [
            ("Support", "support"),
            ("  Sales & Leads!  ", "sales-leads"),
            ("Büro 7", "b-ro-7"),
            ("日本", "inbox"),
            ("", "inbox"),
            ("---", "inbox"),
            ("A__B", "a-b"),
        ] {
            assert_eq!(slug(name), expected, "{name:?}");
        }
    }

    #[test]
    fn slugs_have_at_most_40_characters_and_no_dash_at_the_end() {
        assert_eq!(slug(&"a".repeat(99)), "a".repeat(40));
        assert_eq!(slug(&format!("{} tail", "a".repeat(39))), "a".repeat(39));
    }

    #[test]
    fn only_the_own_domain_is_taken() {
        let parse = |text| InboxAddress::parse(text, &domain());
        assert_eq!(parse("Help@Sendook.COM").unwrap().key(), "help@sendook.com");
        assert_eq!(parse("a@evil.com"), Err(InvalidInboxAddress::ForeignDomain));
        assert_eq!(
            parse("a@sub.sendook.com"),
            Err(InvalidInboxAddress::ForeignDomain)
        );
        assert!(matches!(
            parse("\"a@sendook.com@b\"@evil.com"),
            Err(InvalidInboxAddress::Email(_))
        ));
    }

    #[test]
    fn reserved_names_are_refused_in_any_case() {
        for name in RESERVED {
            let address = format!("{}@sendook.com", name.to_uppercase());
            assert_eq!(
                InboxAddress::parse(&address, &domain()),
                Err(InvalidInboxAddress::Reserved)
            );
        }
    }
}
