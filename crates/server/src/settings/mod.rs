//! What an operator can set: raw texts from the command line and the environment, then values that are
//! valid together.

mod catalogue;
mod mistakes;
mod origins;
mod parse;
mod raw;
mod unknown;
mod values;

use std::net::SocketAddr;
use std::num::NonZeroUsize;
use std::thread::available_parallelism;
use std::time::Duration;

use chrono::TimeDelta;
use ipnet::IpNet;
use sendook_crypto::{Argon2Settings, HashQueueLimits};
use sendook_dashboard::Site;
use sendook_domain::policies::SessionLifetimes;
use sendook_domain::values::Environment;
use sendook_domain::values::{EmailDomain, PasswordPolicy, Secret};
use sendook_web::{CorsOrigins, PathPrefix};

use self::catalogue as setting;
use self::mistakes::Reader;
pub(crate) use self::mistakes::{Mistakes, Setting};
use self::origins::{PublicUrl, origins};
use self::parse::{log_filter, name, networks, number};
pub(crate) use self::raw::RawSettings;
pub(crate) use self::unknown::warnings as unknown_settings;
use self::values::{
    database_url, database_wait, email_domain, environments, lifetime, on_or_off, queue_wait,
    socket_address,
};

const MINUTE: Duration = Duration::from_mins(1);
const DAY: Duration = Duration::from_hours(24);

/// How many logins and registrations may wait for a core.
const HASHES_WAITING: usize = 64;

/// Settings that are valid.
pub(crate) struct Settings {
    pub(crate) bind: SocketAddr,
    /// Can hold a password.
    pub(crate) database_url: Secret,
    pub(crate) database_pool: u32,
    /// How long a database that is away at start is tried again.
    pub(crate) database_wait: Duration,
    pub(crate) email_domain: EmailDomain,
    pub(crate) environment: String,
    pub(crate) lifetimes: SessionLifetimes,
    pub(crate) login_throttle: bool,
    pub(crate) audit_retention: TimeDelta,
    pub(crate) accepted_environments: Vec<Environment>,
    pub(crate) credential_cache: usize,
    pub(crate) access_log: bool,
    pub(crate) cors: CorsOrigins,
    /// Where browsers see the pages for people, if there are any.
    pub(crate) dashboard: Option<Site>,
    /// The path in front of every path, as clients see it.
    pub(crate) path_prefix: Option<PathPrefix>,
    pub(crate) trusted_proxies: Vec<IpNet>,
    /// How many connections there may be at once.
    pub(crate) max_connections: usize,
    pub(crate) workers: usize,
    pub(crate) passwords: PasswordPolicy,
    pub(crate) argon2: Argon2Settings,
    pub(crate) hash_queue: HashQueueLimits,
    pub(crate) log: String,
}

