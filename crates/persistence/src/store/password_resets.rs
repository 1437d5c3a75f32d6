use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Binary, Text};
use sendook_domain::entities::{
    AuditEvent, LinkPurpose, OutgoingMail, PasswordHash, PasswordReset, User,
};
use sendook_domain::ports::{EndSessions, PasswordResets, StoreError};
use sendook_domain::values::{Digest, Id};

use super::delete_before::delete_before;
use super::password_hash::lock_enabled;
use super::sql_store::SqlStore;
use super::{audit, factor_logins, login_failures, mail_links, outbox, sessions};
use crate::connection::SqlConnection;
use crate::error::SqlResult;
use crate::primary::on_primary;
use crate::rows::{PasswordResetRow, micros};
use crate::schema::{password_resets, users};

const OFFER: &str = "INSERT INTO password_resets (user_id, digest, expires_at) VALUES ($1, $2, $3) \
     ON CONFLICT (user_id) DO UPDATE SET digest = excluded.digest, expires_at = excluded.expires_at";

/// Each step that concerns a user locks that user's row first, to avoid deadlocks.
impl PasswordResets for SqlStore {
    fn offer_password_reset(
        &self,
        reset: &PasswordReset,
        audit: &AuditEvent,
    ) -> Result<bool, StoreError> {
        self.write(|connection| {
            if !lock_enabled(connection, &reset.user_id)? {
                return Ok(false);
            }
            diesel::sql_query(OFFER)
                .bind::<Text, _>(reset.user_id.as_str())
                .bind::<Binary, _>(reset.digest.as_bytes().as_slice())
                .bind::<BigInt, _>(micros(&reset.expires_at))
                .execute(connection)?;
            audit::record(connection, audit)?;
            Ok(true)
        })
    }

    fn password_reset_by_digest(
        &self,
        digest: &Digest,
    ) -> Result<Option<PasswordReset>, StoreError> {
        self.read(|connection| {
            let row = password_resets::table
                .filter(password_resets::digest.eq(digest.as_bytes().as_slice()))
                .filter(on_primary())
                .get_result::<PasswordResetRow>(connection)
                .optional()?;
            if let Some(row) = row {
                return Ok(Some(row.try_into()?));
            }
            let mailed = mail_links::find(connection, digest, LinkPurpose::PasswordReset)?;
            Ok(mailed.map(|link| PasswordReset {
                digest: link.digest,
                user_id: link.user_id,
                expires_at: link.expires_at,
            }))
        })
    }

    fn reset_password(
        &self,
        reset: &PasswordReset,
        hash: &PasswordHash,
        account: &Digest,
        audit: &AuditEvent,
        mails: &[OutgoingMail],
    ) -> Result<bool, StoreError> {
        self.write(|connection| {
            if !lock_enabled(connection, &reset.user_id)? || !use_up(connection, &reset.digest)? {
                return Ok(false);
            }
            diesel::update(users::table.filter(users::id.eq(reset.user_id.as_str())))
                .set(users::password_hash.eq(hash.as_text()))
                .execute(connection)?;
            sessions::end(connection, &reset.user_id, &EndSessions::All)?;
            void(connection, &reset.user_id)?;
            factor_logins::end_all(connection, &reset.user_id)?;
            outbox::queue(connection, mails)?;
            audit::record(connection, audit)?;
            login_failures::forget_account(connection, account)?;
            Ok(true)
        })
    }

    fn void_password_reset(&self, digest: &Digest, audit: &AuditEvent) -> Result<bool, StoreError> {
        self.write(|connection| {
            let voided = use_up(connection, digest)?;
            if voided {
                audit::record(connection, audit)?;
            }
            Ok(voided)
        })
    }

    fn sweep_password_resets(
        &self,
        expired: DateTime<Utc>,
        limit: u32,
    ) -> Result<usize, StoreError> {
        self.write(|connection| {
            let (table, key) = ("password_resets", "user_id");
            delete_before(connection, table, key, "expires_at", &expired, limit)
        })
    }
}

fn use_up(connection: &mut SqlConnection, digest: &Digest) -> SqlResult<bool> {
    let used =
        password_resets::table.filter(password_resets::digest.eq(digest.as_bytes().as_slice()));
    Ok(diesel::delete(used).execute(connection)? > 0
        || mail_links::use_up(connection, digest, LinkPurpose::PasswordReset)?)
}

/// Ends the resets of a user, if there are any.
pub(super) fn void(connection: &mut SqlConnection, user: &Id<User>) -> SqlResult<()> {
    diesel::delete(password_resets::table.find(user.as_str())).execute(connection)?;
    mail_links::void(connection, user, LinkPurpose::PasswordReset)
}
