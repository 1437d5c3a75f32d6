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
    user: UserDto,
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

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SessionDto {
    #[serde(rename = "_id")]
    sendook_id: String,
    id: String,
    created_at: Timestamp,
    last_used_at: Timestamp,
    expires_at: Timestamp,
    #[serde(skip_serializing_if = "Option::is_none")]
    ip: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    user_agent: Option<String>,
    current: bool,
}

impl SessionDto {
    /// A session as seen by a request of the session `current`.
    pub(crate) fn new(session: &Session, current: &Id<Session>) -> Self {
        Self {
            sendook_id: session.id.to_string(),
            id: session.id.to_string(),
            created_at: Timestamp(session.created_at),
            last_used_at: Timestamp(session.last_used_at),
            expires_at: Timestamp(session.expires_at),
            ip: session.ip.map(|ip| ip.to_string()),
            user_agent: session.user_agent.clone(),
            current: session.id == *current,
        }
    }
}