impl Settings {
    /// Judges all settings together.
    ///
    /// # Errors
    /// [`Mistakes`] has a sentence for each that is wrong.
    pub(crate) fn resolve(raw: &RawSettings) -> Result<Self, Mistakes> {
        let cores = available_parallelism().unwrap_or(NonZeroUsize::MIN);
        let mut read = Reader::default();
        let bind = read.read(setting::BIND, &raw.bind, socket_address);
        let database_url = read.read_judged(setting::DATABASE_URL, &raw.database_url, database_url);
        let database_pool = database_pool(&mut read, raw, cores);
        let database_wait = read.read(setting::DATABASE_WAIT, &raw.database_wait, database_wait);
        let email_domain = read.read(setting::EMAIL_DOMAIN, &raw.email_domain, email_domain);
        let environment = read.read(setting::ENVIRONMENT, &raw.environment, name);
        let lifetimes = lifetimes(&mut read, raw);
        let login_throttle = read.read(setting::LOGIN_THROTTLE, &raw.login_throttle, on_or_off);
        let audit_retention = read.read(
            setting::AUDIT_RETENTION,
            &raw.audit_retention,
            lifetime(DAY..=3650 * DAY, "1 to 3650 days"),
        );
        let accepted_environments = read.read(
            setting::ACCEPT_ENVIRONMENTS,
            &raw.accept_environments,
            environments,
        );
        let credential_cache = read.read(
            setting::CREDENTIAL_CACHE,
            &raw.credential_cache,
            number(0..=10_000_000, "credentials"),
        );
        let access_log = read.read(setting::ACCESS_LOG, &raw.access_log, on_or_off);
        let allowed_origins = read.read_or(
            setting::CORS_ORIGINS,
            raw.cors_origins.as_deref(),
            CorsOrigins::None,
            origins,
        );
        let dashboard = read.read(setting::DASHBOARD, &raw.dashboard, on_or_off);
        let public_url = read.read_or(
            setting::PUBLIC_URL,
            raw.public_url.as_deref(),
            PublicUrl::default(),
            origins::public_url,
        );
        let trusted_proxies = read.read_or(
            setting::TRUSTED_PROXIES,
            raw.trusted_proxies.as_deref(),
            Vec::new(),
            networks,
        );
        let max_connections = max_connections(&mut read, raw);
        let workers = read.read_or(
            setting::WORKERS,
            raw.workers.as_deref(),
            cores.get(),
            number(1..=256, "threads"),
        );
        let password_min_length = read.read(
            setting::PASSWORD_MIN_LENGTH,
            &raw.password_min_length,
            number(PasswordPolicy::FLOOR..=64, "characters"),
        );
        let argon2 = argon2(&mut read, raw);
        let wait = read.read(setting::HASH_QUEUE_WAIT, &raw.hash_queue_wait, queue_wait);
        let log = read.read(setting::LOG, &raw.log, log_filter);
        let settings = || {
            let (dashboard, PublicUrl { site, prefix }) = (dashboard?, public_url?);
            Some(Self {
                bind: bind?,
                database_url: database_url?,
                database_pool: database_pool?,
                database_wait: database_wait?,
                email_domain: email_domain?,
                environment: environment?,
                lifetimes: lifetimes?,
                login_throttle: login_throttle?,
                audit_retention: audit_retention?,
                accepted_environments: accepted_environments?,
                credential_cache: credential_cache?,
                access_log: access_log?,
                cors: allowed_origins?,
                dashboard: dashboard.then_some(site),
                path_prefix: prefix,
                trusted_proxies: trusted_proxies?,
                max_connections: max_connections?,
                workers: workers?,
                passwords: PasswordPolicy {
                    min_chars: password_min_length?,
                },
                argon2: argon2?,
                hash_queue: HashQueueLimits {
                    at_once: cores,
                    waiting: HASHES_WAITING,
                    wait: wait?,
                },
                log: log?,
            })
        };
        settings().ok_or_else(|| read.mistakes())
    }
}

/// Two connections a core unless the operator says otherwise, 4 at least and 32 at most.
fn database_pool(read: &mut Reader, raw: &RawSettings, cores: NonZeroUsize) -> Option<u32> {
    let usual = u32::try_from(2 * cores.get()).unwrap_or(u32::MAX);
    read.read_or(
        setting::DATABASE_POOL,
        raw.database_pool.as_deref(),
        usual.clamp(4, 32),
        number(1..=500, "connections"),
    )
}

fn max_connections(read: &mut Reader, raw: &RawSettings) -> Option<usize> {
    read.read(
        setting::MAX_CONNECTIONS,
        &raw.max_connections,
        number(64..=1_000_000, "connections"),
    )
}

fn lifetimes(read: &mut Reader, raw: &RawSettings) -> Option<SessionLifetimes> {
    let access_token = read.read(
        setting::ACCESS_TOKEN_TTL,
        &raw.access_token_ttl,
        lifetime(MINUTE..=30 * DAY, "60 seconds to 30 days"),
    );
    let session = read.read(
        setting::REFRESH_TOKEN_TTL,
        &raw.refresh_token_ttl,
        lifetime(60 * MINUTE..=365 * DAY, "1 hour to 365 days"),
    );
    let idle = read.read(
        setting::SESSION_IDLE_TTL,
        &raw.session_idle_ttl,
        lifetime(5 * MINUTE..=365 * DAY, "5 minutes to 365 days"),
    );
    Some(SessionLifetimes {
        access_token: access_token?,
        session: session?,
        idle: idle?,
    })
}

fn argon2(read: &mut Reader, raw: &RawSettings) -> Option<Argon2Settings> {
    let memory_kib = read.read(
        setting::ARGON2_MEMORY_KIB,
        &raw.argon2_memory_kib,
        number(Argon2Settings::MEMORY_KIB, "KiB"),
    );
    let passes = read.read(
        setting::ARGON2_PASSES,
        &raw.argon2_passes,
        number(Argon2Settings::PASSES, "passes"),
    );
    let lanes = read.read(
        setting::ARGON2_LANES,
        &raw.argon2_lanes,
        number(Argon2Settings::LANES, "lanes"),
    );
    Some(Argon2Settings {
        memory_kib: memory_kib?,
        passes: passes?,
        lanes: lanes?,
    })
}
