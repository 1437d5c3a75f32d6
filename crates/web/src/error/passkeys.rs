//! What clients see of the refusals that concern passkeys.

use actix_web::http::StatusCode;
use sendook_domain::factors::{
    PasskeyFault, PasskeyLoginError, PasskeyProofError, PasskeyRegistrationError,
};
use sendook_domain::ports::PasskeyError;

use super::Problem;
use super::conversions::{conflict, invalid_credentials};

/// The field that holds what a browser answered.
const FIELD: &str = "passkey";

impl From<PasskeyError> for Problem {
    fn from(error: PasskeyError) -> Self {
        match error {
            PasskeyError::Unavailable(sentence) => {
                let status = StatusCode::NOT_IMPLEMENTED;
                Self::new(status, "passkeys_unavailable", sentence.into())
            }
            PasskeyError::Internal(cause) => Self::internal(cause),
            PasskeyError::Malformed
            | PasskeyError::OtherSite { .. }
            | PasskeyError::NotVerified
            | PasskeyError::CounterWentBack
            | PasskeyError::Refused(_) => Self::field(FIELD, &error),
        }
    }
}

impl From<PasskeyFault> for Problem {
    fn from(fault: PasskeyFault) -> Self {
        match fault {
            PasskeyFault::Passkey(error) => error.into(),
            PasskeyFault::Store(error) => error.into(),
            PasskeyFault::NotAsked | PasskeyFault::UnknownPasskey | PasskeyFault::OtherAccount => {
                Self::field(FIELD, &fault)
            }
        }
    }
}

impl From<PasskeyRegistrationError> for Problem {
    fn from(error: PasskeyRegistrationError) -> Self {
        match error {
            PasskeyRegistrationError::Taken => conflict("factor_taken", &error),
            PasskeyRegistrationError::Fault(fault) => fault.into(),
            PasskeyRegistrationError::Factor(error) => error.into(),
        }
    }
}

impl From<PasskeyProofError> for Problem {
    fn from(error: PasskeyProofError) -> Self {
        match error {
            PasskeyProofError::NoPasskey => conflict("no_passkey", &error),
            PasskeyProofError::Passkey(error) => error.into(),
            PasskeyProofError::SecondFactor(error) => error.into(),
            PasskeyProofError::Store(error) => error.into(),
        }
    }
}

impl From<PasskeyLoginError> for Problem {
    fn from(error: PasskeyLoginError) -> Self {
        match error {
            PasskeyLoginError::NotAccepted { .. } => invalid_credentials(&error),
            PasskeyLoginError::Passkey(error) => error.into(),
            PasskeyLoginError::TooManyAttempts(error) => error.into(),
            PasskeyLoginError::Store(error) => error.into(),
        }
    }
}
