use std::sync::Arc;
use std::time::Duration;

use actix_web::web;
use sendook_domain::accounts::{
    Login, LoginThrottle, NewPasswords, PasswordChange, ProfileDesk, Registration,
    RegistrationThrottle,
};
use sendook_domain::api_keys::{ApiKeyDesk, IntrospectionDesk, KeyRotationDesk};
use sendook_domain::audit::AuditDesk;
use sendook_domain::authentication::{
    AccessTokenStrategy, ApiKeyStrategy, Authenticator, Caller, Credentials, EitherStrategy,
    KeyHolder, Strategy, UserSession,
};
use sendook_domain::inboxes::InboxDesk;
use sendook_domain::leaks::LeakDesk;
use sendook_domain::organizations::OrganizationDesk;
use sendook_domain::policies::SessionLifetimes;
use sendook_domain::ports::Ports;
use sendook_domain::sessions::SessionDesk;
use sendook_domain::values::Environment;
use sendook_domain::values::{EmailDomain, PasswordPolicy};
use serde::Serialize;

use crate::authn::{Door, Lookup};
use crate::cors::{CorsOrigins, RefusalLog};
use crate::error::Problem;
use crate::lookups::{Lookups, block};
use crate::request::{PathPrefix, TrustedProxies};

/// Everything that handlers need: the use cases, the doors, and the settings of the HTTP layer. What is public
/// is what pages for people stand on too.
pub struct Api {
    /// The ports behind the use cases.
    pub ports: Ports,
    /// Where people get an account.
    pub registration: Registration,
    /// Where people prove who they are.
    pub login: Login,
    pub(crate) passwords: NewPasswords,
    pub(crate) password_change: PasswordChange,
    /// Where sessions go on and end.
    pub sessions: SessionDesk,
    /// Where people say what they are called.
    pub profile: ProfileDesk,
    /// Where API keys are managed.
    pub keys: ApiKeyDesk,
    /// Where API keys get a new secret.
    pub rotation: KeyRotationDesk,
    pub(crate) leaks: LeakDesk,
    pub(crate) introspection: IntrospectionDesk,
    /// Where inboxes are managed.
    pub inboxes: InboxDesk,
    /// Where people see their organizations.
    pub organizations: OrganizationDesk,
    /// Where the audit trail is read.
    pub audit: AuditDesk,
    pub(crate) key_door: web::Data<Door<KeyHolder>>,
    /// Where access tokens are judged.
    pub token_door: web::Data<Door<UserSession>>,
    pub(crate) either_door: web::Data<Door<Caller>>,
    pub(crate) credentials: Arc<Credentials>,
    pub(crate) cors_refusals: Arc<RefusalLog>,
    /// What the operator set.
    pub settings: ApiSettings,
}

/// What an operator can set of the HTTP layer and the use cases behind it.
#[derive(Clone)]
pub struct ApiSettings {
    /// What `/health` calls this installation.
    pub environment: String,
    /// What `/health` calls this version.
    pub version: &'static str,
    /// The domain of every inbox.
    pub email_domain: EmailDomain,
    /// How long tokens live.
    pub lifetimes: SessionLifetimes,
    /// What new passwords must be like.
    pub passwords: PasswordPolicy,
    /// Whether failed logins are counted and slowed down, and registrations limited.
    pub login_throttle: bool,
    /// The environments whose keys are let in.
    pub accepted_environments: Vec<Environment>,
    /// Of about how many credentials copies are kept; 0: of none.
    pub credential_cache: usize,
    /// Which browsers' pages may call.
    pub cors: CorsOrigins,
    /// Whose `X-Forwarded-For` counts.
    pub trusted_proxies: TrustedProxies,
    /// The path in front of every path, if clients see one.
    pub path_prefix: Option<PathPrefix>,
    /// Where short reads run.
    pub lookups: Lookups,
    /// How long a body may take to arrive.
    pub body_timeout: Duration,
    /// What `/health/ready` asks.
    pub readiness: ReadinessProbe,
}

/// Tells whether the service can serve, and what is wrong although it can.
pub type ReadinessProbe = Arc<dyn Fn() -> Result<Vec<ReadinessWarning>, NotReady> + Send + Sync>;

/// What is wrong although the service can serve.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ReadinessWarning {
    /// The name by which programs tell warnings apart.
    pub code: &'static str,
    /// The sentence for people. Holds no address or password of a database.
    pub message: String,
}

