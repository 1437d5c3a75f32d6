//! All use cases, built from the ports and the settings in one place.

use std::sync::Arc;

use crate::accounts::{
    Login, LoginThrottle, NewPasswords, PasswordChange, ProfileDesk, Registration,
    RegistrationThrottle,
};
use crate::api_keys::{ApiKeyDesk, IntrospectionDesk, KeyRotationDesk};
use crate::audit::AuditDesk;
use crate::authentication::{AccessTokenStrategy, ApiKeyStrategy, Credentials, EitherStrategy};
use crate::inboxes::InboxDesk;
use crate::leaks::LeakDesk;
use crate::organizations::OrganizationDesk;
use crate::policies::SessionLifetimes;
use crate::ports::Ports;
use crate::sessions::SessionDesk;
use crate::values::{EmailDomain, Environment, PasswordPolicy};

/// What an operator can set of the use cases.
#[derive(Debug, Clone)]
pub struct ServiceSettings {
    /// The domain of every inbox.
    pub email_domain: EmailDomain,
    /// How long sessions and their tokens live.
    pub lifetimes: SessionLifetimes,
    /// What new passwords must be like.
    pub passwords: PasswordPolicy,
    /// Whether failed logins are counted and slowed down, and registrations limited.
    pub login_throttle: bool,
    /// The environments whose keys are accepted.
    pub accepted_environments: Vec<Environment>,
    /// Of about how many credentials copies are kept; 0: of none.
    pub credential_cache: usize,
}

impl ServiceSettings {
    /// What holds where the operator sets nothing.
    pub fn new(email_domain: EmailDomain) -> Self {
        Self {
            email_domain,
            lifetimes: SessionLifetimes::default(),
            passwords: PasswordPolicy::default(),
            login_throttle: true,
            accepted_environments: Environment::ALL.to_vec(),
            credential_cache: 50_000,
        }
    }
}

/// The use cases of the service, and what judges credentials for them.
pub struct Services {
    /// How API keys are judged.
    pub key_strategy: ApiKeyStrategy,
    /// How access tokens are judged.
    pub token_strategy: AccessTokenStrategy,
    /// Where credentials are looked up.
    pub credentials: Arc<Credentials>,
    /// Opens accounts.
    pub registration: Registration,
    /// Logs people in.
    pub login: Login,
    /// Counts failed logins.
    pub login_throttle: LoginThrottle,
    /// Judges new passwords.
    pub new_passwords: NewPasswords,
    /// Changes passwords.
    pub password_change: PasswordChange,
    /// Changes what people are called.
    pub profile: ProfileDesk,
    /// Refreshes, lists and ends sessions.
    pub sessions: SessionDesk,
    /// Manages API keys.
    pub keys: ApiKeyDesk,
    /// Gives API keys a new secret.
    pub rotation: KeyRotationDesk,
    /// Takes reports of leaked credentials.
    pub leaks: LeakDesk,
    /// Tells other services of an organization about credentials, and ends them.
    pub introspection: IntrospectionDesk,
    /// Manages inboxes.
    pub inboxes: InboxDesk,
    /// Shows and renames organizations.
    pub organizations: OrganizationDesk,
    /// Reads the audit trail.
    pub audit: AuditDesk,
}

impl Services {
    /// Builds every use case on these ports.
    pub fn new(ports: &Ports, settings: &ServiceSettings) -> Self {
        let (ports, lifetimes) = (|| ports.clone(), settings.lifetimes);
        let usage = ports().usage;
        let key_strategy = ApiKeyStrategy::new(&settings.accepted_environments, Arc::clone(&usage));
        let token_strategy = AccessTokenStrategy::new(lifetimes, usage);
        let either = EitherStrategy::new(key_strategy.clone(), token_strategy.clone());
        let credentials = Credentials::new(ports(), lifetimes, settings.credential_cache);
        let credentials = Arc::new(credentials);
        let sessions = SessionDesk::new(ports(), lifetimes);
        let inboxes = InboxDesk::new(ports(), settings.email_domain.clone());
        let keys = ApiKeyDesk::new(ports());
        let login_throttle = LoginThrottle::new(ports(), settings.login_throttle);
        let login = Login::new(ports(), sessions.clone(), login_throttle.clone());
        Self {
            registration: Registration::new(
                ports(),
                sessions.clone(),
                keys.clone(),
                inboxes.clone(),
                RegistrationThrottle::new(ports(), settings.login_throttle),
            ),
            login_throttle,
            new_passwords: NewPasswords::new(ports(), settings.passwords),
            password_change: PasswordChange::new(ports(), login.clone()),
            login,
            profile: ProfileDesk::new(ports()),
            sessions,
            rotation: KeyRotationDesk::new(ports(), keys.clone()),
            leaks: LeakDesk::new(ports(), lifetimes),
            introspection: IntrospectionDesk::new(
                ports(),
                either,
                Arc::clone(&credentials),
                keys.clone(),
            ),
            keys,
            inboxes,
            organizations: OrganizationDesk::new(ports()),
            audit: AuditDesk::new(ports()),
            key_strategy,
            token_strategy,
            credentials,
        }
    }

    /// How a credential of either kind is judged.
    pub fn either_strategy(&self) -> EitherStrategy {
        EitherStrategy::new(self.key_strategy.clone(), self.token_strategy.clone())
    }
}
