use diesel::prelude::*;
use sendook_domain::entities::{Actor, AuditEvent, ClientInfo, RecordedAction, RunTokenActor};
use sendook_domain::values::RunTokenLabel;

use super::column::{CorruptRow, address, id, instant, micros};
use crate::schema::audit_events;

const USER: &str = "user";
const API_KEY: &str = "api_key";
const OPERATOR: &str = "operator";
const ANONYMOUS: &str = "anonymous";

#[derive(Queryable, Insertable)]
#[diesel(table_name = audit_events, treat_none_as_default_value = false)]
pub(crate) struct AuditRow {
    pub(crate) id: String,
    at: i64,
    action: String,
    actor_kind: String,
    actor_id: Option<String>,
    organization_id: Option<String>,
    user_id: Option<String>,
    target: Option<String>,
    ip: Option<String>,
    user_agent: Option<String>,
    request_id: Option<String>,
    detail: Option<String>,
    run_token_id: Option<String>,
    run_token_label: Option<String>,
    key_id: Option<String>,
}

impl From<&AuditEvent> for AuditRow {
    fn from(event: &AuditEvent) -> Self {
        let (actor_kind, actor_id) = match &event.actor {
            Actor::User(id) => (USER, Some(id.to_string())),
            Actor::Key(id) => (API_KEY, Some(id.to_string())),
            // Servers of earlier versions read it as what the key did.
            Actor::RunToken(run) => (API_KEY, Some(run.key_id.to_string())),
            Actor::Operator => (OPERATOR, None),
            Actor::Anonymous => (ANONYMOUS, None),
        };
        let run_token = match &event.actor {
            Actor::RunToken(run) => Some(run),
            _ => None,
        };
        let label = run_token.and_then(|run| run.label.as_ref());
        Self {
            id: event.id.to_string(),
            at: micros(&event.at),
            action: event.action.as_str().to_owned(),
            actor_kind: actor_kind.to_owned(),
            actor_id,
            organization_id: event.organization_id.as_ref().map(ToString::to_string),
            user_id: event.user_id.as_ref().map(ToString::to_string),
            target: event.target.clone(),
            ip: event.origin.ip.map(|ip| ip.to_string()),
            user_agent: event.origin.user_agent.clone(),
            request_id: event.origin.request_id.clone(),
            detail: event.detail.clone(),
            run_token_id: run_token.map(|run| run.id.to_string()),
            run_token_label: label.map(|label| label.as_str().to_owned()),
            key_id: event.key_id.as_ref().map(ToString::to_string),
        }
    }
}

impl TryFrom<AuditRow> for AuditEvent {
    type Error = CorruptRow;

    fn try_from(row: AuditRow) -> Result<Self, CorruptRow> {
        let actor = match (row.actor_kind.as_str(), row.actor_id) {
            (USER, Some(actor)) => Actor::User(id(actor)?),
            (API_KEY, Some(actor)) => {
                key_or_run_token(actor, row.run_token_id, row.run_token_label)?
            }
            (OPERATOR, None) => Actor::Operator,
            (ANONYMOUS, None) => Actor::Anonymous,
            _ => return Err(CorruptRow("actor")),
        };
        Ok(Self {
            id: id(row.id)?,
            at: instant(row.at)?,
            action: RecordedAction::restore(row.action),
            actor,
            organization_id: row.organization_id.map(id).transpose()?,
            user_id: row.user_id.map(id).transpose()?,
            target: row.target,
            key_id: row.key_id.map(id).transpose()?,
            detail: row.detail,
            origin: ClientInfo {
                ip: address(row.ip.as_deref())?,
                user_agent: row.user_agent,
                request_id: row.request_id,
            },
        })
    }
}

fn key_or_run_token(
    key: String,
    run_token: Option<String>,
    label: Option<String>,
) -> Result<Actor, CorruptRow> {
    let key_id = id(key)?;
    Ok(match run_token {
        None => Actor::Key(key_id),
        Some(run_token) => Actor::RunToken(Box::new(RunTokenActor {
            id: id(run_token)?,
            label: label.map(RunTokenLabel::restore),
            key_id,
        })),
    })
}
