//! The name and default of every setting, once.

use super::Setting;

pub(crate) const BIND: Setting = Setting::new("SENDOOK_BIND", "127.0.0.1:8006");
pub(crate) const DATABASE_URL: Setting = Setting::secret("DATABASE_URL", "sqlite://sendook.db");
pub(crate) const DATABASE_POOL: Setting = Setting::without_default("SENDOOK_DATABASE_POOL");
pub(crate) const DATABASE_WAIT: Setting = Setting::new("SENDOOK_DATABASE_WAIT", "30s");
pub(crate) const EMAIL_DOMAIN: Setting = Setting::new("SENDOOK_EMAIL_DOMAIN", "sendook.com");
pub(crate) const ENVIRONMENT: Setting = Setting::new("SENDOOK_ENVIRONMENT", "production");
pub(crate) const ACCESS_TOKEN_TTL: Setting = Setting::new("SENDOOK_ACCESS_TOKEN_TTL", "24h");
pub(crate) const REFRESH_TOKEN_TTL: Setting = Setting::new("SENDOOK_REFRESH_TOKEN_TTL", "30d");
pub(crate) const SESSION_IDLE_TTL: Setting = Setting::new("SENDOOK_SESSION_IDLE_TTL", "7d");
pub(crate) const LOGIN_THROTTLE: Setting = Setting::new("SENDOOK_LOGIN_THROTTLE", "on");
pub(crate) const AUDIT_RETENTION: Setting = Setting::new("SENDOOK_AUDIT_RETENTION", "90d");
pub(crate) const ACCEPT_ENVIRONMENTS: Setting = Setting::new(
    "SENDOOK_ACCEPT_ENVIRONMENTS",
    "production,staging,development",
);
pub(crate) const CREDENTIAL_CACHE: Setting = Setting::new("SENDOOK_CREDENTIAL_CACHE", "50000");
pub(crate) const CORS_ORIGINS: Setting = Setting::without_default("SENDOOK_CORS_ORIGINS");
pub(crate) const DASHBOARD: Setting = Setting::new("SENDOOK_DASHBOARD", "on");
pub(crate) const PUBLIC_URL: Setting = Setting::without_default("SENDOOK_PUBLIC_URL");
pub(crate) const TRUSTED_PROXIES: Setting = Setting::without_default("SENDOOK_TRUSTED_PROXIES");
pub(crate) const MAX_CONNECTIONS: Setting = Setting::new("SENDOOK_MAX_CONNECTIONS", "4096");
pub(crate) const WORKERS: Setting = Setting::without_default("SENDOOK_WORKERS");
pub(crate) const PASSWORD_MIN_LENGTH: Setting = Setting::new("SENDOOK_PASSWORD_MIN_LENGTH", "8");
pub(crate) const ARGON2_MEMORY_KIB: Setting = Setting::new("SENDOOK_ARGON2_MEMORY_KIB", "19456");
pub(crate) const ARGON2_PASSES: Setting = Setting::new("SENDOOK_ARGON2_PASSES", "2");
pub(crate) const ARGON2_LANES: Setting = Setting::new("SENDOOK_ARGON2_LANES", "1");
pub(crate) const HASH_QUEUE_WAIT: Setting = Setting::new("SENDOOK_HASH_QUEUE_WAIT", "5s");
pub(crate) const ACCESS_LOG: Setting = Setting::new("SENDOOK_ACCESS_LOG", "off");
pub(crate) const LOG: Setting = Setting::new("RUST_LOG", "info");
