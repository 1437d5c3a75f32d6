//! The settings of the service.

mod mail;
mod origins;
mod parse;
mod settings_macro;
mod unknown;

use std::net::SocketAddr;
use std::num::NonZeroUsize;
use std::thread::available_parallelism;
use std::time::Duration;

use chrono::TimeDelta;
use sendook_crypto::{Argon2Settings, SecretKey};
use sendook_dashboard::Site;
use sendook_domain::policies::{RegistrationMode, SessionLifetimes};
use sendook_domain::values::{AddressRange, EmailDomain, Environment, PasswordPolicy, Secret};
use sendook_foreign_passwords::Ceiling;
use sendook_mail::{MailSender, SmtpUrl};
use sendook_web::{CorsOrigins, HashQueueLimits};

pub(crate) use self::mail::MailSettings;
use self::origins::{PublicUrl, origins, public_url};
pub(crate) use self::parse::seconds;
use self::parse::{
    DAY, HOUR, MINUTE, SECOND, database_url, duration, email_domain, email_domains, environments,
    lifetime, log_filter, log_format, mail_sender, name, networks, number, on_or_off,
    optional_address, or_by_cores, registration_mode, secret_keys, smtp_url, socket_address,
};
pub(crate) use self::settings_macro::InvalidSettings;
pub(crate) use self::settings_macro::Row;
use self::settings_macro::{read, settings};
pub(crate) use self::unknown::warnings as unknown_settings;
use crate::logging::LogFormat;

