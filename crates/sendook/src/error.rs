use sendook_crypto::InvalidArgon2Settings;
use sendook_domain::entities::TooManyScopes;
use sendook_domain::values::InvalidDomain;

/// Why a service could not be opened: a sentence for whoever runs the program, without any password.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The database cannot be used.
    #[cfg(feature = "sqlite")]
    #[error(transparent)]
    Database(sendook_persistence::OpenError),
    /// There is no database, or migrations are missing in it: [`Builder::migrate`](crate::Builder::migrate) makes one, and runs them.
    #[cfg(feature = "sqlite")]
    #[error("{0} A program that has the database to itself calls Builder::migrate instead.")]
    NotMigrated(sendook_persistence::OpenError),
    /// The settings of password hashes are too weak, or too strong.
    #[error(transparent)]
    PasswordHashes(#[from] InvalidArgon2Settings),
    /// The domain of inboxes is none.
    #[error(transparent)]
    EmailDomain(#[from] InvalidDomain),
    /// There are too many scopes of the application.
    #[error(transparent)]
    Scopes(#[from] TooManyScopes),
}

#[cfg(feature = "sqlite")]
impl From<sendook_persistence::OpenError> for Error {
    fn from(error: sendook_persistence::OpenError) -> Self {
        use sendook_persistence::OpenError::{Missing, NoSchema, OutdatedSchema};

        match error {
            Missing(_) | NoSchema(_) | OutdatedSchema { .. } => Self::NotMigrated(error),
            other => Self::Database(other),
        }
    }
}
