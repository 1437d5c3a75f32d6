use std::net::IpAddr;

use sendook_domain::entities::Session;
use sendook_domain::sessions::IssuedSession;
use sendook_domain::values::Id;
use serde::Serialize;
use utoipa::ToSchema;

use super::UserDto;
use crate::json::Timestamp;

/// A session in the one answer that shows its tokens.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = IssuedSession)]
pub(crate) struct IssuedSessionDto<'a> {
    /// Who logged in.
    user: UserDto<'a>,
    /// The access token.
    #[schema(example = "snda_000000000000000000000000000000EXAMPL")]
    token: &'a str,
    /// The scheme of the `Authorization` header that carries it: `Bearer`.
    #[schema(example = "Bearer")]
    token_type: &'static str,
    /// When the access token ends.
    expires_at: Timestamp,
    /// The refresh token, which works once.
    #[schema(example = "sndr_000000000000000000000000000000EXAMPL")]
    refresh_token: &'a str,
    /// When the refresh token ends.
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

/// A session, without its tokens.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Session)]
pub struct SessionDto<'a> {
    /// The same as `id`: Sendook's clients read it here.
    #[serde(rename = "_id")]
    #[schema(example = "session_example")]
    sendook_id: &'a str,
    /// Identifies the session.
    #[schema(example = "session_example")]
    id: &'a str,
    /// When the person logged in.
    created_at: Timestamp,
    /// When the person last proved who they are: at the login, or since.
    authenticated_at: Timestamp,
    /// When a request of it was last accepted.
    last_used_at: Timestamp,
    /// When its tokens end, unless it is refreshed.
    expires_at: Timestamp,
    /// The address that it was last renewed from.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, nullable = false, example = "203.0.113.7")]
    ip: Option<IpAddr>,
    /// The program that it was last renewed by, as that called itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "curl/8.14.1")]
    user_agent: Option<&'a str>,
    /// Whether it is the session of this request: only in the answer to a request of one of the sessions.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = bool, required)]
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
            authenticated_at: Timestamp(session.authenticated_at),
            last_used_at: Timestamp(session.last_used_at),
            expires_at: Timestamp(session.expires_at),
            ip: session.ip,
            user_agent: session.user_agent.as_deref(),
            current: None,
        }
    }
}
