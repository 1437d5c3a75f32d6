use clap::Args;

use super::catalogue::{
    ACCEPT_ENVIRONMENTS, ACCESS_LOG, ACCESS_TOKEN_TTL, ARGON2_LANES, ARGON2_MEMORY_KIB,
    ARGON2_PASSES, AUDIT_RETENTION, BIND, CORS_ORIGINS, CREDENTIAL_CACHE, DASHBOARD, DATABASE_POOL,
    DATABASE_URL, DATABASE_WAIT, EMAIL_DOMAIN, ENVIRONMENT, HASH_QUEUE_WAIT, LOG, LOGIN_THROTTLE,
    MAX_CONNECTIONS, PASSWORD_MIN_LENGTH, PUBLIC_URL, REFRESH_TOKEN_TTL, SESSION_IDLE_TTL,
    TRUSTED_PROXIES, WORKERS,
};

/// The settings as they were typed. Its doc comments are the text of `--help`.
///
/// All are texts, so that [`Settings::resolve`](super::Settings::resolve) can judge them together. There
/// is no `Debug`: a database URL can hold a password.
#[derive(Args)]
#[command(next_help_heading = "Settings")]
pub(crate) struct RawSettings {
    /// Address and port to listen on; port 0 takes a free one
    #[arg(long, env = BIND.name, default_value = BIND.default, value_name = "ADDRESS:PORT")]
    #[arg(hide_env_values = true)]
    pub(crate) bind: String,

    /// Where everything is kept
    #[arg(long, env = DATABASE_URL.name, default_value = DATABASE_URL.default, value_name = "URL")]
    #[arg(hide_env_values = true, global = true)]
    pub(crate) database_url: String,

    /// Connections to the database, 1 to 500 [default: two a core, 4 to 32]
    #[arg(long, env = DATABASE_POOL.name, value_name = "COUNT", hide_env_values = true)]
    pub(crate) database_pool: Option<String>,

    /// How long to try again at start while the database is away, 0s to 1h
    #[arg(long, env = DATABASE_WAIT.name, default_value = DATABASE_WAIT.default)]
    #[arg(value_name = "DURATION", hide_env_values = true)]
    pub(crate) database_wait: String,

    /// Domain of every inbox
    #[arg(long, env = EMAIL_DOMAIN.name, default_value = EMAIL_DOMAIN.default)]
    #[arg(value_name = "DOMAIN", hide_env_values = true)]
    pub(crate) email_domain: String,

    /// What GET /health calls this installation
    #[arg(long, env = ENVIRONMENT.name, default_value = ENVIRONMENT.default)]
    #[arg(value_name = "NAME", hide_env_values = true)]
    pub(crate) environment: String,

    /// How long an access token lives, 60s to 30d: seconds, or a number with s, m, h or d
    #[arg(long, env = ACCESS_TOKEN_TTL.name, default_value = ACCESS_TOKEN_TTL.default)]
    #[arg(value_name = "DURATION", hide_env_values = true)]
    pub(crate) access_token_ttl: String,

    /// How long a session can be renewed by its refresh tokens, 1h to 365d
    #[arg(long, env = REFRESH_TOKEN_TTL.name, default_value = REFRESH_TOKEN_TTL.default)]
    #[arg(value_name = "DURATION", hide_env_values = true)]
    pub(crate) refresh_token_ttl: String,

    /// How long a session lives without being used, 5m to 365d
    #[arg(long, env = SESSION_IDLE_TTL.name, default_value = SESSION_IDLE_TTL.default)]
    #[arg(value_name = "DURATION", hide_env_values = true)]
    pub(crate) session_idle_ttl: String,

    /// Whether failed logins are slowed down and registrations limited, on or off
    #[arg(long, env = LOGIN_THROTTLE.name, default_value = LOGIN_THROTTLE.default)]
    #[arg(value_name = "ON|OFF", hide_env_values = true)]
    pub(crate) login_throttle: String,

    /// How long the audit trail is kept, 1d to 3650d
    #[arg(long, env = AUDIT_RETENTION.name, default_value = AUDIT_RETENTION.default)]
    #[arg(value_name = "DURATION", hide_env_values = true)]
    pub(crate) audit_retention: String,

