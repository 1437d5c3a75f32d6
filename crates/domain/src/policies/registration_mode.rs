use crate::named::named;
use crate::values::{EmailAddress, EmailDomain};

named! {
    /// Who may open an account.
    pub enum RegistrationMode, else UnknownRegistrationMode {
        /// Anybody.
        Open = "open",
        /// Who was invited to an organization.
        Invitation = "invitation",
        /// Nobody: the operator makes accounts.
        Closed = "closed",
    }
}

/// A text that names no way of registering.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("Registration is one of open, invitation and closed.")]
pub struct UnknownRegistrationMode;

/// Who may open an account, and with which address.
#[derive(Debug, Clone)]
pub struct RegistrationRules {
    /// Who.
    pub mode: RegistrationMode,
    /// The domains of e-mail addresses that are accepted, subdomains not included; empty: all.
    pub domains: Vec<EmailDomain>,
}

/// Why somebody may not open an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RegistrationClosed {
    /// The operator makes accounts, and nobody else.
    #[error("Registration is closed. Ask whoever runs this service for an account.")]
    ToAll,
    /// It takes an invitation.
    #[error("Registration takes an invitation. Ask somebody who uses this service for one.")]
    WithoutInvitation,
    /// The address is of another domain than those that are accepted.
    #[error(
        "This service accepts no accounts with e-mail addresses of this domain. Ask whoever runs it for an account."
    )]
    ToThisDomain,
}

impl RegistrationRules {
    /// Whether people may register, with an invitation or without.
    ///
    /// # Errors
    /// [`RegistrationClosed`].
    pub(crate) fn check_mode(&self, invited: bool) -> Result<(), RegistrationClosed> {
        match self.mode {
            RegistrationMode::Closed => Err(RegistrationClosed::ToAll),
            RegistrationMode::Invitation if !invited => Err(RegistrationClosed::WithoutInvitation),
            RegistrationMode::Open | RegistrationMode::Invitation => Ok(()),
        }
    }

    /// Whether an account with this address may be opened. Domains are compared in their ASCII form.
    ///
    /// # Errors
    /// [`RegistrationClosed::ToThisDomain`].
    pub(crate) fn check_address(&self, email: &EmailAddress) -> Result<(), RegistrationClosed> {
        let mut domains = self.domains.iter();
        if self.domains.is_empty() || domains.any(|domain| domain.as_str() == email.domain()) {
            return Ok(());
        }
        Err(RegistrationClosed::ToThisDomain)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_mode_lets_in_whom_it_names() {
        use RegistrationClosed::{ToAll, WithoutInvitation};
        for (mode, invited, judged) in [
            (RegistrationMode::Open, false, Ok(())),
            (RegistrationMode::Open, true, Ok(())),
            (RegistrationMode::Invitation, false, Err(WithoutInvitation)),
            (RegistrationMode::Invitation, true, Ok(())),
            (RegistrationMode::Closed, false, Err(ToAll)),
            (RegistrationMode::Closed, true, Err(ToAll)),
        ] {
            let domains = Vec::new();
            let rules = RegistrationRules { mode, domains };
            assert_eq!(rules.check_mode(invited), judged, "{mode:?} {invited}");
        }
    }

    #[test]
    fn domains_are_compared_whole_and_in_ascii() {
        let domains =
            ["Example.com", "bücher.example"].map(|text| EmailDomain::parse(text).unwrap());
        let rules = RegistrationRules {
            mode: RegistrationMode::Open,
            domains: domains.into(),
        };
        for (address, accepted) in [
            ("ada@example.com", true),
            ("ada@EXAMPLE.COM", true),
            ("ada@bücher.example", true),
            ("ada@xn--bcher-kva.example", true),
            ("ada@mail.example.com", false),
            ("ada@notexample.com", false),
            ("ada@example.org", false),
        ] {
            let email = EmailAddress::parse(address).unwrap();
            assert_eq!(rules.check_address(&email).is_ok(), accepted, "{address}");
        }
    }
}
