use crate::authentication::CredentialError;
use crate::entities::Factor;
use crate::ports::{SealError, StoreError, UnsealError};

/// Why a factor was not set up, or not removed.
#[derive(Debug, thiserror::Error)]
pub enum FactorError {
    /// There is no such factor of this person, or it is not waiting to be confirmed any more.
    #[error("There is no such factor.")]
    Unknown,
    /// The code does not fit the secret and the time.
    #[error(
        "This is not the code that the app shows now. Look whether the clock of its device is right, and try the next code."
    )]
    WrongCode,
    /// The person has as many as anybody may.
    #[error("There are {} factors already: remove one first.", Factor::MAX)]
    TooMany,
    /// Recovery codes stand in for a factor, and there is none.
    #[error("There is no second factor that recovery codes could stand in for: set one up first.")]
    NoFactor,
    /// The service has no key to keep secrets under.
    #[error(
        "Authenticator apps cannot be set up here: whoever runs this service has to set a secret key first."
    )]
    NoSecretKey,
    /// A secret was not sealed.
    #[error(transparent)]
    Seal(SealError),
    /// A secret was not opened.
    #[error(transparent)]
    Unseal(#[from] UnsealError),
    /// The account is gone.
    #[error(transparent)]
    Gone(CredentialError),
    /// A port failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<SealError> for FactorError {
    fn from(error: SealError) -> Self {
        match error {
            SealError::NoKey => Self::NoSecretKey,
            error => Self::Seal(error),
        }
    }
}
