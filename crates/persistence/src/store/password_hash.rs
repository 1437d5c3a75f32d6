use std::collections::HashSet;

use diesel::prelude::*;
use sendook_domain::entities::{PasswordHash, User};
use sendook_domain::values::Id;

use crate::connection::SqlConnection;
use crate::error::SqlResult;
use crate::schema::users;

/// Whether the hash of a user still is `proof`, and the account not disabled. If so, that stays to the end of the transaction.
pub(super) fn hold(
    connection: &mut SqlConnection,
    user: &Id<User>,
    proof: &PasswordHash,
) -> SqlResult<bool> {
    let held = users::table
        .filter(users::id.eq(user.as_str()))
        .filter(users::password_hash.eq(proof.as_text()))
        .filter(users::disabled_at.is_null())
        .select(users::id);
    let held = match connection {
        // The transaction is the only one that writes.
        SqlConnection::Sqlite(connection) => held.get_result::<String>(connection).optional(),
        #[cfg(feature = "postgres")]
        SqlConnection::Postgres(connection) => {
            // Several logins hold it at once.
            held.for_share().get_result::<String>(connection).optional()
        }
    };
    Ok(held?.is_some())
}

/// Locks the row of a user to the end of the transaction, whether the account is disabled or not.
#[cfg_attr(
    not(feature = "postgres"),
    expect(
        unused_variables,
        clippy::unnecessary_wraps,
        reason = "SQLite has no rows to lock"
    )
)]
pub(super) fn lock(connection: &mut SqlConnection, user: &Id<User>) -> SqlResult<()> {
    let row = users::table
        .filter(users::id.eq(user.as_str()))
        .select(users::id);
    match connection {
        // The transaction is the only one that writes.
        SqlConnection::Sqlite(_) => {}
        #[cfg(feature = "postgres")]
        SqlConnection::Postgres(connection) => {
            row.for_update()
                .get_result::<String>(connection)
                .optional()?;
        }
    }
    Ok(())
}

/// Locks the row of a user to the end of the transaction, if the account is not disabled; returns whether it is so.
pub(super) fn lock_enabled(connection: &mut SqlConnection, user: &Id<User>) -> SqlResult<bool> {
    let enabled = users::table
        .filter(users::id.eq(user.as_str()))
        .filter(users::disabled_at.is_null())
        .select(users::id);
    let locked = match connection {
        // The transaction is the only one that writes.
        SqlConnection::Sqlite(connection) => enabled.get_result::<String>(connection).optional(),
        #[cfg(feature = "postgres")]
        SqlConnection::Postgres(connection) => enabled
            .for_update()
            .get_result::<String>(connection)
            .optional(),
    };
    Ok(locked?.is_some())
}

/// As [`lock_enabled`], for several users: those whose accounts are not disabled.
pub(super) fn lock_all_enabled(
    connection: &mut SqlConnection,
    users: HashSet<&str>,
) -> SqlResult<HashSet<String>> {
    if users.is_empty() {
        return Ok(HashSet::new());
    }
    // In one order, so that two transactions do not wait for each other.
    let enabled = users::table
        .filter(users::id.eq_any(users))
        .filter(users::disabled_at.is_null())
        .select(users::id)
        .order(users::id);
    let locked = match connection {
        // The transaction is the only one that writes.
        SqlConnection::Sqlite(connection) => enabled.load::<String>(connection),
        #[cfg(feature = "postgres")]
        SqlConnection::Postgres(connection) => enabled.for_update().load::<String>(connection),
    };
    Ok(locked?.into_iter().collect())
}

/// Replaces a hash if it still is `old`, and returns whether it was.
pub(super) fn swap(
    connection: &mut SqlConnection,
    user: &Id<User>,
    old: &PasswordHash,
    new: &PasswordHash,
) -> SqlResult<bool> {
    let swapped = diesel::update(users::table)
        .filter(users::id.eq(user.as_str()))
        .filter(users::password_hash.eq(old.as_text()))
        .set(users::password_hash.eq(new.as_text()))
        .execute(connection)?;
    Ok(swapped == 1)
}
