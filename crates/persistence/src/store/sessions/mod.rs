mod by_digest;
mod generations;
mod sweep;

use std::cell::RefCell;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use sendook_domain::entities::{
    AuditEvent, PasswordHash, Session, StoredAccessToken, StoredRefreshToken, User,
};
use sendook_domain::policies::latest_use;
use sendook_domain::ports::{
    ChangeCounts, EndSessions, FailureKey, NewGeneration, NewSession, NewTokens, Sessions,
    StoreError,
};
use sendook_domain::values::{Digest, Id};
use serde_json::json;

use super::last_use::{self, Used};
use super::sql_store::SqlStore;
use super::{audit, known_devices, login_failures, password_hash};
use crate::connection::SqlConnection;
use crate::error::SqlResult;
use crate::primary::on_primary;
use crate::rows::{RefreshTokenRow, SessionRow, micros};
use crate::schema::{refresh_tokens, sessions};

/// How many last uses one transaction writes: few enough that requests do not wait long for it.
const TOUCHED_AT_ONCE: usize = 500;

impl Sessions for SqlStore {
    fn log_in(
        &self,
        session: &NewSession,
        failures: &[FailureKey],
        change: &mut ChangeCounts<'_>,
        audit: &AuditEvent,
    ) -> Result<bool, StoreError> {
        let change = RefCell::new(change);
        self.write(|connection| {
            if let Some(proof) = &session.proof
                && !password_hash::hold(connection, &session.session.user_id, proof)?
            {
                return Ok(false);
            }
            begin(connection, session, audit, failures, *change.borrow_mut())?;
            Ok(true)
        })
    }

    fn access_token_by_digest(
        &self,
        digest: &Digest,
    ) -> Result<Option<StoredAccessToken>, StoreError> {
        self.read(|connection| by_digest::find(connection, digest))
    }

    #[cfg(feature = "postgres")]
    fn access_tokens_by_digests(
        &self,
        digests: &[Digest],
    ) -> Result<Vec<Option<StoredAccessToken>>, StoreError> {
        self.read(|connection| by_digest::find_all(connection, digests))
    }

    fn refresh_token_by_digest(
        &self,
        digest: &Digest,
    ) -> Result<Option<StoredRefreshToken>, StoreError> {
        self.read(|connection| {
            let row = refresh_tokens::table
                .inner_join(sessions::table)
                .filter(refresh_tokens::digest.eq(digest.as_bytes().as_slice()))
                .filter(on_primary())
                .select((sessions::all_columns, refresh_tokens::generation))
                .get_result::<RefreshTokenRow>(connection)
                .optional()?;
            Ok(row.map(TryInto::try_into).transpose()?)
        })
    }

    fn advance_session(
        &self,
        id: &Id<Session>,
        from: i64,
        next: &NewGeneration,
        tokens: &NewTokens,
    ) -> Result<bool, StoreError> {
        self.write(|connection| generations::advance(connection, id, from, next, tokens))
    }

    fn add_tokens(
        &self,
        id: &Id<Session>,
        of: i64,
        tokens: &NewTokens,
    ) -> Result<bool, StoreError> {
        self.write(|connection| generations::extend(connection, id, of, tokens))
    }

    fn session(&self, user: &Id<User>, id: &Id<Session>) -> Result<Option<Session>, StoreError> {
        self.read(|connection| {
            let row = sessions::table
                .filter(sessions::id.eq(id.as_str()))
                .filter(sessions::user_id.eq(user.as_str()))
                .filter(on_primary())
                .get_result::<SessionRow>(connection)
                .optional()?;
            Ok(row.map(TryInto::try_into).transpose()?)
        })
    }

    fn reauthenticate(
        &self,
        user: &Id<User>,
        id: &Id<Session>,
        proof: &PasswordHash,
        audit: &AuditEvent,
    ) -> Result<bool, StoreError> {
        self.write(|connection| {
            if !password_hash::hold(connection, user, proof)? {
                return Ok(false);
            }
            let noted = note_proof(connection, user, id, &audit.at)?;
            if noted {
                audit::record(connection, audit)?;
            }
            Ok(noted)
        })
    }

    fn sessions(&self, user: &Id<User>) -> Result<Vec<Session>, StoreError> {
        self.read_list(|connection| {
            let rows = sessions::table
                .filter(sessions::user_id.eq(user.as_str()))
                .filter(on_primary())
                .order(sessions::id.desc())
                .load::<SessionRow>(connection)?;
            let sessions = rows.into_iter().map(TryInto::try_into);
            Ok(sessions.collect::<Result<_, _>>()?)
        })
    }

