//! What answers look like. Every resource carries its id twice, as `id` and as `_id`: Sendook's clients
//! read the latter.

mod api_key;
mod audit_event;
mod inbox;
mod organization;
mod session;
mod user;

use actix_web::HttpResponse;
use actix_web::http::{StatusCode, header};
use chrono::{DateTime, SecondsFormat, Utc};
use serde::Serialize;

pub(crate) use api_key::{ApiKeyDto, IssuedKeyDto};
pub(crate) use audit_event::AuditEventDto;
pub(crate) use inbox::InboxDto;
pub(crate) use organization::{MembershipDto, OrganizationDto};
pub(crate) use session::{IssuedSessionDto, SessionDto};
pub(crate) use user::{UserDto, UserWithOrganizationsDto};

use crate::error::JSON;

/// The answer to what was done and has nothing to show.
#[derive(Serialize)]
pub(crate) struct Success {
    success: bool,
}

impl Success {
    pub(crate) const YES: Self = Self { success: true };
}

/// RFC 3339 in UTC with milliseconds.
pub(crate) fn timestamp(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Millis, true)
}

/// A JSON answer.
pub(crate) fn json(status: StatusCode, body: &impl Serialize) -> HttpResponse {
    let mut response = HttpResponse::build(status);
    response.insert_header((header::CONTENT_TYPE, JSON));
    response.body(serde_json::to_vec(body).unwrap_or_default())
}

/// `200 OK` with a JSON body.
pub(crate) fn ok(body: &impl Serialize) -> HttpResponse {
    json(StatusCode::OK, body)
}

/// `201 Created` with a JSON body.
pub(crate) fn created(body: &impl Serialize) -> HttpResponse {
    json(StatusCode::CREATED, body)
}
