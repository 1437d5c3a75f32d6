//! What people and services do, one struct a subject.

mod api_key_desk;
mod inbox_desk;
mod organization_desk;
mod registration;
mod session_desk;

pub use api_key_desk::{ApiKeyDesk, IssuedKey, KeyRequest, KeyRequestError};
pub use inbox_desk::{InboxDesk, InboxRequest, InboxRequestError};
pub use organization_desk::OrganizationDesk;
pub use registration::{OpenedAccount, Registration, RegistrationError, RegistrationRequest};
pub use session_desk::{IssuedSession, LoginError, LogoutScope, SessionDesk, SessionLifetimes};
