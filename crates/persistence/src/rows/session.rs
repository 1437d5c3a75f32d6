use chrono::{DateTime, Utc};
use diesel::prelude::*;
use sendook_domain::entities::{RefreshChain, RefreshClient};
use sendook_domain::entities::{Session, StoredAccessToken, StoredRefreshToken};
use sendook_domain::values::{Digest, Id};

use super::column::{CorruptRow, address, id, instant, micros};
use crate::schema::{access_tokens, sessions};

#[derive(Queryable, Insertable)]
#[diesel(table_name = sessions, treat_none_as_default_value = false)]
pub(crate) struct SessionRow {
    id: String,
    user_id: String,
    ip: Option<String>,
    user_agent: Option<String>,
    created_at: i64,
    last_used_at: i64,
    expires_at: i64,
    generation: i64,
    generation_began_at: i64,
    generation_ip: Option<String>,
    generation_user_agent: Option<String>,
    generation_used_at: i64,
    authenticated_at: Option<i64>,
}

impl SessionRow {
    fn chain(&self) -> Result<RefreshChain, CorruptRow> {
        let ip = address(self.generation_ip.as_deref())?;
        Ok(RefreshChain {
            generation: self.generation,
            began_at: instant(self.generation_began_at)?,
            began_by: ip.map(|ip| RefreshClient {
                ip,
                user_agent: self.generation_user_agent.clone(),
            }),
            used_at: instant(self.generation_used_at)?,
        })
    }
}

/// The row of a session that begins.
impl From<&Session> for SessionRow {
    fn from(session: &Session) -> Self {
        Self {
            id: session.id.to_string(),
            user_id: session.user_id.to_string(),
            ip: session.ip.map(|ip| ip.to_string()),
            user_agent: session.user_agent.clone(),
            created_at: micros(&session.created_at),
            last_used_at: micros(&session.last_used_at),
            expires_at: micros(&session.expires_at),
            generation: 0,
            generation_began_at: micros(&session.created_at),
            generation_ip: None,
            generation_user_agent: None,
            generation_used_at: micros(&session.last_used_at),
            authenticated_at: Some(micros(&session.authenticated_at)),
        }
    }
}

/// The access token of a session, which ends with it.
#[derive(Insertable)]
#[diesel(table_name = access_tokens)]
pub(crate) struct AccessTokenRow<'a> {
    digest: &'a [u8],
    session_id: &'a str,
    expires_at: i64,
}

impl<'a> AccessTokenRow<'a> {
    pub(crate) fn new(
        session: &'a Id<Session>,
        digest: &'a Digest,
        expires_at: &DateTime<Utc>,
    ) -> Self {
        Self {
            digest: digest.as_bytes(),
            session_id: session.as_str(),
            expires_at: micros(expires_at),
        }
    }
}

impl TryFrom<SessionRow> for Session {
    type Error = CorruptRow;

    fn try_from(row: SessionRow) -> Result<Self, CorruptRow> {
        Ok(Self {
            id: id(row.id)?,
            user_id: id(row.user_id)?,
            ip: address(row.ip.as_deref())?,
            user_agent: row.user_agent,
            created_at: instant(row.created_at)?,
            authenticated_at: instant(row.authenticated_at.unwrap_or(row.created_at))?,
            last_used_at: instant(row.last_used_at)?,
            expires_at: instant(row.expires_at)?,
        })
    }
}

/// What one statement finds under the digest of an access token.
#[derive(Queryable)]
pub(crate) struct TokenByDigestRow {
    #[cfg_attr(
        not(feature = "postgres"),
        expect(dead_code, reason = "SQLite is asked for one at a time")
    )]
    pub(crate) digest: Vec<u8>,
    user_id: String,
    session_id: String,
    token_expires_at: i64,
    session_expires_at: i64,
    last_used_at: i64,
}

impl TryFrom<TokenByDigestRow> for StoredAccessToken {
    type Error = CorruptRow;

    fn try_from(row: TokenByDigestRow) -> Result<Self, CorruptRow> {
        Ok(Self {
            user_id: id(row.user_id)?,
            session_id: id(row.session_id)?,
            // A token is of no use once its session is over, whatever its own end.
            expires_at: instant(row.token_expires_at.min(row.session_expires_at))?,
            last_used_at: instant(row.last_used_at)?,
        })
    }
}

/// What one statement finds under the digest of a refresh token.
#[derive(Queryable)]
pub(crate) struct RefreshTokenRow {
    session: SessionRow,
    generation: i64,
}

impl TryFrom<RefreshTokenRow> for StoredRefreshToken {
    type Error = CorruptRow;

    fn try_from(row: RefreshTokenRow) -> Result<Self, CorruptRow> {
        Ok(Self {
            chain: row.session.chain()?,
            session: row.session.try_into()?,
            generation: row.generation,
        })
    }
}
