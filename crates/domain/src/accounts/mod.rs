//! People and their passwords: signing up, logging in, changing a password or a name.

mod login;
mod login_throttle;
mod new_password;
mod password_change;
mod password_check;
mod profile_service;
mod registration;
mod registration_throttle;

pub use login::{LoginError, LoginService, UnusableHash};
pub(crate) use login_throttle::count;
pub use login_throttle::{LoginThrottle, TooManyAttempts};
pub use new_password::{NewPassword, NewPasswords};
pub use password_change::{PasswordChangeError, PasswordChangeService};
pub use password_check::{Comparison, PasswordCheck};
pub use profile_service::ProfileService;
pub use registration::{
    CountedRegistration, OpenedAccount, RegistrationError, RegistrationRequest, RegistrationService,
};
pub(crate) use registration_throttle::RegistrationThrottle;
pub use registration_throttle::TooManyRegistrations;
