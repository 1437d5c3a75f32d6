use std::net::IpAddr;

use sendook_domain::entities::{Actor, AuditEvent, RunTokenActor};
use sendook_domain::values::{Id, RunTokenLabel};
use serde::Serialize;
use utoipa::ToSchema;

use crate::json::Timestamp;

/// One line of the audit trail: who did what, when and from where.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = AuditEvent)]
pub struct AuditEventDto<'a> {
    /// The same as `id`: Sendook's clients read it here.
    #[serde(rename = "_id")]
    #[schema(example = "event_example")]
    sendook_id: &'a str,
    /// Identifies the line.
    #[schema(example = "event_example")]
    id: &'a str,
    /// What happened: a name that the list can be filtered by (`AuditAction`). While servers of several versions share a database, there may be
    /// lines of a newer one, with a name that this one does not know.
    #[schema(example = "api_key.created")]
    action: &'a str,
    /// Who did it.
    actor: ActorDto<'a>,
    /// The organization in which it happened.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "org_example")]
    organization_id: Option<&'a str>,
    /// The person whose account it concerns.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "user_example")]
    user_id: Option<&'a str>,
    /// The key, run token, inbox or session that it concerns.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "key_example")]
    target_id: Option<&'a str>,
    /// Further details, without secrets: what changed, the name of what was made or deleted, or where a leaked
    /// credential was found.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    detail: Option<&'a str>,
    /// The address that the request came from.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, nullable = false, example = "203.0.113.7")]
    ip: Option<IpAddr>,
    /// The program that sent the request, as it called itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "curl/8.14.1")]
    user_agent: Option<&'a str>,
    /// The id of the request, as its answer showed it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    request_id: Option<&'a str>,
    /// When it happened.
    created_at: Timestamp,
}

/// Who did something.
#[derive(Serialize, ToSchema)]
#[serde(tag = "type", rename_all = "snake_case")]
#[schema(as = Actor)]
enum ActorDto<'a> {
    /// A person with an access token.
    User {
        /// The id of the person.
        id: &'a str,
    },
    /// A service with an API key.
    ApiKey {
        /// The id of the key.
        id: &'a str,
        /// The run token of the key that it was done with, if it was.
        #[serde(rename = "runToken", skip_serializing_if = "Option::is_none")]
        #[schema(nullable = false)]
        run_token: Option<RunTokenActorDto<'a>>,
    },
    /// The operator, by a command on the service's machine.
    Operator,
    /// Not authenticated.
    Anonymous,
}

/// A run token that did something.
#[derive(Serialize, ToSchema)]
#[schema(as = RunTokenActor)]
struct RunTokenActorDto<'a> {
    /// The id of the token.
    #[schema(example = "token_example")]
    id: &'a str,
    /// What it was for.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "nightly import")]
    label: Option<&'a str>,
}

impl<'a> From<&'a RunTokenActor> for RunTokenActorDto<'a> {
    fn from(run: &'a RunTokenActor) -> Self {
        Self {
            id: run.id.as_str(),
            label: run.label.as_ref().map(RunTokenLabel::as_str),
        }
    }
}

impl<'a> From<&'a AuditEvent> for AuditEventDto<'a> {
    fn from(event: &'a AuditEvent) -> Self {
        Self {
            sendook_id: event.id.as_str(),
            id: event.id.as_str(),
            action: event.action.as_str(),
            actor: match &event.actor {
                Actor::User(id) => ActorDto::User { id: id.as_str() },
                Actor::Key(id) => ActorDto::ApiKey {
                    id: id.as_str(),
                    run_token: None,
                },
                Actor::RunToken(run) => ActorDto::ApiKey {
                    id: run.key_id.as_str(),
                    run_token: Some((&**run).into()),
                },
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
