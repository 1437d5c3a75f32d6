//! People and their passwords: signing up, logging in, changing a password or a name.

mod administration;
mod creation;
mod email_change;
mod email_verification;
mod forgotten_password;
mod lockout;
mod login;
mod login_throttle;
mod new_password;
mod new_person;
mod password_change;
mod password_check;
mod password_reset;
mod profile_service;
mod reauthentication;
mod registration;
mod registration_throttle;
mod window;

pub use administration::UserAdministration;
pub use creation::first_hash;
pub use email_change::{EmailChangeError, EmailChangeService};
pub use email_verification::{EmailVerificationError, EmailVerificationService};
pub use forgotten_password::{ForgottenPasswordError, ForgottenPasswordService};
pub use lockout::Lockout;
pub use login::{LoggedIn, LoginError, LoginService, UnusableHash, WaitingLogin};
pub(crate) use login_throttle::{CountedAttempt, count};
pub use login_throttle::{LoginThrottle, TooManyAttempts};
pub use new_password::{NewPassword, NewPasswords, personal};
pub use new_person::NewPerson;
pub use password_change::{PasswordChangeError, PasswordChangeService};
pub use password_check::{Comparison, PasswordCheck};
pub use password_reset::{IssuedReset, PasswordResetError, PasswordResetService, PendingReset};
pub use profile_service::ProfileService;
pub use reauthentication::{ReauthenticationError, ReauthenticationService};
pub(crate) use registration::until_free;
pub use registration::{
    CountedRegistration, OpenedAccount, RegistrationError, RegistrationRequest, RegistrationService,
};
pub(crate) use registration_throttle::RegistrationThrottle;
pub use registration_throttle::TooManyRegistrations;
pub(crate) use window::count_within;
