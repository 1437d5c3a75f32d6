use chrono::TimeDelta;

use crate::policies::{RegistrationMode, RegistrationRules, SessionLifetimes};
use crate::values::{EmailDomain, Environment, PasswordPolicy};

/// What an operator can set of the use cases. `Builder::services` of the crate `sendook` changes what [`new`](Self::new) has.
#[derive(Debug, Clone)]
pub struct ServiceSettings {
    /// The domain of every inbox.
    pub email_domain: EmailDomain,
    /// How long sessions and their tokens live.
    pub lifetimes: SessionLifetimes,
    /// What new passwords must be like.
    pub passwords: PasswordPolicy,
    /// Who may open an account.
    pub registration: RegistrationMode,
    /// The domains that their e-mail addresses may have; empty: all.
    pub registration_domains: Vec<EmailDomain>,
    /// How long an invitation is valid.
    pub invitation_lifetime: TimeDelta,
    /// Whether failed logins are counted and slowed down, and registrations limited.
    pub login_throttle: bool,
    /// Whether mails are sent. The use cases only queue them: say so where a program sends what waits, with
    /// [`MailDispatch`](crate::mail_dispatch::MailDispatch), as the server does. Else people are promised mails that never come.
    pub mail: bool,
    /// What authenticator apps list accounts of this service under.
    pub app_name: String,
    /// Whether people need a recent proof of who they are to make and rotate API keys.
    pub step_up_keys: bool,
    /// The environments whose keys are accepted.
    pub accepted_environments: Vec<Environment>,
    /// Of about how many credentials copies are kept; 0: of none.
    pub credential_cache: usize,
}

impl ServiceSettings {
    pub(super) fn registration_rules(&self) -> RegistrationRules {
        RegistrationRules {
            mode: self.registration,
            domains: self.registration_domains.clone(),
        }
    }

    /// What holds where the operator sets nothing.
    pub fn new(email_domain: EmailDomain) -> Self {
        Self {
            email_domain,
            lifetimes: SessionLifetimes::default(),
            passwords: PasswordPolicy::default(),
            registration: RegistrationMode::Open,
            registration_domains: Vec::new(),
            invitation_lifetime: TimeDelta::days(7),
            login_throttle: true,
            mail: false,
            app_name: "Sendook".to_owned(),
            step_up_keys: false,
            accepted_environments: Environment::ALL.to_vec(),
            credential_cache: 50_000,
        }
    }
}
