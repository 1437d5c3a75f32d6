use sendook_domain::authorization::permission::ReadAudit;
use sendook_domain::entities::User;

use crate::person::Person;

/// The frame around every page of a logged-in person.
pub(crate) struct Shell {
    /// The prefix of every path, for a service under a path of its host.
    pub(crate) prefix: String,
    pub(crate) section: Section,
    pub(crate) person: String,
    pub(crate) email: String,
    pub(crate) organization: String,
    /// To choose from: id, name, and whether it is the current one. Empty where there is nothing to choose.
    pub(crate) organizations: Vec<(String, String, bool)>,
    pub(crate) may_read_audit: bool,
    /// Whether the organization requires a second factor and the person has none: then only pages of their own are offered.
    pub(crate) barred: bool,
    /// Whether the page asks to follow the link that proves the e-mail address.
    pub(crate) unverified: bool,
    pub(crate) form_token: String,
    pub(crate) notice: &'static str,
}

/// The section of the dashboard that a page belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Section {
    /// To none: an error.
    Nowhere,
    Overview,
    ApiKeys,
    Inboxes,
    Members,
    Sessions,
    Settings,
    /// Of the settings, the second factors.
    SecondFactor,
    Audit,
    Help,
}

impl Section {
    /// Whether it is the settings or a part of them.
    pub(crate) fn is_settings(self) -> bool {
        matches!(self, Self::Settings | Self::SecondFactor)
    }

    /// The part of the help page about it.
    pub(crate) fn help(self) -> &'static str {
        match self {
            Self::Overview => "#overview",
            Self::ApiKeys => "#api-keys",
            Self::Inboxes => "#inboxes",
            Self::Members => "#members",
            Self::Sessions => "#sessions",
            Self::Settings => "#settings",
            Self::SecondFactor => "#second-factor",
            Self::Audit => "#audit",
            Self::Nowhere | Self::Help => "",
        }
    }
}

impl Shell {
    pub(crate) fn new(person: &Person, section: Section) -> Self {
        let current = person.membership.organization();
        let choice = person.memberships.iter().map(|membership| {
            let organization = membership.organization();
            let name = organization.name.as_str().to_owned();
            (
                organization.id.to_string(),
                name,
                organization.id == current.id,
            )
        });
        Self {
            prefix: person.prefix.clone(),
            section,
            person: full_name(&person.user),
            email: person.user.email.as_typed().to_owned(),
            organization: current.name.as_str().to_owned(),
            organizations: if person.memberships.len() > 1 {
                choice.collect()
            } else {
                Vec::new()
            },
            may_read_audit: person.may::<ReadAudit>(),
            barred: person.membership.lacks_second_factor(),
            unverified: person.user.email_verified_at.is_none()
                && person.api.settings.services.mail,
            form_token: person.form_token.clone(),
            notice: "",
        }
    }

    /// With a sentence about what was just done.
    pub(crate) fn saying(self, notice: &'static str) -> Self {
        Self { notice, ..self }
    }
}

/// A person's name as others read it.
pub(crate) fn full_name(user: &User) -> String {
    let first = user.first_name.as_str();
    match &user.last_name {
        Some(last) => format!("{first} {}", last.as_str()),
        None => first.to_owned(),
    }
}
