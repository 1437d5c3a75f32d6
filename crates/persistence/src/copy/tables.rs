use diesel::connection::SimpleConnection;

use crate::connection::SqlConnection;
use crate::error::SqlResult;

/// A table that is copied.
#[derive(Debug, Clone, Copy)]
pub(super) struct Table {
    pub(super) name: &'static str,
    /// The columns of its primary key, in order.
    pub(super) key: &'static [&'static str],
}

/// Every table, each after those that it refers to, except the history of one database: its invalidations and its last
/// sweep. A test compares the names with the schema.
pub(super) const TABLES: [Table; 28] = [
    table("users", &["id"]),
    table("password_resets", &["user_id"]),
    table("factors", &["id"]),
    table("recovery_codes", &["user_id", "digest"]),
    table("second_factor_logins", &["digest"]),
    table("passkey_challenges", &["digest"]),
    table("mail_links", &["digest"]),
    table("outgoing_mails", &["id"]),
    table("organizations", &["id"]),
    table("memberships", &["organization_id", "user_id"]),
    table("invitations", &["id"]),
    table("invitation_tokens", &["digest"]),
    table("known_devices", &["user_id", "device"]),
    table("key_end_notices", &["organization_id"]),
    table("sessions", &["id"]),
    table("access_tokens", &["digest"]),
    table("refresh_tokens", &["digest"]),
    table("inboxes", &["id"]),
    table("api_keys", &["id"]),
    table("api_key_secrets", &["digest"]),
    table("api_key_inboxes", &["api_key_id", "inbox_id"]),
    table("run_tokens", &["digest"]),
    table("remembered_answers", &["id"]),
    table("organization_usage", &["organization_id", "day"]),
    table("api_key_usage", &["api_key_id", "day"]),
    table("audit_events", &["id"]),
    table("imported_documents", &["kind", "id"]),
    table("login_failures", &["account", "address"]),
];

const fn table(name: &'static str, key: &'static [&'static str]) -> Table {
    Table { name, key }
}

/// Keeps others from writing to a PostgreSQL database until the transaction ends. On SQLite a transaction
/// that writes does so by itself.
pub(super) fn lock_tables(connection: &mut SqlConnection, mode: &str) -> SqlResult<()> {
    let names = TABLES.map(|table| table.name).join(", ");
    let lock: Option<&str> = match connection {
        SqlConnection::Sqlite(_) => None,
        // Copying a database into itself would deadlock.
        #[cfg(feature = "postgres")]
        SqlConnection::Postgres(_) => Some("SET LOCAL lock_timeout = '5s'; LOCK TABLE"),
    };
    if let Some(lock) = lock {
        connection.batch_execute(&format!("{lock} {names} IN {mode} MODE"))?;
    }
    Ok(())
}
