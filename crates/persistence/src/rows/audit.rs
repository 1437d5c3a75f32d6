use diesel::prelude::*;
use sendook_domain::entities::{Actor, AuditEvent};

use super::column::micros;
use crate::schema::audit_events;

#[derive(Insertable)]
#[diesel(table_name = audit_events, treat_none_as_default_value = false)]
pub(crate) struct AuditRow {
    id: String,
    at: i64,
    action: &'static str,
    actor_kind: &'static str,
    actor_id: Option<String>,
    organization_id: Option<String>,
    user_id: Option<String>,
    target: Option<String>,
    ip: Option<String>,
    user_agent: Option<String>,
    request_id: Option<String>,
}

impl From<&AuditEvent> for AuditRow {
    fn from(event: &AuditEvent) -> Self {
        let (actor_kind, actor_id) = match &event.actor {
            Actor::User(id) => ("user", Some(id.to_string())),
            Actor::Key(id) => ("api_key", Some(id.to_string())),
            Actor::Anonymous => ("anonymous", None),
        };
        Self {
            id: event.id.to_string(),
            at: micros(&event.at),
            action: event.action.as_str(),
            actor_kind,
            actor_id,
            organization_id: event.organization_id.as_ref().map(ToString::to_string),
            user_id: event.user_id.as_ref().map(ToString::to_string),
            target: event.target.clone(),
            ip: event.origin.ip.map(|ip| ip.to_string()),
            user_agent: event.origin.user_agent.clone(),
            request_id: event.origin.request_id.clone(),
        }
    }
}
