//! All use cases, built from the ports and the settings in one place.

mod parts;
mod settings;

use std::sync::Arc;

use crate::accounts::{
    EmailChangeService, EmailVerificationService, ForgottenPasswordService, LoginService,
    LoginThrottle, NewPasswords, PasswordChangeService, PasswordResetService, ProfileService,
    ReauthenticationService, RegistrationService, UserAdministration,
};
use crate::api_keys::{ApiKeyService, IntrospectionService, RunTokenService};
use crate::audit::AuditService;
use crate::authentication::{AccessTokenStrategy, ApiKeyStrategy, Credentials, EitherStrategy};
use crate::directory::DirectoryService;
use crate::factors::{
    FactorService, PasskeyLoginService, PasskeyProofs, PasskeyRegistration, ResealingService,
    SecondFactorService,
};
use crate::idempotency::IdempotencyService;
use crate::imports::ImportService;
use crate::inboxes::InboxService;
use crate::invitations::{InvitationService, JoiningService};
use crate::key_end_notices::KeyEndNoticeService;
use crate::leaks::LeakService;
use crate::mail_dispatch::MailDispatch;
use crate::members::MemberService;
use crate::organizations::OrganizationService;
use crate::ports::Ports;
use crate::sessions::{SessionService, StepUp};
use crate::usage::UsageService;

use self::parts::{
    email_change, inbox_service, key_service, key_strategy, login_service, login_throttle,
    new_issuer, registration_throttle, run_token_service, session_service,
};
pub use self::settings::ServiceSettings;

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
    /// Opens accounts of people who were invited.
    pub joining: JoiningService,
    /// Logs people in.
    pub login: LoginService,
    /// Takes the second step of a login.
    pub second_step: SecondFactorService,
    /// Sets second factors up, and takes them away.
    pub factors: FactorService,
    /// Seals the secrets of second factors anew.
    pub resealing: ResealingService,
    /// Adds passkeys.
    pub passkeys: PasskeyRegistration,
    /// Logs people in by a passkey alone.
    pub passkey_login: PasskeyLoginService,
    /// Takes passkeys as second factors, and as proofs of who holds a session.
    pub passkey_proofs: PasskeyProofs,
    /// Counts failed logins.
    pub login_throttle: LoginThrottle,
    /// Judges new passwords.
    pub new_passwords: NewPasswords,
    /// Changes passwords.
    pub password_change: PasswordChangeService,
    /// Lets people prove again who they are.
    pub reauthentication: ReauthenticationService,
    /// Asks whether they did lately.
    pub step_up: StepUp,
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
    /// Moves people here from other systems, and away.
    pub imports: ImportService,
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
    /// Tells organizations of keys that end soon.
    pub key_end_notices: KeyEndNoticeService,
    /// Lets other services of an organization look up and end credentials.
    pub introspection: IntrospectionService,
    /// Carries out requests that may be sent again.
    pub idempotency: IdempotencyService,
    /// Manages inboxes.
    pub inboxes: InboxService,
    /// Makes, shows, renames and ends organizations.
    pub organizations: OrganizationService,
    /// Lists members, gives them roles and removes them.
    pub members: MemberService,
    /// Invites people, and lets them in.
    pub invitations: InvitationService,
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
        let (store, issuer) = (|| ports.store.clone(), || new_issuer(ports, settings));
        let lifetimes = settings.lifetimes;
        let key_strategy = key_strategy(ports, settings);
        let token_strategy = AccessTokenStrategy::new(lifetimes, ports.usage.clone());
        let credentials = Arc::new(Credentials::new(
            ports.store.clone(),
            ports.clock.clone(),
            lifetimes,
            settings.credential_cache,
        ));
        let sessions = session_service(ports, issuer(), lifetimes);
        let inboxes = inbox_service(ports, issuer(), settings);
        let keys = key_service(ports, issuer());
        let run_tokens = run_token_service(ports, issuer(), &keys);
        let step_up = StepUp::new(ports, settings.step_up_keys);
        let lifetime = settings.invitation_lifetime;
        let invitations = InvitationService::new(ports, step_up.clone(), issuer(), lifetime);
        let rules = settings.registration_rules();
        let registrations = registration_throttle(ports, issuer(), settings.login_throttle);
        let login_throttle = login_throttle(ports, issuer(), settings.login_throttle);
        let factors = FactorService::new(ports, issuer(), settings.app_name.clone());
        let second_step = SecondFactorService::new(ports, issuer(), &sessions, &login_throttle);
        let login = login_service(ports, issuer(), &sessions, &login_throttle);
        Self {
            registration: RegistrationService {
                users: store(),
                accounts: store(),
                issuer: issuer(),
                sessions: sessions.clone(),
                keys: keys.clone(),
                inboxes: inboxes.clone(),
                throttle: registrations.clone(),
                rules: rules.clone(),
            },
            joining: JoiningService::new(
                ports,
                invitations.clone(),
                sessions.clone(),
                registrations,
                rules,
            ),
            passkeys: PasskeyRegistration::new(ports, factors.clone()),
            passkey_login: PasskeyLoginService::new(ports, issuer(), &sessions, &login_throttle),
            resealing: ResealingService::new(ports),
            passkey_proofs: PasskeyProofs::new(ports, issuer(), second_step.clone()),
            second_step,
            factors,
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
            reauthentication: ReauthenticationService::new(ports, issuer(), login.clone()),
            email_verification: EmailVerificationService::new(ports, issuer()),
            email_change: email_change(ports, issuer(), login.clone()),
            login,
            password_reset: PasswordResetService::new(ports, issuer()),
            forgotten_password: ForgottenPasswordService::new(ports, issuer()),
            administration: UserAdministration::new(ports, issuer()),
            imports: ImportService::new(ports, issuer(), inboxes.clone(), lifetimes),
            profile: ProfileService {
                users: store(),
                issuer: issuer(),
            },
            sessions,
            leaks: LeakService::new(ports, run_tokens.clone(), issuer(), lifetimes),
            key_end_notices: KeyEndNoticeService::new(ports, issuer()),
            introspection: IntrospectionService {
                organizations: store(),
                factors: store(),
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
            idempotency: IdempotencyService::new(ports),
            inboxes,
            organizations: OrganizationService::new(ports, issuer()),
            members: MemberService::new(ports, step_up.clone(), issuer()),
            step_up,
            invitations,
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
