use std::net::IpAddr;

use sendook_domain::entities::Session;
use sendook_domain::sessions::IssuedSession;
use sendook_domain::values::Id;
use serde::Serialize;

use super::UserDto;
use crate::json::Timestamp;

/// A session in the one answer that shows its token.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct IssuedSessionDto<'a> {
    user: UserDto<'a>,
    token: &'a str,
    token_type: &'static str,
    expires_at: Timestamp,
    refresh_token: &'a str,
    refresh_expires_at: Timestamp,
}

impl<'a> From<&'a IssuedSession> for IssuedSessionDto<'a> {
    fn from(issued: &'a IssuedSession) -> Self {
        Self {
            user: (&issued.user).into(),
            token: issued.token.expose(),
            token_type: "Bearer",
            expires_at: Timestamp(issued.expires_at),
            refresh_token: issued.refresh_token.expose(),
            refresh_expires_at: Timestamp(issued.refresh_expires_at),
        }
    }
}

/// A session.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SessionDto<'a> {
    #[serde(rename = "_id")]
    sendook_id: &'a str,
    id: &'a str,
    created_at: Timestamp,
    last_used_at: Timestamp,
    expires_at: Timestamp,
    #[serde(skip_serializing_if = "Option::is_none")]
    ip: Option<IpAddr>,
    #[serde(skip_serializing_if = "Option::is_none")]
    user_agent: Option<&'a str>,
    /// Only in the answer to a request of one of the sessions.
    #[serde(skip_serializing_if = "Option::is_none")]
    current: Option<bool>,
}

impl<'a> SessionDto<'a> {
    /// A session as seen by a request of the session `current`.
    pub(crate) fn new(session: &'a Session, current: &Id<Session>) -> Self {
        Self {
            current: Some(session.id == *current),
            ..session.into()
        }
    }
}

impl<'a> From<&'a Session> for SessionDto<'a> {
    fn from(session: &'a Session) -> Self {
        Self {
            sendook_id: session.id.as_str(),
            id: session.id.as_str(),
            created_at: Timestamp(session.created_at),
            last_used_at: Timestamp(session.last_used_at),
            expires_at: Timestamp(session.expires_at),
            ip: session.ip,
            user_agent: session.user_agent.as_deref(),
            current: None,
        }
    }
}
