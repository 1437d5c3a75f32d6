//! The names of fields in bodies about API keys.

use crate::request::FieldNames;

/// What people write for the fields of a key.
const MISTAKEN: &[(&str, &str)] = &[
    ("scope", "scopes"),
    ("permission", "scopes"),
    ("permissions", "scopes"),
    ("inbox", "inbox_ids"),
    ("inboxes", "inbox_ids"),
    ("inbox_id", "inbox_ids"),
    ("enabled", "active"),
    ("is_enabled", "active"),
    ("is_active", "active"),
    ("disabled", "active"),
    ("is_disabled", "active"),
    ("inactive", "active"),
    ("status", "active"),
    ("state", "active"),
    ("env", "environment"),
    ("expires", "expires_at"),
    ("expiry", "expires_at"),
    ("expiration", "expires_at"),
    ("expiration_date", "expires_at"),
    ("expires_on", "expires_at"),
    ("valid_until", "expires_at"),
    ("not_after", "expires_at"),
    ("ttl", "expires_in"),
    ("lifetime", "expires_in"),
    ("rate", "rate_limit"),
    ("limit", "rate_limit"),
    ("limits", "rate_limit"),
    ("quota", "rate_limit"),
    ("throttle", "rate_limit"),
    ("ips", "allowed_ips"),
    ("cidrs", "allowed_ips"),
    ("allowed_cidrs", "allowed_ips"),
    ("allowed_addresses", "allowed_ips"),
    ("allowed_networks", "allowed_ips"),
    ("ip_addresses", "allowed_ips"),
    ("ip_ranges", "allowed_ips"),
    ("ip_restrictions", "allowed_ips"),
    ("allowlist", "allowed_ips"),
    ("ip_allowlist", "allowed_ips"),
    ("ip_whitelist", "allowed_ips"),
];

/// `POST …/api_keys`
pub(super) const CREATE: FieldNames = FieldNames {
    known: &[
        "name",
        "environment",
        "expires_at",
        "expires_in",
        "scopes",
        "inbox_ids",
        "rate_limit",
        "allowed_ips",
    ],
    fixed: &[],
    mistaken: MISTAKEN,
};

/// The object `rate_limit` of both.
pub(super) const RATE_LIMIT: FieldNames = FieldNames {
    known: &["limit", "window_seconds"],
    fixed: &[],
    mistaken: &[
        ("requests", "limit"),
        ("max", "limit"),
        ("burst", "limit"),
        ("window", "window_seconds"),
        ("seconds", "window_seconds"),
        ("period", "window_seconds"),
        ("interval", "window_seconds"),
    ],
};

/// `PATCH …/api_keys/{id}`
pub(super) const CHANGE: FieldNames = FieldNames {
    known: &[
        "name",
        "active",
        "expires_at",
        "expires_in",
        "scopes",
        "inbox_ids",
        "rate_limit",
        "allowed_ips",
    ],
    fixed: &[
        "environment",
        "key",
        "hint",
        "secrets",
        "disabled_reason",
        "last_used_at",
        "last_used_ip",
        "request_count",
    ],
    mistaken: MISTAKEN,
};

/// `POST …/api_keys/{id}/rotate`
pub(super) const ROTATE: FieldNames = FieldNames {
    known: &["grace_seconds", "end_oldest"],
    fixed: &[
        "name",
        "environment",
        "active",
        "expires_at",
        "expires_in",
        "scopes",
        "inbox_ids",
        "rate_limit",
        "allowed_ips",
    ],
    mistaken: &[
        ("grace", "grace_seconds"),
        ("grace_secs", "grace_seconds"),
        ("grace_sec", "grace_seconds"),
        ("grace_period", "grace_seconds"),
        ("grace_period_seconds", "grace_seconds"),
        ("grace_minutes", "grace_seconds"),
        ("grace_hours", "grace_seconds"),
        ("grace_days", "grace_seconds"),
        ("grace_ms", "grace_seconds"),
        ("overlap", "grace_seconds"),
        ("overlap_seconds", "grace_seconds"),
        ("end_old", "end_oldest"),
        ("end_oldest_secret", "end_oldest"),
        ("force", "end_oldest"),
        ("enabled", "active"),
        ("is_active", "active"),
        ("scope", "scopes"),
    ],
};
