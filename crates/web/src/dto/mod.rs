//! What answers look like. Every resource carries its id twice, as `id` and as `_id`: Sendook's clients
//! read the latter.

mod api_key;
mod audit_event;
mod factor;
mod inbox;
mod invitation;
mod member;
mod names;
mod organization;
mod passkey;
mod run_token;
mod session;
mod usage;
mod user;

use serde::Serialize;
use utoipa::ToSchema;

pub use api_key::{ApiKeyDto, IssuedKeyDto};
pub(crate) use api_key::{RateLimitDto, allowed_ips};
pub use audit_event::AuditEventDto;
pub use factor::FactorDto;
pub(crate) use factor::{AddedFactorDto, FactorsDto, OfferedTotpDto, RecoveryCodesDto};
pub(crate) use inbox::InboxDto;
pub(crate) use invitation::{InvitationDto, IssuedInvitationDto, ShownInvitationDto};
pub(crate) use member::MemberDto;
pub(crate) use names::{AuditActionName, EnvironmentName, FactorMethodName, RoleName, ScopeName};
pub use organization::{MembershipDto, OrganizationDto};
pub(crate) use passkey::{OfferedPasskeyDto, PasskeyQuestionDto};
pub(crate) use run_token::RunTokenDto;
pub(crate) use session::IssuedSessionDto;
pub use session::SessionDto;
pub(crate) use usage::UsageDto;
pub use user::UserDto;
pub(crate) use user::UserWithOrganizationsDto;

/// The answer to a successful call that returns no data.
#[derive(Serialize, ToSchema)]
pub(crate) struct Success {
    /// `true`: what failed is an error.
    success: bool,
}

impl Success {
    pub(crate) const YES: Self = Self { success: true };
}
