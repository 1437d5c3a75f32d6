use std::cell::RefCell;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use sendook_domain::entities::{
    AuditEvent, FactorUse, OutgoingMail, PasswordHash, SecondFactorLogin, Session, User,
    may_move_counter,
};
use sendook_domain::ports::{
    ChangeCounts, FactorOutcome, FailureKey, FinishedLogin, SecondFactorLogins, StoreError,
};
use sendook_domain::values::{Digest, Id};

use super::delete_before::delete_before;
use super::password_hash::{hold, lock_enabled};
use super::sql_store::SqlStore;
use super::{audit, factors, outbox, sessions};
use crate::connection::SqlConnection;
use crate::error::SqlResult;
use crate::primary::on_primary;
use crate::rows::{SecondFactorLoginRow, micros};
use crate::schema::{factors as factor_rows, second_factor_logins};

/// Each step that uses something up locks the row of its person first, so that what it reads stays true until its end.
impl SecondFactorLogins for SqlStore {
    fn begin_second_factor_login(
        &self,
        login: &SecondFactorLogin,
        proof: &PasswordHash,
        audit: &AuditEvent,
    ) -> Result<bool, StoreError> {
        self.write(|connection| {
            if !hold(connection, &login.user_id, proof)? {
                return Ok(false);
            }
            diesel::insert_into(second_factor_logins::table)
                .values(SecondFactorLoginRow::from(login))
                .execute(connection)?;
            audit::record(connection, audit)?;
            Ok(true)
        })
    }

    fn second_factor_login(
        &self,
        digest: &Digest,
    ) -> Result<Option<SecondFactorLogin>, StoreError> {
        self.read(|connection| find(connection, digest))
    }

    fn finish_second_factor_login(
        &self,
        login: &FinishedLogin,
        failures: &[FailureKey],
        change: &mut ChangeCounts<'_>,
        audit: &AuditEvent,
        mails: &[OutgoingMail],
    ) -> Result<FactorOutcome, StoreError> {
        let change = RefCell::new(change);
        self.write(|connection| {
            let session = &login.session;
            let user = &session.session.user_id;
            let enabled = lock_enabled(connection, user)?;
            let waiting = find(connection, &login.login)?;
            if !enabled || waiting.is_none_or(|waiting| waiting.user_id != *user) {
                return Ok(FactorOutcome::Gone);
            }
            if !use_up(connection, user, &login.shown, &audit.at)? {
                return Ok(FactorOutcome::Spent);
            }
            end(connection, &login.login)?;
            outbox::queue(connection, mails)?;
            sessions::begin(connection, session, audit, failures, *change.borrow_mut())?;
            Ok(FactorOutcome::Accepted)
        })
    }

    fn reauthenticate_by_factor(
        &self,
        user: &Id<User>,
        session: &Id<Session>,
        shown: &FactorUse,
        audit: &AuditEvent,
    ) -> Result<FactorOutcome, StoreError> {
        self.write(|connection| {
            if !lock_enabled(connection, user)? || !sessions::lock(connection, user, session)? {
                return Ok(FactorOutcome::Gone);
            }
            if !use_up(connection, user, shown, &audit.at)? {
                return Ok(FactorOutcome::Spent);
            }
            sessions::note_proof(connection, user, session, &audit.at)?;
            audit::record(connection, audit)?;
            Ok(FactorOutcome::Accepted)
        })
    }

    fn end_second_factor_login(
        &self,
        digest: &Digest,
        audit: &AuditEvent,
    ) -> Result<bool, StoreError> {
        self.write(|connection| {
            let ended = end(connection, digest)?;
            if ended {
                audit::record(connection, audit)?;
            }
            Ok(ended)
        })
    }

    fn sweep_second_factor_logins(
        &self,
        expired: DateTime<Utc>,
        limit: u32,
    ) -> Result<usize, StoreError> {
        self.write(|connection| {
            let (table, key) = ("second_factor_logins", "digest");
            delete_before(connection, table, key, "expires_at", &expired, limit)
        })
    }
}

fn find(connection: &mut SqlConnection, digest: &Digest) -> SqlResult<Option<SecondFactorLogin>> {
    let row = second_factor_logins::table
        .filter(second_factor_logins::digest.eq(digest.as_bytes().as_slice()))
        .filter(on_primary())
        .get_result::<SecondFactorLoginRow>(connection)
        .optional()?;
    Ok(row.map(TryInto::try_into).transpose()?)
}

fn end(connection: &mut SqlConnection, digest: &Digest) -> SqlResult<bool> {
    let login = second_factor_logins::table.find(digest.as_bytes().as_slice());
    Ok(diesel::delete(login).execute(connection)? > 0)
}

/// Ends the logins of a person that wait for a second factor.
pub(super) fn end_all(connection: &mut SqlConnection, user: &Id<User>) -> SqlResult<()> {
    let own = second_factor_logins::table.filter(second_factor_logins::user_id.eq(user.as_str()));
    diesel::delete(own).execute(connection)?;
    Ok(())
}

/// Uses up what a person showed, if it is good. Returns whether it was.
pub(super) fn use_up(
    connection: &mut SqlConnection,
    user: &Id<User>,
    shown: &FactorUse,
    at: &DateTime<Utc>,
) -> SqlResult<bool> {
    let (id, counter) = match shown {
        FactorUse::RecoveryCode(digest) => {
            return factors::use_code(connection, user, digest, micros(at));
        }
        FactorUse::Factor { id, counter } => (id, *counter),
    };
    let found = factors::find(connection, user, id)?;
    if !found.is_some_and(|stored| may_move_counter(stored.counter, counter)) {
        return Ok(false);
    }
    diesel::update(factor_rows::table.find(id.as_str()))
        .set((
            factor_rows::counter.eq(counter),
            factor_rows::last_used_at.eq(micros(at)),
        ))
        .execute(connection)?;
    Ok(true)
}
