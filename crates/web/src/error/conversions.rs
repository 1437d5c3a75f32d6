//! From what use cases report to what clients see.

use sendook_domain::accounts::{
    LoginError, PasswordChangeError, RegistrationError, TooManyAttempts, TooManyRegistrations,
    UnusableHash,
};
use sendook_domain::api_keys::{EndRotationError, IdentifyError, KeyRequestError, RotationError};
use sendook_domain::authentication::Challenge;
use sendook_domain::authorization::Denial;
use sendook_domain::inboxes::InboxRequestError;
use sendook_domain::leaks::LeakReportError;
use sendook_domain::ports::{StoreError, Unique};
use sendook_domain::tokens::UnsearchableText;
use sendook_domain::values::InvalidInboxAddress;

use super::{ApiError, FieldFault};

impl ApiError {
    /// A single field is wrong.
    pub(crate) fn field(path: &'static str, msg: &impl ToString) -> Self {
        Self::Validation(vec![FieldFault {
            path: Some(path.into()),
            msg: msg.to_string(),
        }])
    }
}

impl From<StoreError> for ApiError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Unavailable(cause) => Self::Unavailable(cause),
            StoreError::Untrusted(why) => Self::NotReady(why.code(), why.to_string()),
            StoreError::Taken(Unique::UserEmail) => Self::EmailTaken,
            StoreError::Taken(Unique::InboxAddress) => Self::InboxTaken,
            StoreError::Internal(cause) => Self::Internal(cause),
        }
    }
}

impl From<Challenge> for ApiError {
    fn from(challenge: Challenge) -> Self {
        Self::Unauthenticated(challenge)
    }
}

impl From<Denial> for ApiError {
    fn from(denial: Denial) -> Self {
        Self::Denied(denial)
    }
}

impl From<RegistrationError> for ApiError {
    fn from(error: RegistrationError) -> Self {
        match error {
            RegistrationError::EmailTaken => Self::EmailTaken,
            RegistrationError::TooMany(TooManyRegistrations(wait)) => {
                Self::TooManyRegistrations(wait)
            }
            RegistrationError::Store(error) => error.into(),
        }
    }
}

impl From<LoginError> for ApiError {
    fn from(error: LoginError) -> Self {
        match error {
            LoginError::InvalidCredentials { .. } => Self::InvalidCredentials,
            LoginError::UnusableHash(hash) => {
                report(&hash);
                Self::InvalidCredentials
            }
            LoginError::TooManyAttempts(TooManyAttempts(wait)) => Self::TooManyAttempts(wait),
            LoginError::Store(error) => error.into(),
        }
    }
}

/// The client must not learn of it; an operator should.
fn report(hash: &UnusableHash) {
    log::error!("{hash}");
}

impl From<PasswordChangeError> for ApiError {
    fn from(error: PasswordChangeError) -> Self {
        match error {
            PasswordChangeError::WrongPassword => Self::WrongPassword,
            PasswordChangeError::UnusableHash(hash) => {
                report(&hash);
                Self::WrongPassword
            }
            PasswordChangeError::TooManyAttempts(wait) => LoginError::TooManyAttempts(wait).into(),
            PasswordChangeError::Gone(challenge) => challenge.into(),
            PasswordChangeError::Store(error) => error.into(),
        }
    }
}

impl From<KeyRequestError> for ApiError {
    fn from(error: KeyRequestError) -> Self {
        match error {
            KeyRequestError::Denied(denial) => denial.into(),
            KeyRequestError::ExpiryInThePast => Self::field("expires_at", &error),
            KeyRequestError::Leaked => Self::field("active", &error),
            KeyRequestError::UnknownInbox(_) => Self::field("inbox_ids", &error),
            KeyRequestError::Store(error) => error.into(),
        }
    }
}

impl From<RotationError> for ApiError {
    fn from(error: RotationError) -> Self {
        match error {
            RotationError::InProgress(reason) => Self::RotationInProgress(reason),
            RotationError::Request(error) => error.into(),
        }
    }
}

impl From<EndRotationError> for ApiError {
    fn from(error: EndRotationError) -> Self {
        match error {
            EndRotationError::NotRotating => Self::NotRotating,
            EndRotationError::Request(error) => error.into(),
        }
    }
}

impl From<UnsearchableText> for ApiError {
    fn from(error: UnsearchableText) -> Self {
        match error {
            UnsearchableText::TooLong => Self::PayloadTooLarge(error.to_string()),
            UnsearchableText::TooManyCredentials => Self::field("key", &error),
        }
    }
}

impl From<IdentifyError> for ApiError {
    fn from(error: IdentifyError) -> Self {
        match error {
            IdentifyError::Text(error) => error.into(),
            IdentifyError::Store(error) => error.into(),
        }
    }
}

impl From<LeakReportError> for ApiError {
    fn from(error: LeakReportError) -> Self {
        match error {
            LeakReportError::Text(error) => error.into(),
            LeakReportError::TooMany(TooManyAttempts(wait)) => Self::TooManyAttempts(wait),
            LeakReportError::Store(error) => error.into(),
        }
    }
}

impl From<InboxRequestError> for ApiError {
    fn from(error: InboxRequestError) -> Self {
        match error {
            InboxRequestError::Address(InvalidInboxAddress::ForeignDomain) => {
                Self::NotFound("Invalid domain name")
            }
            InboxRequestError::Address(fault) => Self::field("name", &fault),
            InboxRequestError::Taken => Self::InboxTaken,
            InboxRequestError::Store(error) => error.into(),
        }
    }
}
