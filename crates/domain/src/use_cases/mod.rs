//! What people and services do, one struct a subject.

mod after_end_log;
mod api_key_desk;
mod attempt_gate;
mod audit_desk;
mod housekeeping;
mod inbox_desk;
mod introspection;
mod key_rotation;
mod key_use_log;
mod leak_desk;
mod login;
mod login_throttle;
mod new_password;
mod organization_desk;
mod password_change;
mod profile_desk;
mod registration;
mod registration_throttle;
mod session_desk;
mod session_lifetimes;
mod session_use;

pub use api_key_desk::{
    ApiKeyDesk, IdentifiedKey, IdentifyError, IssuedKey, KeyRequest, KeyRequestError,
};
pub use audit_desk::AuditDesk;
pub use housekeeping::{Housekeeping, Swept};
pub use inbox_desk::{InboxDesk, InboxRequest, InboxRequestError};
pub use introspection::{Introspected, IntrospectionDesk};
pub use key_rotation::{EndRotationError, KeyRotationDesk, RotationError};
pub use key_use_log::KeyUseLog;
pub use leak_desk::{LeakDesk, LeakReportError};
pub use login::{Login, LoginError, UnusableHash};
pub use login_throttle::{CountedAttempt, LoginThrottle, TooManyAttempts};
pub use new_password::{NewPasswordError, NewPasswords};
pub use organization_desk::OrganizationDesk;
pub use password_change::{PasswordChange, PasswordChangeError};
pub use profile_desk::ProfileDesk;
pub use registration::{OpenedAccount, Registration, RegistrationError, RegistrationRequest};
pub use registration_throttle::{RegistrationThrottle, TooManyRegistrations};
pub use session_desk::{IssuedSession, LogoutScope, SessionDesk};
pub use session_lifetimes::SessionLifetimes;
pub use session_use::SessionUse;
