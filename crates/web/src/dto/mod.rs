//! What answers look like. Every resource carries its id twice, as `id` and as `_id`: Sendook's clients
//! read the latter.

mod api_key;
mod audit_event;
mod inbox;
mod organization;
mod session;
mod user;

use serde::Serialize;

pub(crate) use api_key::{ApiKeyDto, IssuedKeyDto};
pub(crate) use audit_event::AuditEventDto;
pub(crate) use inbox::InboxDto;
pub(crate) use organization::{MembershipDto, OrganizationDto};
pub(crate) use session::{IssuedSessionDto, SessionDto};
pub(crate) use user::{UserDto, UserWithOrganizationsDto};

/// The answer to a successful call that returns no data.
#[derive(Serialize)]
pub(crate) struct Success {
    success: bool,
}

impl Success {
    pub(crate) const YES: Self = Self { success: true };
}
