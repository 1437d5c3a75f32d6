//! What the service keeps: people, organizations, their keys, inboxes and sessions.

mod api_key;
mod attachment;
mod audit;
mod custom_scope;
mod device;
mod factor;
mod inbox;
mod inbox_scope;
mod invitation;
mod key_with_digests;
mod mail_link;
mod member;
mod organization;
mod outgoing_mail;
mod passkey_challenge;
mod password_reset;
mod recorded_action;
mod refresh_chain;
mod remembered_answer;
mod request_limits;
mod requests_by_day;
mod role;
mod run_token;
#[cfg(test)]
mod sample_key;
mod scope;
mod session;
mod user;

pub use api_key::{
    ApiKey, DisabledReason, KeyMaker, KeySecret, KeyState, StoredKey, UnknownReason,
};
pub use attachment::Attachment;
pub use audit::{Actor, AuditAction, AuditEvent, ClientInfo, RunTokenActor, UnknownAction};
pub use custom_scope::{CustomScope, TooManyScopes};
pub use device::{Device, known_program};
pub use factor::{
    Factor, FactorKind, FactorMethod, FactorUse, SecondFactorLogin, StoredFactor,
    UnknownFactorKind, UnknownFactorMethod, may_move_counter,
};
pub use inbox::Inbox;
pub use inbox_scope::InboxScope;
pub use invitation::{Invitation, StoredInvitation};
pub use key_with_digests::KeyWithDigests;
pub use mail_link::{LinkPurpose, MailLink, UnknownLinkPurpose};
pub use member::Member;
pub use organization::Organization;
pub use outgoing_mail::{
    EndingKeyNote, FactorNotice, MailContent, MailKind, OutgoingMail, UnknownMailKind,
};
pub use passkey_challenge::{PasskeyChallenge, PasskeyPurpose};
pub use password_reset::PasswordReset;
pub use recorded_action::RecordedAction;
pub use refresh_chain::{
    PresentedRefresh, REUSE_TOLERANCE, RefreshChain, RefreshClient, RefreshDecision,
};
pub use remembered_answer::RememberedAnswer;
pub use request_limits::RequestLimits;
pub use requests_by_day::RequestsByDay;
pub use role::{Role, UnknownRole};
pub use run_token::{RunToken, RunTokenState, StoredRunToken};
pub use scope::{Scope, ScopeSet, UnknownScope};
pub use session::{Session, StoredAccessToken, StoredRefreshToken, TokenState};
pub use user::{PasswordHash, User};
