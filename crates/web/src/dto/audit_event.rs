use sendook_domain::entities::{Actor, AuditEvent};
use serde::Serialize;

use crate::json::Timestamp;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct AuditEventDto {
    #[serde(rename = "_id")]
    sendook_id: String,
    id: String,
    action: &'static str,
    actor: ActorDto,
    #[serde(skip_serializing_if = "Option::is_none")]
    organization_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    user_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    target_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ip: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    user_agent: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    request_id: Option<String>,
    created_at: Timestamp,
}

#[derive(Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum ActorDto {
    User { id: String },
    ApiKey { id: String },
    Operator,
    Anonymous,
}

impl From<&AuditEvent> for AuditEventDto {
    fn from(event: &AuditEvent) -> Self {
        Self {
            sendook_id: event.id.to_string(),
            id: event.id.to_string(),
            action: event.action.as_str(),
            actor: match &event.actor {
                Actor::User(id) => ActorDto::User { id: id.to_string() },
                Actor::Key(id) => ActorDto::ApiKey { id: id.to_string() },
                Actor::Operator => ActorDto::Operator,
                Actor::Anonymous => ActorDto::Anonymous,
            },
            organization_id: event.organization_id.as_ref().map(ToString::to_string),
            user_id: event.user_id.as_ref().map(ToString::to_string),
            target_id: event.target.clone(),
            detail: event.detail.clone(),
            ip: event.origin.ip.map(|ip| ip.to_string()),
            user_agent: event.origin.user_agent.clone(),
            request_id: event.origin.request_id.clone(),
            created_at: Timestamp(event.at),
        }
    }
}
