use diesel::prelude::*;
use sendook_domain::entities::{AuditEvent, OutgoingMail, PasswordHash, Session, User};
use sendook_domain::ports::{EndSessions, StoreError, Users};
use sendook_domain::values::{EmailAddress, Id, PersonName};

use super::sql_store::SqlStore;
use super::{audit, factor_logins, outbox, password_hash, password_resets, sessions};
use crate::connection::SqlConnection;
use crate::error::SqlResult;
use crate::primary::on_primary;
use crate::rows::{UserRow, micros};
use crate::schema::users;

impl Users for SqlStore {
    fn user(&self, id: &Id<User>) -> Result<Option<User>, StoreError> {
        self.read(|connection| find(connection, id))
    }

    fn user_for_login(
        &self,
        email: &EmailAddress,
    ) -> Result<Option<(User, PasswordHash)>, StoreError> {
        self.read(|connection| {
            let row = users::table
                .filter(users::email_key.eq(email.key()))
                .filter(on_primary())
                .get_result::<UserRow>(connection)
                .optional()?;
            Ok(row.map(TryInto::try_into).transpose()?)
        })
    }

    fn rename_user(
        &self,
        id: &Id<User>,
        first_name: &PersonName,
        last_name: Option<&PersonName>,
        audit: &AuditEvent,
    ) -> Result<Option<User>, StoreError> {
        self.write(|connection| {
            let renamed = diesel::update(users::table)
                .filter(users::id.eq(id.as_str()))
                .set((
                    users::first_name.eq(first_name.as_str()),
                    users::last_name.eq(last_name.map(PersonName::as_str)),
                    users::updated_at.eq(micros(&audit.at)),
                ))
                .execute(connection)?;
            if renamed == 0 {
                return Ok(None);
            }
            audit::record(connection, audit)?;
            find(connection, id)
        })
    }

    fn renew_password_hash(
        &self,
        user: &Id<User>,
        old: &PasswordHash,
        new: &PasswordHash,
    ) -> Result<bool, StoreError> {
        self.write(|connection| password_hash::swap(connection, user, old, new))
    }

    fn change_password(
        &self,
        user: &Id<User>,
        old: &PasswordHash,
        new: &PasswordHash,
        keep: &Id<Session>,
        audit: &AuditEvent,
        mails: &[OutgoingMail],
    ) -> Result<bool, StoreError> {
        self.write(|connection| {
            if !password_hash::swap(connection, user, old, new)? {
                return Ok(false);
            }
            sessions::end(connection, user, &EndSessions::AllBut(keep.clone()))?;
            password_resets::void(connection, user)?;
            factor_logins::end_all(connection, user)?;
            outbox::queue(connection, mails)?;
            audit::record(connection, audit)?;
            Ok(true)
        })
    }

    fn disable_user(&self, id: &Id<User>, audit: &AuditEvent) -> Result<Option<usize>, StoreError> {
        self.write(|connection| {
            let enabled = users::table.filter(users::id.eq(id.as_str()));
            let disabled = diesel::update(enabled.filter(users::disabled_at.is_null()))
                .set((
                    users::disabled_at.eq(micros(&audit.at)),
                    users::updated_at.eq(micros(&audit.at)),
                ))
                .execute(connection)?;
            if disabled == 0 {
                return Ok(None);
            }
            let ended = sessions::end(connection, id, &EndSessions::All)?;
            password_resets::void(connection, id)?;
            factor_logins::end_all(connection, id)?;
            audit::record(connection, audit)?;
            Ok(Some(ended))
        })
    }

    fn enable_user(&self, id: &Id<User>, audit: &AuditEvent) -> Result<bool, StoreError> {
        self.write(|connection| {
            let disabled = users::table.filter(users::id.eq(id.as_str()));
            let enabled = diesel::update(disabled.filter(users::disabled_at.is_not_null()))
                .set((
                    users::disabled_at.eq(None::<i64>),
                    users::updated_at.eq(micros(&audit.at)),
                ))
                .execute(connection)?;
            recorded(connection, enabled, audit)
        })
    }

    fn verify_email(&self, id: &Id<User>, audit: &AuditEvent) -> Result<bool, StoreError> {
        self.write(|connection| {
            let unverified = users::table.filter(users::id.eq(id.as_str()));
            let verified = diesel::update(unverified.filter(users::email_verified_at.is_null()))
                .set((
                    users::email_verified_at.eq(micros(&audit.at)),
                    users::updated_at.eq(micros(&audit.at)),
                ))
                .execute(connection)?;
            recorded(connection, verified, audit)
        })
    }
}

/// Records what changed a user, if it did.
fn recorded(connection: &mut SqlConnection, changed: usize, audit: &AuditEvent) -> SqlResult<bool> {
    if changed > 0 {
        audit::record(connection, audit)?;
    }
    Ok(changed > 0)
}

pub(super) fn find(connection: &mut SqlConnection, id: &Id<User>) -> SqlResult<Option<User>> {
    let row = users::table
        .filter(users::id.eq(id.as_str()))
        .filter(on_primary())
        .get_result::<UserRow>(connection)
        .optional()?;
    let found = row.map(<(User, PasswordHash)>::try_from).transpose()?;
    Ok(found.map(|(user, _)| user))
}
