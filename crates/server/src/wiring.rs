//! Which adapter stands behind which port.

use std::sync::Arc;
use std::time::Duration;

use sendook_crypto::{Argon2Hasher, RingSecrets, SystemClock};
use sendook_domain::ports::{NoPasskeys, PasskeyVerifier, Ports};
use sendook_domain::services::ServiceSettings;
use sendook_passkeys::{RelyingParty, WebauthnVerifier};
use sendook_persistence::{OpenError, SqlStore, StoreOptions};
use sendook_runtime::UsageTracker;
use sendook_web::{
    Api, ApiSettings, HttpMetrics, Lookups, NotReady, ReadinessProbe, ReadinessWarning,
    TrustedProxies,
};

use crate::error::ServerError;
use crate::secret_key;
use crate::settings::Settings;
use crate::upkeep::clock_warning;
use crate::waiting::until_open;

/// Opens the database, waits for it if it is unavailable, and migrates it if necessary.
pub(crate) async fn open_store(settings: &Settings) -> Result<SqlStore, OpenError> {
    let options = store_options(settings);
    let open = || SqlStore::open(settings.database_url.expose(), &options);
    let store = until_open(settings.database_wait, open).await?;
    if store.is_durable().is_ok_and(|durable| !durable) {
        log::warn!("the database is set up so that a loss of power can undo what was acknowledged");
    }
    Ok(store)
}

/// How long PostgreSQL may search for what a command lists. A request would have to be answered sooner.
const COMMAND_PATIENCE: Duration = Duration::from_mins(10);

/// Opens an existing database with its schema for a command, and waits for it if it is unavailable. Creates and migrates nothing.
pub(crate) async fn open_existing(settings: &Settings) -> Result<SqlStore, OpenError> {
    let options = StoreOptions {
        // A command does one thing after the other. And a pool that may grow opens connections on a thread of its own: a command
        // that ended meanwhile would crash, as libpq's TLS library is torn down under that thread.
        pool_size: 1,
        statement_timeout: COMMAND_PATIENCE,
        ..StoreOptions::default()
    };
    let open = || SqlStore::open_existing(settings.database_url.expose(), &options);
    until_open(settings.database_wait, open).await
}

pub(crate) fn store_options(settings: &Settings) -> StoreOptions {
    StoreOptions {
        pool_size: settings.database_pool,
        ..StoreOptions::default()
    }
}

/// What hashes passwords.
pub(crate) fn hasher(settings: &Settings) -> Result<Arc<Argon2Hasher>, ServerError> {
    let secrets = Arc::new(RingSecrets::new());
    let hasher = Argon2Hasher::new(settings.argon2(), secrets)?;
    Ok(Arc::new(hasher.with_ceiling(settings.import_ceiling())))
}

/// The ports of the use cases.
pub(crate) fn ports(settings: &Settings, store: Arc<SqlStore>) -> Result<Ports, ServerError> {
    // Commands let nobody in, so that there is no use to write.
    let (usage, _) = UsageTracker::new();
    Ok(ports_with(settings, store, hasher(settings)?, usage))
}

/// The ports of the use cases, including this hasher and this tracker.
pub(crate) fn ports_with(
    settings: &Settings,
    store: Arc<SqlStore>,
    hasher: Arc<Argon2Hasher>,
    usage: Arc<UsageTracker>,
) -> Ports {
    let sealer = secret_key::sealer(settings, store.clone());
    Ports {
        passkeys: passkeys(settings),
        ..sendook::ports(store, sealer, hasher, usage)
    }
}

/// What asks for passkeys and verifies them, or says why they cannot work.
fn passkeys(settings: &Settings) -> Arc<dyn PasskeyVerifier> {
    match RelyingParty::at(&settings.passkey_address()) {
        Ok(party) => Arc::new(WebauthnVerifier::new(party, "Sendook")),
        Err(reason) => Arc::new(NoPasskeys::because(&reason)),
    }
}

/// The service on these ports; its requests are counted if there is somewhere to count them.
pub(crate) fn api(
    settings: &Settings,
    ports: Ports,
    store: Arc<SqlStore>,
    metrics: Option<HttpMetrics>,
) -> Api {
    Api::new(ports, api_settings(settings, store, metrics))
}

fn api_settings(
    settings: &Settings,
    store: Arc<SqlStore>,
    metrics: Option<HttpMetrics>,
) -> ApiSettings {
    ApiSettings {
        environment: settings.environment.clone(),
        version: env!("CARGO_PKG_VERSION"),
        services: service_settings(settings),
        hash_queue: settings.hash_queue(),
        cors: settings.cors_origins.clone(),
        trusted_proxies: TrustedProxies::new(settings.trusted_proxies.clone()),
        public_url: settings.public_url.site.known_address(),
        path_prefix: settings.public_url.prefix.clone(),
        lookups: if store.is_local() {
            Lookups::Inline
        } else {
            Lookups::Blocking
        },
        readiness: readiness(store),
        metrics,
        ..ApiSettings::new(settings.email_domain.clone())
    }
}

/// What is set of the use cases.
pub(crate) fn service_settings(settings: &Settings) -> ServiceSettings {
    ServiceSettings {
        email_domain: settings.email_domain.clone(),
        lifetimes: settings.lifetimes(),
        passwords: settings.passwords(),
        registration: settings.registration,
        registration_domains: settings.registration_domains.clone(),
        invitation_lifetime: settings.invitation_ttl,
        login_throttle: settings.login_throttle,
        mail: settings.mail().is_some(),
        app_name: settings.app_name(),
        step_up_keys: settings.step_up_keys,
        accepted_environments: settings.accept_environments.clone(),
        credential_cache: settings.credential_cache,
    }
}

fn readiness(store: Arc<SqlStore>) -> ReadinessProbe {
    Arc::new(move || {
        store.ready().map_err(|reason| NotReady {
            code: reason.code(),
            message: reason.to_string(),
        })?;
        // A failure to read the clock of the database is no warning: the database has just answered, and the next check reads it
        // again.
        let lead = store.clock_lead(&SystemClock).ok().flatten();
        let warning = clock_warning(lead).map(|message| ReadinessWarning {
            code: "clock_skew",
            message,
        });
        Ok(warning.into_iter().collect())
    })
}
