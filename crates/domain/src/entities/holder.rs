use chrono::{DateTime, Utc};

/// Whoever presented a good credential.
pub trait CredentialHolder {
    /// When the credential ends, where its holder should hear of it with every answer.
    fn ends_soon(&self) -> Option<DateTime<Utc>> {
        None
    }
}
