//! Addresses of people and of inboxes.

use super::{EmailDomain, InvalidDomain};

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

/// An e-mail address as a person typed it, with the key under which it is unique.
///
/// The local part is an ASCII dot-atom (RFC 5321, section 4.1.2, without quoted strings), at most 64
/// characters; the whole has at most 254. Comparing never folds look-alikes of other scripts together,
/// as those are refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EmailAddress {
    typed: Box<str>,
    key: Box<str>,
}

/// A text that is not an e-mail address we accept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidEmail {
    /// Nothing is left after trimming.
    #[error("An e-mail address is needed.")]
    Empty,
    /// More than 254 characters (RFC 5321, section 4.5.3.1.3).
    #[error("This e-mail address is too long: at most 254 characters.")]
    TooLong,
    /// Not of the form `name@domain`, or with quoting or characters beyond ASCII before the `@`.
    #[error("This is not an e-mail address of the form name@example.com.")]
    Malformed,
    /// The domain is at fault.
    #[error(transparent)]
    Domain(#[from] InvalidDomain),
}

impl EmailAddress {
    /// Trims and checks an address.
    ///
    /// # Errors
    /// [`InvalidEmail`] says which rule the text breaks.
    pub fn parse(text: &str) -> Result<Self, InvalidEmail> {
        let text = text.trim();
        if text.is_empty() {
            return Err(InvalidEmail::Empty);
        }
        if text.chars().count() > 254 {
            return Err(InvalidEmail::TooLong);
        }
        let (local, domain) = text.rsplit_once('@').ok_or(InvalidEmail::Malformed)?;
        if !is_dot_atom(local) {
            return Err(InvalidEmail::Malformed);
        }
        let domain = EmailDomain::parse(domain)?;
        let key = format!("{}@{}", local.to_ascii_lowercase(), domain.as_str());
        if key.len() > 254 {
            return Err(InvalidEmail::TooLong);
        }
        Ok(Self {
            typed: text.into(),
            key: key.into(),
        })
    }

    /// Takes over an address from a store. The rules may have tightened since it was checked, and a
    /// row must not become unreadable by that.
    pub fn restore(typed: String, key: String) -> Self {
        Self {
            typed: typed.into(),
            key: key.into(),
        }
    }

    /// The address as it was typed, without surrounding white space.
    pub fn as_typed(&self) -> &str {
        &self.typed
    }

    /// The form in which addresses are compared: lower case, the domain in ASCII.
    pub fn key(&self) -> &str {
        &self.key
    }

    /// The part before the `@`, in lower case.
    pub fn local_part(&self) -> &str {
        self.key.rsplit_once('@').map_or("", |(local, _)| local)
    }

    /// The part after the `@`, ASCII and in lower case.
    pub fn domain(&self) -> &str {
        self.key.rsplit_once('@').map_or("", |(_, domain)| domain)
    }
}

/// RFC 5322, section 3.2.3: `dot-atom-text`, at most 64 characters.
fn is_dot_atom(local: &str) -> bool {
    let atext = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~".contains(&byte);
    local.len() <= 64
        && local
            .split('.')
            .all(|atom| !atom.is_empty() && atom.bytes().all(atext))
}

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shown_as_typed_and_compared_in_lower_case() {
        let email = EmailAddress::parse("  Ada.Lovelace+x@Example.COM ").unwrap();
        assert_eq!(email.as_typed(), "Ada.Lovelace+x@Example.COM");
        assert_eq!(email.key(), "ada.lovelace+x@example.com");
        assert_eq!(
            (email.local_part(), email.domain()),
            ("ada.lovelace+x", "example.com")
        );
    }

    #[test]
    fn what_is_no_address_is_refused() {
        for text in [
            "ada",
            "@example.com",
            "ada@",
            "a b@example.com",
            ".a@example.com",
            "a.@example.com",
            "a..b@example.com",
            "ada@@example.com",
            "\"a@sendook.com@b\"@evil.com",
            "a\0@example.com",
            "ädä@example.com",
            "\u{430}da@example.com",
            "a@b@example.com",
            "ada@example",
            "<a@b.co>",
        ] {
            assert!(EmailAddress::parse(text).is_err(), "{text:?}");
        }
        assert_eq!(EmailAddress::parse("  "), Err(InvalidEmail::Empty));
    }

    #[test]
    fn lengths_at_their_edges() {
        let local = |n: usize| format!("{}@example.com", "a".repeat(n));
        assert!(EmailAddress::parse(&local(64)).is_ok());
        assert_eq!(
            EmailAddress::parse(&local(65)),
            Err(InvalidEmail::Malformed)
        );
        let label = "b".repeat(62);
        let long = format!(
            "{}@{label}.{label}.{label}.{}",
            "a".repeat(60),
            "c".repeat(253 - 249)
        );
        assert_eq!(long.len(), 254);
        assert!(EmailAddress::parse(&long).is_ok());
        assert_eq!(
            EmailAddress::parse(&format!("{long}c")),
            Err(InvalidEmail::TooLong)
        );
    }

    #[test]
    fn only_the_own_domain_is_taken() {
        let domain = EmailDomain::parse("sendook.com").unwrap();
        let parse = |text| InboxAddress::parse(text, &domain);
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
        let domain = EmailDomain::parse("sendook.com").unwrap();
        for name in RESERVED {
            let address = format!("{}@sendook.com", name.to_uppercase());
            assert_eq!(
                InboxAddress::parse(&address, &domain),
                Err(InvalidInboxAddress::Reserved)
            );
        }
    }
}
