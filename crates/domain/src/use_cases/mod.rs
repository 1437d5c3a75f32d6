//! What people and services do, one struct a subject.

mod api_key_desk;
mod attempt_gate;
mod audit_desk;
mod housekeeping;
mod inbox_desk;
mod login;
mod login_throttle;
mod new_password;
mod organization_desk;
mod password_change;
mod registration;
mod session_desk;
mod session_lifetimes;
mod session_use;

pub use api_key_desk::{ApiKeyDesk, IssuedKey, KeyRequest, KeyRequestError};
pub use audit_desk::AuditDesk;
pub use housekeeping::Housekeeping;
pub use inbox_desk::{InboxDesk, InboxRequest, InboxRequestError};
pub use login::{Login, LoginError};
pub use login_throttle::{CountedAttempt, LoginThrottle, TooManyAttempts};
pub use new_password::NewPasswords;
pub use organization_desk::OrganizationDesk;
pub use password_change::{PasswordChange, PasswordChangeError};
pub use registration::{OpenedAccount, Registration, RegistrationError, RegistrationRequest};
pub use session_desk::{IssuedSession, LogoutScope, SessionDesk};
pub use session_lifetimes::SessionLifetimes;
pub use session_use::SessionUse;