    fn end_sessions(
        &self,
        user: &Id<User>,
        which: &EndSessions,
        audit: &AuditEvent,
    ) -> Result<usize, StoreError> {
        self.write(|connection| {
            // Whatever else changes an account locks it before its sessions; the end of a session writes down in the account when
            // it was last used.
            password_hash::lock(connection, user)?;
            let ended = end(connection, user, which)?;
            if ended > 0 {
                audit::record(connection, audit)?;
            }
            Ok(ended)
        })
    }

    fn touch_sessions(
        &self,
        used: &[(Id<Session>, DateTime<Utc>)],
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let latest = micros(&latest_use(now));
        for some in used.chunks(TOUCHED_AT_ONCE) {
            self.write(|connection| {
                let used = some.iter().map(|(id, at)| json!([id.as_str(), micros(at)]));
                last_use::record(connection, Used::Sessions, used.collect(), latest)
            })?;
        }
        Ok(())
    }

    fn sweep_sessions(
        &self,
        expired: DateTime<Utc>,
        unused: DateTime<Utc>,
        limit: u32,
    ) -> Result<usize, StoreError> {
        sweep::sweep(self, &expired, &unused, limit)
    }

    fn sweep_devices(&self, unseen: DateTime<Utc>, limit: u32) -> Result<usize, StoreError> {
        self.write(|connection| known_devices::sweep(connection, &unseen, limit))
    }
}

/// Keeps the session of a login with its line, and changes the counts of failures.
pub(super) fn begin(
    connection: &mut SqlConnection,
    new: &NewSession,
    audit: &AuditEvent,
    failures: &[FailureKey],
    change: &mut ChangeCounts<'_>,
) -> SqlResult<()> {
    insert(connection, new)?;
    audit::record(connection, audit)?;
    // Last, as all logins from one address wait for its count.
    login_failures::update(connection, failures, change)
}

/// Keeps a session with its first tokens, and remembers its device.
pub(super) fn insert(connection: &mut SqlConnection, new: &NewSession) -> SqlResult<()> {
    diesel::insert_into(sessions::table)
        .values(SessionRow::from(&new.session))
        .execute(connection)?;
    generations::insert_tokens(connection, &new.session.id, 0, &new.tokens)?;
    known_devices::note(connection, &new.session, &new.device)
}

/// Notes when the person of a session proved who they are. Returns whether the session is there.
pub(super) fn note_proof(
    connection: &mut SqlConnection,
    user: &Id<User>,
    id: &Id<Session>,
    at: &DateTime<Utc>,
) -> SqlResult<bool> {
    let own = sessions::table
        .filter(sessions::id.eq(id.as_str()))
        .filter(sessions::user_id.eq(user.as_str()));
    let noted = diesel::update(own)
        .set(sessions::authenticated_at.eq(micros(at)))
        .execute(connection)?;
    Ok(noted > 0)
}

/// Lets a session of a person not end before the transaction does. Returns whether it is there.
pub(super) fn lock(
    connection: &mut SqlConnection,
    user: &Id<User>,
    id: &Id<Session>,
) -> SqlResult<bool> {
    let own = sessions::table
        .filter(sessions::id.eq(id.as_str()))
        .filter(sessions::user_id.eq(user.as_str()))
        .select(sessions::id);
    let locked = match connection {
        // The transaction is the only one that writes.
        SqlConnection::Sqlite(connection) => own.get_result::<String>(connection).optional(),
        #[cfg(feature = "postgres")]
        SqlConnection::Postgres(connection) => {
            own.for_update().get_result::<String>(connection).optional()
        }
    };
    Ok(locked?.is_some())
}

/// Ends sessions with everything they own; returns how many.
pub(super) fn end(
    connection: &mut SqlConnection,
    user: &Id<User>,
    which: &EndSessions,
) -> SqlResult<usize> {
    let own = sessions::table.filter(sessions::user_id.eq(user.as_str()));
    let ended = match which {
        EndSessions::All => diesel::delete(own).execute(connection),
        EndSessions::Only(id) => {
            diesel::delete(own.filter(sessions::id.eq(id.as_str()))).execute(connection)
        }
        EndSessions::AllBut(id) => {
            diesel::delete(own.filter(sessions::id.ne(id.as_str()))).execute(connection)
        }
    };
    Ok(ended?)
}
