//! What the service keeps: people, organizations, their keys, inboxes and sessions.

mod api_key;
mod attachment;
mod audit;
mod holder;
mod inbox;
mod membership;
mod organization;
mod refresh_chain;
mod scope;
mod session;
mod use_tally;
mod user;

pub use api_key::{
    ApiKey, DisabledReason, InboxReach, KeyHolder, KeyMaker, KeySecret, KeyState, StoredKey,
};
pub use attachment::Attachment;
pub use audit::{Actor, AuditAction, AuditEvent, RequestOrigin};
pub use holder::CredentialHolder;
pub use inbox::Inbox;
pub use membership::{Membership, Role, UnknownRole};
pub use organization::Organization;
pub use refresh_chain::{
    PresentedRefresh, REUSE_TOLERANCE, RefreshChain, RefreshClient, RefreshDecision,
};
pub use scope::{Scope, ScopeSet, UnknownScope};
pub use session::{Session, StoredAccessToken, StoredRefreshToken, UserSession};
pub use use_tally::{CredentialUse, UseTally};
pub use user::{PasswordHash, User};
