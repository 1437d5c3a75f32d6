//! People and their passwords: signing up, logging in, changing a password or a name.

mod login;
mod login_throttle;
mod new_password;
mod password_change;
mod password_check;
mod profile_desk;
mod registration;
mod registration_throttle;

pub use login::{Login, LoginError, UnusableHash};
pub(crate) use login_throttle::count;
pub use login_throttle::{CountedAttempt, LoginThrottle, TooManyAttempts};
pub use new_password::NewPasswords;
pub use password_change::{PasswordChange, PasswordChangeError};
pub use password_check::{Comparison, PasswordCheck};
pub use profile_desk::ProfileDesk;
pub use registration::{
    CountedRegistration, OpenedAccount, Registration, RegistrationError, RegistrationRequest,
};
pub use registration_throttle::{RegistrationThrottle, TooManyRegistrations};
