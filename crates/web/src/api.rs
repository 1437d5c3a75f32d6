use std::sync::Arc;
use std::time::Duration;

use actix_web::{HttpRequest, web};
use sendook_domain::authentication::{
    ApiKeyPrincipal, Authenticator, Caller, Strategy, UserPrincipal,
};
use sendook_domain::ports::{Clock, Digester, Ports, SecretSource};
use sendook_domain::services::{ServiceSettings, Services};
use sendook_domain::values::EmailDomain;
use serde::Serialize;
use utoipa::ToSchema;

use crate::authn::{Door, Lookup};
use crate::cors::{CorsOrigins, RefusalLog};
use crate::error::Problem;
use crate::hashing::{HashQueue, HashQueueLimits, HashQueueLoad};
use crate::metrics::HttpMetrics;
use crate::request::{PathPrefix, TrustedProxies};
use crate::threads::Lookups;
use crate::turns::Turns;

/// Everything that handlers need: the use cases, what judges credentials, and the settings of the HTTP layer.
pub struct Api {
    /// The use cases.
    pub services: Services,
    /// The clock of the service.
    pub clock: Arc<dyn Clock>,
    /// The service's source of random bytes.
    pub secrets: Arc<dyn SecretSource>,
    pub(crate) turns: Turns,
    pub(crate) hashes: Arc<HashQueue>,
    /// Where API keys are judged.
    pub key_door: web::Data<Door<ApiKeyPrincipal>>,
    /// Where access tokens are judged.
    pub token_door: web::Data<Door<UserPrincipal>>,
    /// Where both are judged.
    pub either_door: web::Data<Door<Caller>>,
    digester: Arc<dyn Digester>,
    lookup: Lookup,
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
    /// What is set of the use cases.
    pub services: ServiceSettings,
    /// How many password hashes are taken on.
    pub hash_queue: HashQueueLimits,
    /// Which browsers' pages may call.
    pub cors: CorsOrigins,
    /// Whose `X-Forwarded-For` counts.
    pub trusted_proxies: TrustedProxies,
    /// The address at which clients see the service, without a slash at its end, if the operator said so.
    pub public_url: Option<String>,
    /// The path in front of every path, if clients see one.
    pub path_prefix: Option<PathPrefix>,
    /// Where short reads run.
    pub lookups: Lookups,
    /// How long a body may take to arrive.
    pub body_timeout: Duration,
    /// What `/health/ready` asks.
    pub readiness: ReadinessProbe,
    /// Where requests are counted; `None`: nowhere.
    pub metrics: Option<HttpMetrics>,
}

/// Tells whether the service can serve, and what is wrong although it can.
pub type ReadinessProbe = Arc<dyn Fn() -> Result<Vec<ReadinessWarning>, NotReady> + Send + Sync>;

/// What is wrong although the service can serve.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ReadinessWarning {
    /// The name by which programs tell warnings apart.
    #[schema(example = "clock_skew")]
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
            services: ServiceSettings::new(email_domain),
            hash_queue: HashQueueLimits::default(),
            cors: CorsOrigins::None,
            trusted_proxies: TrustedProxies::default(),
            public_url: None,
            path_prefix: None,
            lookups: Lookups::Inline,
            body_timeout: Duration::from_secs(30),
            readiness: Arc::new(|| Ok(Vec::new())),
            metrics: None,
        }
    }
}

impl Api {
    /// The service that a request was sent to.
    pub(crate) fn of(request: &HttpRequest) -> Result<web::Data<Self>, Problem> {
        let missing = || Problem::internal("no Api is registered as application data");
        request
            .app_data::<web::Data<Self>>()
            .cloned()
            .ok_or_else(missing)
    }

    /// How busy the queue of password hashes is.
    pub fn hash_queue_load(&self) -> HashQueueLoad {
        self.hashes.load()
    }

    /// The service on these ports.
    pub fn new(ports: Ports, settings: ApiSettings) -> Self {
        let services = Services::new(&ports, &settings.services);
        let lookup = Lookup::new(Arc::clone(&services.credentials), settings.lookups);
        let refusals = RefusalLog::new(Arc::clone(&ports.clock), settings.trusted_proxies.clone());
        let (clock, digester) = (ports.clock, ports.digester);
        let doors = Doors {
            clock: &clock,
            digester: &digester,
            lookup: &lookup,
            settings: &settings,
        };
        Self {
            key_door: doors.door(services.key_strategy.clone()),
            token_door: doors.door(services.token_strategy.clone()),
            either_door: doors.door(services.either_strategy()),
            cors_refusals: Arc::new(refusals),
            services,
            turns: Turns::new(settings.services.login_throttle),
            hashes: HashQueue::new(ports.passwords, settings.hash_queue),
            clock,
            digester,
            lookup,
            secrets: ports.secrets,
            settings,
        }
    }

    /// Where credentials are judged by another strategy, such as a [`Chain`](sendook_domain::authentication::Chain) with
    /// one of your own. It looks them up where [`key_door`](Self::key_door) does.
    pub fn door<P>(&self, strategy: impl Strategy<Principal = P> + 'static) -> web::Data<Door<P>> {
        let doors = Doors {
            clock: &self.clock,
            digester: &self.digester,
            lookup: &self.lookup,
            settings: &self.settings,
        };
        doors.door(strategy)
    }
}

/// What all doors of a service share.
struct Doors<'a> {
    clock: &'a Arc<dyn Clock>,
    digester: &'a Arc<dyn Digester>,
    lookup: &'a Lookup,
    settings: &'a ApiSettings,
}

impl Doors<'_> {
    fn door<P>(&self, strategy: impl Strategy<Principal = P> + 'static) -> web::Data<Door<P>> {
        let (clock, digester) = (Arc::clone(self.clock), Arc::clone(self.digester));
        web::Data::new(Door::sharing(
            Authenticator::new(strategy, clock, digester),
            self.lookup.clone(),
            self.settings.trusted_proxies.clone(),
            self.settings.metrics.clone(),
        ))
    }
}
