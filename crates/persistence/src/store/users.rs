use diesel::prelude::*;
use sendook_domain::entities::{AuditEvent, PasswordHash, Session, User};
use sendook_domain::ports::{EndSessions, StoreError, Users};
use sendook_domain::values::{EmailAddress, Id, PersonName};

use super::sql_store::SqlStore;
use super::{audit, password_hash, sessions};
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
    ) -> Result<bool, StoreError> {
        self.write(|connection| {
            if !password_hash::swap(connection, user, old, new)? {
                return Ok(false);
            }
            sessions::end(connection, user, &EndSessions::AllBut(keep.clone()))?;
            audit::record(connection, audit)?;
            Ok(true)
        })
    }
}

fn find(connection: &mut SqlConnection, id: &Id<User>) -> SqlResult<Option<User>> {
    let row = users::table
        .filter(users::id.eq(id.as_str()))
        .filter(on_primary())
        .get_result::<UserRow>(connection)
        .optional()?;
    let found = row.map(<(User, PasswordHash)>::try_from).transpose()?;
    Ok(found.map(|(user, _)| user))
}