settings! {
    /// Address and port to listen on; port 0 takes a free one
    bind: SocketAddr = "SENDOOK_BIND", "ADDRESS:PORT", "127.0.0.1:8006", socket_address;

    /// Where everything is kept
    #[arg(global = true)]
    database_url: Secret = "DATABASE_URL", "URL", "sqlite://sendook.db", database_url;

    /// Connections to the database, 1 to 500 [default: two per core, 4 to 32]
    #[arg(hide_default_value = true)]
    database_pool: u32 = "SENDOOK_DATABASE_POOL", "COUNT", "",
        or_by_cores(|cores| (2 * cores).clamp(4, 32), number(1..=500, "connections"));

    /// How long to try again at start while the database is away, 0s to 1h
    #[arg(global = true)]
    database_wait: Duration = "SENDOOK_DATABASE_WAIT", "DURATION", "30s",
        duration(Duration::ZERO..=HOUR, "0 s to 1 hour");

    /// Domain of every inbox
    email_domain: EmailDomain = "SENDOOK_EMAIL_DOMAIN", "DOMAIN", "sendook.com", email_domain;

    /// What GET /health calls this installation
    environment: String = "SENDOOK_ENVIRONMENT", "NAME", "production", name;

    /// How long an access token lives, 60s to 30d: seconds, or a number with s, m, h or d
    access_token_ttl: TimeDelta = "SENDOOK_ACCESS_TOKEN_TTL", "DURATION", "24h",
        lifetime(MINUTE..=30 * DAY, "60 seconds to 30 days");

    /// How long a session can be renewed by its refresh tokens, 1h to 365d
    refresh_token_ttl: TimeDelta = "SENDOOK_REFRESH_TOKEN_TTL", "DURATION", "30d",
        lifetime(HOUR..=365 * DAY, "1 hour to 365 days");

    /// How long a session lives without being used, 5m to 365d
    #[arg(global = true)]
    session_idle_ttl: TimeDelta = "SENDOOK_SESSION_IDLE_TTL", "DURATION", "7d",
        lifetime(5 * MINUTE..=365 * DAY, "5 minutes to 365 days");

    /// Who may open an account: open (anybody), invitation (whoever is invited to an organization) or closed (the operator makes
    /// accounts, with sendook user create)
    registration: RegistrationMode = "SENDOOK_REGISTRATION", "open|invitation|closed", "open", registration_mode;

    /// Domains that the e-mail addresses of new accounts may have, without their subdomains, separated by commas [default: all]
    #[arg(hide_default_value = true)]
    registration_domains: Vec<EmailDomain> = "SENDOOK_REGISTRATION_DOMAINS", "DOMAINS", "", email_domains;

    /// How long an invitation to an organization is valid, 1h to 365d
    invitation_ttl: TimeDelta = "SENDOOK_INVITATION_TTL", "DURATION", "7d",
        lifetime(HOUR..=365 * DAY, "1 hour to 365 days");

    /// Key that the secrets of authenticator apps are encrypted under, 32 random bytes in base64; several separated by commas: the first
    /// encrypts, and all decrypt [default: with SQLite a file beside the database, made when it is needed; with PostgreSQL none]
    #[arg(global = true, hide_default_value = true)]
    secret_key: Vec<SecretKey> = "SENDOOK_SECRET_KEY", "KEYS", "", secret_keys;

    /// Whether people need a recent proof of who they are to generate and rotate API keys, as for other sensitive changes: on or off
    step_up_keys: bool = "SENDOOK_STEP_UP_KEYS", "ON|OFF", "off", on_or_off;

    /// Whether failed logins are slowed down and registrations limited, on or off
    login_throttle: bool = "SENDOOK_LOGIN_THROTTLE", "ON|OFF", "on", on_or_off;

    /// How long the audit trail is kept, 1d to 3650d
    #[arg(global = true)]
    audit_retention: TimeDelta = "SENDOOK_AUDIT_RETENTION", "DURATION", "90d",
        lifetime(DAY..=3650 * DAY, "1 to 3650 days");

    /// Environments whose API keys are let in, separated by commas
    accept_environments: Vec<Environment> = "SENDOOK_ACCEPT_ENVIRONMENTS", "ENVIRONMENTS",
        "production,staging,development", environments;

    /// Maximum number of cached credentials, each proven at every request to be as good as the database, 0 (none) to 10000000
    credential_cache: usize = "SENDOOK_CREDENTIAL_CACHE", "COUNT", "50000",
        number(0..=10_000_000, "credentials");

    /// Origins whose pages may call the service, separated by commas; or * for all, without credentials [default: none]
    #[arg(hide_default_value = true)]
    cors_origins: CorsOrigins = "SENDOOK_CORS_ORIGINS", "ORIGINS", "", origins;

    /// Whether the service has pages for people, on or off
    dashboard: bool = "SENDOOK_DASHBOARD", "ON|OFF", "on", on_or_off;

    /// Address of the service as browsers see it, such as `https://auth.example.com` or `https://example.com/auth`; with
    /// https, cookies are Secure [default: plain HTTP, under the name that a request asks for]
    #[arg(hide_default_value = true)]
    public_url: PublicUrl = "SENDOOK_PUBLIC_URL", "URL", "", public_url;

    /// Mail server that mails are handed to, such as `smtps://user:password@mail.example.com`, `smtp://mail.example.com?tls=required`
    /// or `smtp://localhost`; needs a sender and a public URL too [default: no mail is sent]
    #[arg(hide_default_value = true)]
    smtp_url: Option<SmtpUrl> = "SENDOOK_SMTP_URL", "URL", "", smtp_url;

    /// Sender of every mail, such as `Accounts <no-reply@example.com>` [default: none]
    #[arg(hide_default_value = true)]
    mail_from: Option<MailSender> = "SENDOOK_MAIL_FROM", "ADDRESS", "", mail_sender;

    /// Proxies whose X-Forwarded-For counts: addresses and CIDR ranges, separated by commas [default: none]
    #[arg(hide_default_value = true)]
    trusted_proxies: Vec<AddressRange> = "SENDOOK_TRUSTED_PROXIES", "RANGES", "", networks;

    /// Connections at once, 64 to 1000000, of which one address that is no trusted proxy may hold a sixteenth, at least 32
    max_connections: usize = "SENDOOK_MAX_CONNECTIONS", "COUNT", "4096",
        number(64..=1_000_000, "connections");

    /// Threads that answer requests, 1 to 256 [default: one per core]
    #[arg(hide_default_value = true)]
    workers: usize = "SENDOOK_WORKERS", "COUNT", "", or_by_cores(|cores| cores, number(1..=256, "threads"));

    /// Minimum length of a new password, 8 to 64 characters
    password_min_length: usize = "SENDOOK_PASSWORD_MIN_LENGTH", "CHARACTERS", "8",
        number(PasswordPolicy::FLOOR..=64, "characters");

    /// Memory of one password hash in KiB, 19456 to 1048576
    argon2_memory_kib: u32 = "SENDOOK_ARGON2_MEMORY_KIB", "KIB", "19456",
        number(Argon2Settings::MEMORY_KIB, "KiB");

    /// Passes of one password hash, 2 to 32
    argon2_passes: u32 = "SENDOOK_ARGON2_PASSES", "COUNT", "2", number(Argon2Settings::PASSES, "passes");

    /// Lanes of one password hash, 1 to 16
    argon2_lanes: u32 = "SENDOOK_ARGON2_LANES", "COUNT", "1", number(Argon2Settings::LANES, "lanes");

    /// Memory that hashes of other systems may take while they are verified, each one and all together, in KiB, 1024 to 1048576
    #[arg(global = true)]
    import_max_memory_kib: u32 = "SENDOOK_IMPORT_MAX_MEMORY_KIB", "KIB", "131072",
        number(1024..=1_048_576, "KiB");

    /// Passes over its memory that a hash of another system may take, 1 to 64
    #[arg(global = true)]
    import_max_passes: u32 = "SENDOOK_IMPORT_MAX_PASSES", "COUNT", "16", number(1..=64, "passes");

    /// Iterations of PBKDF2 or phpass that a hash of another system may take, 1000 to 10000000
    #[arg(global = true)]
    import_max_iterations: u32 = "SENDOOK_IMPORT_MAX_ITERATIONS", "COUNT", "2000000",
        number(1000..=10_000_000, "iterations");

    /// Cost that a bcrypt hash of another system may have, 4 to 20
    #[arg(global = true)]
    import_max_bcrypt_cost: u32 = "SENDOOK_IMPORT_MAX_BCRYPT_COST", "COST", "14", number(4..=20, "as the cost");

    /// How long a login or registration may wait in the password-hashing queue before it gets 503, 1s to 60s
    hash_queue_wait: Duration = "SENDOOK_HASH_QUEUE_WAIT", "DURATION", "5s",
        duration(SECOND..=MINUTE, "1 to 60 seconds");

    /// Address and port to serve metrics for Prometheus on, at /metrics; for your own network only [default: none]
    #[arg(hide_default_value = true)]
    metrics_bind: Option<SocketAddr> = "SENDOOK_METRICS_BIND", "ADDRESS:PORT", "", optional_address;

    /// Whether each request is logged, at the level info: on or off
    access_log: bool = "SENDOOK_ACCESS_LOG", "ON|OFF", "off", on_or_off;

    /// How the log is written: text, or json for programs that collect logs
    log_format: LogFormat = "SENDOOK_LOG_FORMAT", "TEXT|JSON", "text", log_format;

    /// What is logged: error, warn, info, debug or trace, also by module, as in `info,sendook_web=debug`
    log: String = "RUST_LOG", "FILTER", "info", log_filter;
}

