//! Recovery codes.

use diesel::prelude::*;
use sendook_domain::entities::{AuditEvent, OutgoingMail, User};
use sendook_domain::values::{Digest, Id};

use super::has_any;
use crate::connection::SqlConnection;
use crate::error::SqlResult;
use crate::primary::on_primary;
use crate::schema::recovery_codes;
use crate::store::password_hash::lock;
use crate::store::{audit, outbox};

pub(super) fn left(connection: &mut SqlConnection, user: &Id<User>) -> SqlResult<usize> {
    let unused: i64 = recovery_codes::table
        .filter(recovery_codes::user_id.eq(user.as_str()))
        .filter(recovery_codes::used_at.is_null())
        .filter(on_primary())
        .count()
        .get_result(connection)?;
    Ok(usize::try_from(unused).unwrap_or_default())
}

pub(super) fn renew(
    connection: &mut SqlConnection,
    user: &Id<User>,
    codes: &[Digest],
    audit: &AuditEvent,
    mails: &[OutgoingMail],
) -> SqlResult<bool> {
    lock(connection, user)?;
    if !has_any(connection, user)? {
        return Ok(false);
    }
    end(connection, user)?;
    insert(connection, user, codes)?;
    outbox::queue(connection, mails)?;
    audit::record(connection, audit)?;
    Ok(true)
}

/// Keeps codes if the person has none, used ones included. Returns whether it did.
pub(super) fn insert_first(
    connection: &mut SqlConnection,
    user: &Id<User>,
    codes: &[Digest],
) -> SqlResult<bool> {
    let first = recovery_codes::table
        .filter(recovery_codes::user_id.eq(user.as_str()))
        .filter(on_primary())
        .select(recovery_codes::digest)
        .first::<Vec<u8>>(connection)
        .optional()?;
    if first.is_some() {
        return Ok(false);
    }
    insert(connection, user, codes)?;
    Ok(true)
}

fn insert(connection: &mut SqlConnection, user: &Id<User>, codes: &[Digest]) -> SqlResult<()> {
    // One after the other: SQLite takes no batch of rows in one statement that both databases share.
    for digest in codes {
        diesel::insert_into(recovery_codes::table)
            .values((
                recovery_codes::user_id.eq(user.as_str()),
                recovery_codes::digest.eq(digest.as_bytes().as_slice()),
            ))
            .execute(connection)?;
    }
    Ok(())
}

/// Ends the codes of a person.
pub(super) fn end(connection: &mut SqlConnection, user: &Id<User>) -> SqlResult<()> {
    let own = recovery_codes::table.filter(recovery_codes::user_id.eq(user.as_str()));
    diesel::delete(own).execute(connection)?;
    Ok(())
}

/// Uses a code up. Returns whether it was good.
pub(in crate::store) fn use_up(
    connection: &mut SqlConnection,
    user: &Id<User>,
    code: &Digest,
    at: i64,
) -> SqlResult<bool> {
    let unused = recovery_codes::table
        .find((user.as_str(), code.as_bytes().as_slice()))
        .filter(recovery_codes::used_at.is_null());
    let changed = diesel::update(unused)
        .set(recovery_codes::used_at.eq(at))
        .execute(connection)?;
    Ok(changed == 1)
}