    /// Environments whose API keys are let in, separated by commas
    #[arg(long, env = ACCEPT_ENVIRONMENTS.name, default_value = ACCEPT_ENVIRONMENTS.default)]
    #[arg(value_name = "ENVIRONMENTS", hide_env_values = true)]
    pub(crate) accept_environments: String,

    /// Of about how many credentials copies are kept, each proven at every request to be as good as the database,
    /// 0 (none) to 10000000
    #[arg(long, env = CREDENTIAL_CACHE.name, default_value = CREDENTIAL_CACHE.default)]
    #[arg(value_name = "COUNT", hide_env_values = true)]
    pub(crate) credential_cache: String,

    /// Origins whose pages may call the service, separated by commas; or * for all, without credentials
    /// [default: none]
    #[arg(long, env = CORS_ORIGINS.name)]
    #[arg(value_name = "ORIGINS", hide_env_values = true)]
    pub(crate) cors_origins: Option<String>,

    /// Whether the service has pages for people, on or off
    #[arg(long, env = DASHBOARD.name, default_value = DASHBOARD.default)]
    #[arg(value_name = "ON|OFF", hide_env_values = true)]
    pub(crate) dashboard: String,

    /// Address of the service as browsers see it, such as `https://auth.example.com` or `https://example.com/auth`;
    /// with https, cookies are Secure [default: plain HTTP, under the name that a request asks for]
    #[arg(long, env = PUBLIC_URL.name)]
    #[arg(value_name = "URL", hide_env_values = true)]
    pub(crate) public_url: Option<String>,

    /// Proxies whose X-Forwarded-For counts: addresses and CIDR ranges, separated by commas
    /// [default: none]
    #[arg(long, env = TRUSTED_PROXIES.name)]
    #[arg(value_name = "RANGES", hide_env_values = true)]
    pub(crate) trusted_proxies: Option<String>,

    /// Connections at once, 64 to 1000000, of which one address that is no trusted proxy may hold a sixteenth,
    /// at least 32
    #[arg(long, env = MAX_CONNECTIONS.name, default_value = MAX_CONNECTIONS.default)]
    #[arg(value_name = "COUNT", hide_env_values = true)]
    pub(crate) max_connections: String,

    /// Threads that answer requests, 1 to 256 [default: one a core]
    #[arg(long, env = WORKERS.name, value_name = "COUNT", hide_env_values = true)]
    pub(crate) workers: Option<String>,

    /// Fewest characters of a new password, 8 to 64
    #[arg(long, env = PASSWORD_MIN_LENGTH.name, default_value = PASSWORD_MIN_LENGTH.default)]
    #[arg(value_name = "CHARACTERS", hide_env_values = true)]
    pub(crate) password_min_length: String,

    /// Memory of one password hash in KiB, 19456 to 1048576
    #[arg(long, env = ARGON2_MEMORY_KIB.name, default_value = ARGON2_MEMORY_KIB.default)]
    #[arg(value_name = "KIB", hide_env_values = true)]
    pub(crate) argon2_memory_kib: String,

    /// Passes of one password hash, 2 to 32
    #[arg(long, env = ARGON2_PASSES.name, default_value = ARGON2_PASSES.default)]
    #[arg(value_name = "COUNT", hide_env_values = true)]
    pub(crate) argon2_passes: String,

    /// Lanes of one password hash, 1 to 16
    #[arg(long, env = ARGON2_LANES.name, default_value = ARGON2_LANES.default)]
    #[arg(value_name = "COUNT", hide_env_values = true)]
    pub(crate) argon2_lanes: String,

    /// How long a login waits for others to be hashed before it is answered with 503, 1s to 60s
    #[arg(long, env = HASH_QUEUE_WAIT.name, default_value = HASH_QUEUE_WAIT.default)]
    #[arg(value_name = "DURATION", hide_env_values = true)]
    pub(crate) hash_queue_wait: String,

    /// Whether each request is logged, at the level info: on or off
    #[arg(long, env = ACCESS_LOG.name, default_value = ACCESS_LOG.default)]
    #[arg(value_name = "ON|OFF", hide_env_values = true)]
    pub(crate) access_log: String,

    /// What is logged: error, warn, info, debug or trace, also by module, as in `info,sendook_web=debug`
    #[arg(long, env = LOG.name, default_value = LOG.default, value_name = "FILTER")]
    #[arg(hide_env_values = true)]
    pub(crate) log: String,
}
