//! What clients see of the refusals that concern accounts, their passwords and their e-mail addresses.

use actix_web::http::StatusCode;
use sendook_domain::accounts::{
    EmailChangeError, EmailVerificationError, ForgottenPasswordError, LoginError,
    PasswordChangeError, PasswordResetError, RegistrationError,
};

use super::Problem;
use super::conversions::{conflict, forbidden, invalid_credentials, invalid_in_body};

fn invalid_link(reason: &impl ToString) -> Problem {
    invalid_in_body(reason, "The token of the link is not valid")
}

impl From<RegistrationError> for Problem {
    fn from(error: RegistrationError) -> Self {
        match error {
            RegistrationError::Closed(_) => {
                let message = error.to_string().into();
                Self::new(StatusCode::FORBIDDEN, "registration_closed", message).listed()
            }
            RegistrationError::EmailTaken => conflict("email_taken", &error).listed(),
            RegistrationError::TooMany(error) => error.into(),
            RegistrationError::Store(error) => error.into(),
        }
    }
}

impl From<LoginError> for Problem {
    fn from(error: LoginError) -> Self {
        // The client must not learn of it; an operator should.
        if let LoginError::UnusableHash(hash) = &error {
            log::error!("{hash}");
        }
        match error {
            LoginError::InvalidCredentials { .. } | LoginError::UnusableHash(_) => {
                invalid_credentials(&error)
            }
            LoginError::TooManyAttempts(error) => error.into(),
            LoginError::Hash(error) => error.into(),
            LoginError::Store(error) => error.into(),
        }
    }
}

impl From<PasswordChangeError> for Problem {
    fn from(error: PasswordChangeError) -> Self {
        if let PasswordChangeError::UnusableHash(hash) = &error {
            log::error!("{hash}");
        }
        match error {
            PasswordChangeError::WrongPassword | PasswordChangeError::UnusableHash(_) => {
                forbidden(&error)
            }
            PasswordChangeError::TooManyAttempts(error) => error.into(),
            PasswordChangeError::Gone(challenge) => challenge.into(),
            PasswordChangeError::Hash(error) => error.into(),
            PasswordChangeError::Store(error) => error.into(),
        }
    }
}

impl From<PasswordResetError> for Problem {
    fn from(error: PasswordResetError) -> Self {
        match error {
            PasswordResetError::InvalidLink => invalid_link(&error),
            PasswordResetError::TooMany(error) => error.into(),
            PasswordResetError::Store(error) => error.into(),
        }
    }
}

impl From<ForgottenPasswordError> for Problem {
    fn from(error: ForgottenPasswordError) -> Self {
        match error {
            ForgottenPasswordError::NoMail => Self::mail_not_configured(&error),
            ForgottenPasswordError::TooMany(error) => error.into(),
            ForgottenPasswordError::Store(error) => error.into(),
        }
    }
}

impl From<EmailVerificationError> for Problem {
    fn from(error: EmailVerificationError) -> Self {
        match error {
            EmailVerificationError::NoMail => Self::mail_not_configured(&error),
            EmailVerificationError::InvalidLink => invalid_link(&error),
            EmailVerificationError::EmailTaken => conflict("email_taken", &error),
            EmailVerificationError::TooMany(error) => error.into(),
            EmailVerificationError::Gone(challenge) => challenge.into(),
            EmailVerificationError::Store(error) => error.into(),
        }
    }
}

impl From<EmailChangeError> for Problem {
    fn from(error: EmailChangeError) -> Self {
        if let EmailChangeError::UnusableHash(hash) = &error {
            log::error!("{hash}");
        }
        match error {
            EmailChangeError::NoMail => Self::mail_not_configured(&error),
            EmailChangeError::WrongPassword | EmailChangeError::UnusableHash(_) => {
                forbidden(&error)
            }
            EmailChangeError::EmailTaken => conflict("email_taken", &error),
            EmailChangeError::TooManyAttempts(error) => error.into(),
            EmailChangeError::Gone(challenge) => challenge.into(),
            EmailChangeError::Hash(error) => error.into(),
            EmailChangeError::Store(error) => error.into(),
        }
    }
}
