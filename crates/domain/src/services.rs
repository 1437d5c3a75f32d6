//! All use cases, built from the ports and the settings in one place.

use std::sync::Arc;

use crate::accounts::{
    EmailChangeService, EmailVerificationService, ForgottenPasswordService, LoginService,
    LoginThrottle, NewPasswords, PasswordChangeService, PasswordResetService, ProfileService,
    RegistrationService, RegistrationThrottle, UserAdministration,
};
use crate::api_keys::{ApiKeyService, IntrospectionService, RunTokenService};
use crate::audit::AuditService;
use crate::authentication::{AccessTokenStrategy, ApiKeyStrategy, Credentials, EitherStrategy};
use crate::directory::DirectoryService;
use crate::inboxes::InboxService;
use crate::leaks::LeakService;
use crate::mail_dispatch::MailDispatch;
use crate::organizations::OrganizationService;
use crate::policies::{RegistrationMode, SessionLifetimes};
use crate::ports::{Issuer, Ports};
use crate::sessions::SessionService;
use crate::usage::UsageService;
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
    /// Who may open an account.
    pub registration: RegistrationMode,
    /// Whether failed logins are counted and slowed down, and registrations limited.
    pub login_throttle: bool,
    /// Whether mails are sent.
    pub mail: bool,
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
            registration: RegistrationMode::Open,
            login_throttle: true,
            mail: false,
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
    pub registration: RegistrationService,
    /// Logs people in.
    pub login: LoginService,
    /// Counts failed logins.
    pub login_throttle: LoginThrottle,
    /// Judges new passwords.
    pub new_passwords: NewPasswords,
    /// Changes passwords.
    pub password_change: PasswordChangeService,
    /// Sets passwords by links.
    pub password_reset: PasswordResetService,
    /// Mails links to people who forgot their password.
    pub forgotten_password: ForgottenPasswordService,
    /// Takes mailed links about e-mail addresses.
    pub email_verification: EmailVerificationService,
    /// Begins changes of e-mail addresses.
    pub email_change: EmailChangeService,
    /// Disables and enables accounts.
    pub administration: UserAdministration,
    /// Changes what people are called.
    pub profile: ProfileService,
    /// Refreshes, lists and ends sessions.
    pub sessions: SessionService,
    /// Manages API keys.
    pub keys: ApiKeyService,
    /// Makes run tokens of API keys, lists and ends them.
    pub run_tokens: RunTokenService,
    /// Takes reports of leaked credentials.
    pub leaks: LeakService,
    /// Lets other services of an organization look up and end credentials.
    pub introspection: IntrospectionService,
    /// Manages inboxes.
    pub inboxes: InboxService,
    /// Shows and renames organizations.
    pub organizations: OrganizationService,
    /// Reads the audit trail.
    pub audit: AuditService,
    /// Tells how much keys and organizations are used.
    pub usage: UsageService,
    /// Sends the mails that wait.
    pub mail_dispatch: MailDispatch,
    /// Lets operators look across all organizations.
    pub directory: DirectoryService,
}

impl Services {
    /// Builds every use case, each on those of the ports that it needs: what a service is not handed here, it cannot do.
    pub fn new(ports: &Ports, settings: &ServiceSettings) -> Self {
        let issuer = Issuer {
            clock: ports.clock.clone(),
            secrets: ports.secrets.clone(),
            digester: ports.digester.clone(),
            sends_mail: settings.mail,
        };
        let (store, issuer) = (|| ports.store.clone(), || issuer.clone());
        let (usage, lifetimes) = (|| ports.usage.clone(), settings.lifetimes);
        let key_strategy = ApiKeyStrategy::new(&settings.accepted_environments, ports);
        let token_strategy = AccessTokenStrategy::new(lifetimes, usage());
        let credentials = Arc::new(Credentials::new(
            ports,
            lifetimes,
            settings.credential_cache,
        ));
        let sessions = session_service(ports, issuer(), lifetimes);
        let inboxes = InboxService {
            store: store(),
            issuer: issuer(),
            domain: settings.email_domain.clone(),
        };
        let keys = ApiKeyService {
            store: store(),
            inboxes: store(),
            usage: usage(),
            issuer: issuer(),
        };
        let run_tokens = RunTokenService {
            store: store(),
            keys: keys.clone(),
            issuer: issuer(),
        };
        let login_throttle = login_throttle(ports, issuer(), settings.login_throttle);
        let login = LoginService {
            users: store(),
            audit_trail: store(),
            issuer: issuer(),
            sessions: sessions.clone(),
            throttle: login_throttle.clone(),
        };
        Self {
            registration: RegistrationService {
                users: store(),
                accounts: store(),
                issuer: issuer(),
                sessions: sessions.clone(),
                keys: keys.clone(),
                inboxes: inboxes.clone(),
                throttle: registration_throttle(ports, issuer(), settings.login_throttle),
                mode: settings.registration,
            },
            login_throttle,
            new_passwords: NewPasswords {
                strength: ports.strength.clone(),
                policy: settings.passwords,
            },
            password_change: PasswordChangeService {
                users: store(),
                issuer: issuer(),
                login: login.clone(),
            },
            email_verification: EmailVerificationService::new(ports, issuer()),
            email_change: email_change(ports, issuer(), login.clone()),
            login,
            password_reset: PasswordResetService::new(ports, issuer()),
            forgotten_password: ForgottenPasswordService::new(ports, issuer()),
            administration: UserAdministration::new(ports, issuer()),
            profile: ProfileService {
                users: store(),
                issuer: issuer(),
            },
            sessions,
            leaks: LeakService::new(ports, run_tokens.clone(), issuer(), lifetimes),
            introspection: IntrospectionService {
                organizations: store(),
                sessions: store(),
                issuer: issuer(),
                strategy: EitherStrategy::new(key_strategy.clone(), token_strategy.clone()),
                credentials: Arc::clone(&credentials),
                keys: keys.clone(),
                run_tokens: run_tokens.clone(),
            },
            directory: DirectoryService::new(ports, keys.clone()),
            keys,
            run_tokens,
            inboxes,
            organizations: OrganizationService {
                store: store(),
                users: store(),
                issuer: issuer(),
            },
            audit: AuditService(store()),
            mail_dispatch: MailDispatch::new(ports, issuer()),
            usage: UsageService::new(ports),
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

fn login_throttle(ports: &Ports, issuer: Issuer, enabled: bool) -> LoginThrottle {
    LoginThrottle {
        failures: ports.store.clone(),
        users: ports.store.clone(),
        sessions: ports.store.clone(),
        issuer,
        enabled,
    }
}

fn registration_throttle(ports: &Ports, issuer: Issuer, enabled: bool) -> RegistrationThrottle {
    RegistrationThrottle {
        failures: ports.store.clone(),
        issuer,
        enabled,
    }
}

fn email_change(ports: &Ports, issuer: Issuer, login: LoginService) -> EmailChangeService {
    EmailChangeService {
        users: ports.store.clone(),
        links: ports.store.clone(),
        failures: ports.store.clone(),
        issuer,
        login,
    }
}

fn session_service(ports: &Ports, issuer: Issuer, lifetimes: SessionLifetimes) -> SessionService {
    SessionService {
        store: ports.store.clone(),
        users: ports.store.clone(),
        usage: ports.usage.clone(),
        issuer,
        lifetimes,
    }
}