/// How many logins and registrations may wait for a core.
const HASHES_WAITING: usize = 64;

impl Settings {
    pub(crate) fn lifetimes(&self) -> SessionLifetimes {
        SessionLifetimes {
            access_token: self.access_token_ttl,
            session: self.refresh_token_ttl,
            idle: self.session_idle_ttl,
        }
    }

    pub(crate) fn passwords(&self) -> PasswordPolicy {
        PasswordPolicy {
            min_chars: self.password_min_length,
        }
    }

    pub(crate) fn argon2(&self) -> Argon2Settings {
        Argon2Settings {
            memory_kib: self.argon2_memory_kib,
            passes: self.argon2_passes,
            lanes: self.argon2_lanes,
        }
    }

    /// What a password hash of another system may cost.
    pub(crate) fn import_ceiling(&self) -> Ceiling {
        Ceiling {
            memory_kib: self.import_max_memory_kib,
            passes: self.import_max_passes,
            iterations: self.import_max_iterations,
            bcrypt_cost: self.import_max_bcrypt_cost,
        }
    }

    pub(crate) fn hash_queue(&self) -> HashQueueLimits {
        HashQueueLimits {
            at_once: available_parallelism().unwrap_or(NonZeroUsize::MIN),
            waiting: HASHES_WAITING,
            wait: self.hash_queue_wait,
        }
    }

    /// The address of the service, as far as it is known: without a public URL, where it listens.
    pub(crate) fn address(&self) -> String {
        let public = self.public_url.site.known_address();
        public.unwrap_or_else(|| format!("http://{}", self.bind))
    }

    /// The address at which passkeys work: without a public URL, this machine by its name, as they work under a name alone.
    pub(crate) fn passkey_address(&self) -> String {
        let public = self.public_url.site.known_address();
        public.unwrap_or_else(|| format!("http://localhost:{}", self.bind.port()))
    }

    /// What authenticator apps list accounts under: the host of the service, as people may have accounts at several.
    pub(crate) fn app_name(&self) -> String {
        let host = self.public_url.host();
        host.unwrap_or_else(|| "Sendook".to_owned())
    }

    /// Where browsers see the dashboard, unless it is turned off.
    pub(crate) fn dashboard_site(&self) -> Option<Site> {
        self.dashboard.then(|| self.public_url.site.clone())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use clap::{Args as _, Command};

    use super::*;

    /// The settings in the table of their page, with their defaults.
    fn documented() -> BTreeMap<&'static str, &'static str> {
        let rows = include_str!("../../../../docs/operations/settings.md")
            .lines()
            .filter_map(|line| {
                let (variable, rest) = line.strip_prefix("| `")?.split_once("` | ")?;
                let is_variable = variable
                    .bytes()
                    .all(|byte| byte == b'_' || byte.is_ascii_uppercase() || byte.is_ascii_digit());
                let (default, _) = rest.split_once(" | ")?;
                is_variable.then_some((variable, default.trim_matches('`')))
            });
        rows.collect()
    }

    #[test]
    fn the_page_of_settings_has_those_of_help_and_their_defaults() {
        let command = RawSettings::augment_args(Command::new("sendook"));
        let documented = documented();
        assert_eq!(documented.len(), VARIABLES.len());
        for argument in command.get_arguments() {
            let variable = argument.get_env().unwrap().to_str().unwrap();
            let default = argument.get_default_values()[0].to_str().unwrap();
            let help = argument.get_help().unwrap().to_string();
            let shown = match help.split_once("[default: ") {
                Some((_, shown)) if default.is_empty() => shown.trim_end_matches(']'),
                _ => default,
            };
            assert_eq!(documented.get(variable), Some(&shown), "{variable}");
        }
    }
}
