use std::net::IpAddr;

use sendook_domain::entities::{Actor, AuditEvent};
use sendook_domain::values::Id;
use serde::Serialize;

use crate::json::Timestamp;

/// A line of the audit trail.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct AuditEventDto<'a> {
    #[serde(rename = "_id")]
    sendook_id: &'a str,
    id: &'a str,
    action: &'static str,
    actor: ActorDto<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    organization_id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    user_id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    target_id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ip: Option<IpAddr>,
    #[serde(skip_serializing_if = "Option::is_none")]
    user_agent: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    request_id: Option<&'a str>,
    created_at: Timestamp,
}

#[derive(Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum ActorDto<'a> {
    User { id: &'a str },
    ApiKey { id: &'a str },
    Operator,
    Anonymous,
}

impl<'a> From<&'a AuditEvent> for AuditEventDto<'a> {
    fn from(event: &'a AuditEvent) -> Self {
        Self {
            sendook_id: event.id.as_str(),
            id: event.id.as_str(),
            action: event.action.as_str(),
            actor: match &event.actor {
                Actor::User(id) => ActorDto::User { id: id.as_str() },
                Actor::Key(id) => ActorDto::ApiKey { id: id.as_str() },
                Actor::Operator => ActorDto::Operator,
                Actor::Anonymous => ActorDto::Anonymous,
            },
            organization_id: event.organization_id.as_ref().map(Id::as_str),
            user_id: event.user_id.as_ref().map(Id::as_str),
            target_id: event.target.as_deref(),
            detail: event.detail.as_deref(),
            ip: event.origin.ip,
            user_agent: event.origin.user_agent.as_deref(),
            request_id: event.origin.request_id.as_deref(),
            created_at: Timestamp(event.at),
        }
    }
}
