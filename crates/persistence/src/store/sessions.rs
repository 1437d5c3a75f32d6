use diesel::prelude::*;
use sendook_domain::credentials::Digest;
use sendook_domain::entities::{AuditEvent, Session, StoredAccessToken, User};
use sendook_domain::ports::{EndSessions, NewSession, Sessions, StoreError};
use sendook_domain::values::Id;

use super::{SqlStore, audit};
use crate::connection::SqlConnection;
use crate::error::SqlResult;
use crate::rows::{SessionRow, TokenByDigestRow, micros};
use crate::schema::{access_tokens, sessions};

impl Sessions for SqlStore {
    fn create_session(&self, session: &NewSession, audit: &AuditEvent) -> Result<(), StoreError> {
        self.write(|connection| {
            insert(connection, session)?;
            audit::record(connection, audit)
        })
    }

    fn access_token_by_digest(
        &self,
        digest: &Digest,
    ) -> Result<Option<StoredAccessToken>, StoreError> {
        self.read(|connection| {
            // No `.first()`: its LIMIT makes SQLite prepare the statement anew at each call.
            let row = access_tokens::table
                .inner_join(sessions::table)
                .filter(access_tokens::digest.eq(digest.as_bytes().as_slice()))
                .select((
                    sessions::user_id,
                    sessions::id,
                    access_tokens::expires_at,
                    sessions::expires_at,
                ))
                .get_result::<TokenByDigestRow>(connection)
                .optional()?;
            Ok(row.map(TryInto::try_into).transpose()?)
        })
    }

    fn session(&self, user: &Id<User>, id: &Id<Session>) -> Result<Option<Session>, StoreError> {
        self.read(|connection| {
            let row = sessions::table
                .filter(sessions::id.eq(id.as_str()))
                .filter(sessions::user_id.eq(user.as_str()))
                .get_result::<SessionRow>(connection)
                .optional()?;
            Ok(row.map(TryInto::try_into).transpose()?)
        })
    }

    fn end_sessions(
        &self,
        user: &Id<User>,
        which: &EndSessions,
        audit: &AuditEvent,
    ) -> Result<(), StoreError> {
        self.write(|connection| {
            let own = sessions::table.filter(sessions::user_id.eq(user.as_str()));
            let ended = match which {
                EndSessions::All => diesel::delete(own).execute(connection),
                EndSessions::Only(id) => {
                    diesel::delete(own.filter(sessions::id.eq(id.as_str()))).execute(connection)
                }
                EndSessions::AllBut(id) => {
                    diesel::delete(own.filter(sessions::id.ne(id.as_str()))).execute(connection)
                }
            }?;
            if ended > 0 {
                audit::record(connection, audit)?;
            }
            Ok(())
        })
    }
}

/// Keeps a session with its access token.
pub(super) fn insert(connection: &mut SqlConnection, new: &NewSession) -> SqlResult<()> {
    diesel::insert_into(sessions::table)
        .values(SessionRow::from(&new.session))
        .execute(connection)?;
    diesel::insert_into(access_tokens::table)
        .values((
            access_tokens::digest.eq(new.access_digest.as_bytes().as_slice()),
            access_tokens::session_id.eq(new.session.id.as_str()),
            access_tokens::expires_at.eq(micros(&new.access_expires_at)),
        ))
        .execute(connection)?;
    Ok(())
}
