use std::error::Error;

use super::crypto::RandomError;

/// What a store reports when it cannot do its work.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database is away or overloaded. Trying again later may help.
    #[error("temporarily unavailable")]
    Unavailable(#[source] Box<dyn Error + Send + Sync>),
    /// The database answers, but its answer must not be relied on: a revocation may be missing from it.
    #[error(transparent)]
    Untrusted(#[from] Untrusted),
    /// A value that must be unique already belongs to something else.
    #[error("{0:?} is already in use")]
    Taken(Unique),
    /// A defect: of a row, of a query, or of the random generator that ids are drawn from.
    #[error("internal error")]
    Internal(#[source] Box<dyn Error + Send + Sync>),
}

/// Why a database that answers must not be relied on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Untrusted {
    /// It is a replica, which lags behind the primary.
    #[error("The database is a standby, which may not know of the last changes.")]
    Standby,
    /// Its files were removed or replaced by others while it was open.
    #[error("The files of the database were removed or replaced while the service was running.")]
    Replaced,
}

impl Untrusted {
    /// The reason in machine-readable form.
    pub fn code(self) -> &'static str {
        match self {
            Self::Standby => "database_is_standby",
            Self::Replaced => "database_replaced",
        }
    }
}

/// The values that must be unique across the whole service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unique {
    /// The e-mail address of a user.
    UserEmail,
    /// The address of an inbox.
    InboxAddress,
    /// The credential of a passkey.
    Passkey,
    /// The idempotency key of a request, for its route and its caller.
    IdempotencyKey,
}

impl StoreError {
    /// Wraps the cause of a temporary failure.
    pub fn unavailable(cause: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::Unavailable(cause.into())
    }

    /// Wraps a defect.
    pub fn internal(cause: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::Internal(cause.into())
    }
}

impl From<RandomError> for StoreError {
    fn from(error: RandomError) -> Self {
        Self::internal(error)
    }
}