/// Why the service cannot serve.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotReady {
    /// The name by which programs tell reasons apart.
    pub code: &'static str,
    /// The sentence for people. Holds no address or password of a database.
    pub message: String,
}

impl ApiSettings {
    /// The settings of a service on a local store whose operator set nothing.
    pub fn new(email_domain: EmailDomain) -> Self {
        Self {
            environment: "production".to_owned(),
            version: env!("CARGO_PKG_VERSION"),
            email_domain,
            lifetimes: SessionLifetimes::default(),
            passwords: PasswordPolicy::default(),
            login_throttle: true,
            accepted_environments: Environment::ALL.to_vec(),
            credential_cache: 50_000,
            cors: CorsOrigins::None,
            trusted_proxies: TrustedProxies::default(),
            path_prefix: None,
            lookups: Lookups::Inline,
            body_timeout: Duration::from_secs(30),
            readiness: Arc::new(|| Ok(Vec::new())),
        }
    }
}

impl Api {
    /// The service on these ports.
    pub fn new(ports: Ports, settings: ApiSettings) -> Self {
        let copies = settings.credential_cache;
        let keys = ApiKeyStrategy::new(&settings.accepted_environments, Arc::clone(&ports.usage));
        let tokens = AccessTokenStrategy::new(settings.lifetimes, Arc::clone(&ports.usage));
        let credentials = Arc::new(Credentials::new(ports.clone(), settings.lifetimes, copies));
        let either = EitherStrategy::new(keys.clone(), tokens.clone());
        let sessions = SessionDesk::new(ports.clone(), settings.lifetimes);
        let inboxes = InboxDesk::new(ports.clone(), settings.email_domain.clone());
        let throttle = LoginThrottle::new(ports.clone(), settings.login_throttle);
        let login = Login::new(ports.clone(), sessions.clone(), throttle);
        let desk = ApiKeyDesk::new(ports.clone());
        let lookup = Lookup::new(Arc::clone(&credentials), settings.lookups);
        Self {
            registration: Registration::new(
                ports.clone(),
                sessions.clone(),
                desk.clone(),
                inboxes.clone(),
                RegistrationThrottle::new(ports.clone(), settings.login_throttle),
            ),
            passwords: NewPasswords::new(ports.clone(), settings.passwords),
            password_change: PasswordChange::new(ports.clone(), login.clone()),
            login,
            sessions,
            profile: ProfileDesk::new(ports.clone()),
            rotation: KeyRotationDesk::new(ports.clone(), desk.clone()),
            leaks: LeakDesk::new(ports.clone(), settings.lifetimes),
            introspection: IntrospectionDesk::new(
                ports.clone(),
                either.clone(),
                Arc::clone(&credentials),
                desk.clone(),
            ),
            keys: desk.clone(),
            inboxes,
            organizations: OrganizationDesk::new(ports.clone()),
            audit: AuditDesk::new(ports.clone()),
            token_door: door(tokens, &ports, &lookup, &settings),
            either_door: door(either, &ports, &lookup, &settings),
            key_door: door(keys, &ports, &lookup, &settings),
            credentials,
            cors_refusals: Arc::new(RefusalLog::new(
                Arc::clone(&ports.clock),
                settings.trusted_proxies.clone(),
            )),
            ports,
            settings,
        }
    }
}

impl Api {
    /// Where credentials are looked up.
    pub fn credentials(&self) -> Arc<Credentials> {
        Arc::clone(&self.credentials)
    }
}

fn door<P>(
    strategy: impl Strategy<Principal = P> + 'static,
    ports: &Ports,
    lookup: &Lookup,
    settings: &ApiSettings,
) -> web::Data<Door<P>> {
    web::Data::new(Door::new(
        Authenticator::new(strategy, ports),
        lookup.clone(),
        settings.trusted_proxies.clone(),
    ))
}

/// Runs a use case on a thread that may block.
///
/// # Errors
/// What the use case reports; [`Problem::unavailable`] if the store does not answer in time.
pub async fn run<T, E>(
    api: web::Data<Api>,
    use_case: impl FnOnce(&Api) -> Result<T, E> + Send + 'static,
) -> Result<T, Problem>
where
    T: Send + 'static,
    E: Into<Problem> + Send + 'static,
{
    block(move || use_case(&api)).await?.map_err(Into::into)
}
