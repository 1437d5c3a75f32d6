//! What answers look like. Every resource carries its id twice, as `id` and as `_id`: Sendook's clients
//! read the latter.

mod api_key;
mod audit_event;
mod inbox;
mod organization;
mod session;
mod timestamp;
mod user;

use actix_web::HttpResponse;
use actix_web::http::{StatusCode, header};
use actix_web::web::Bytes;
use serde::Serialize;

pub(crate) use api_key::{ApiKeyDto, IssuedKeyDto};
pub(crate) use audit_event::AuditEventDto;
pub(crate) use inbox::InboxDto;
pub(crate) use organization::{MembershipDto, OrganizationDto};
pub(crate) use session::{IssuedSessionDto, SessionDto};
pub(crate) use timestamp::Timestamp;
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

/// A JSON answer.
pub(crate) fn json(status: StatusCode, body: &impl Serialize) -> HttpResponse {
    written(status, write(body))
}

/// A body in JSON.
pub(crate) fn write(body: &impl Serialize) -> Bytes {
    // Most answers fit in, so that the buffer does not have to grow step by step.
    let mut written = Vec::with_capacity(1024);
    match serde_json::to_writer(&mut written, body) {
        Ok(()) => written.into(),
        Err(_) => Bytes::new(),
    }
}

/// An answer whose JSON is written already.
pub(crate) fn written(status: StatusCode, body: Bytes) -> HttpResponse {
    let mut response = HttpResponse::build(status);
    response.insert_header((header::CONTENT_TYPE, JSON));
    response.body(body)
}

/// `200 OK` with a JSON body.
pub(crate) fn ok(body: &impl Serialize) -> HttpResponse {
    json(StatusCode::OK, body)
}

/// `201 Created` with a JSON body.
pub(crate) fn created(body: &impl Serialize) -> HttpResponse {
    json(StatusCode::CREATED, body)
}
