use chrono::{DateTime, Utc};

use super::{AcceptedCredential, Attempt, CredentialError, StoredCredential};
use crate::tokens::TokenKind;

/// One way to learn who a request comes from.
pub trait Strategy: Send + Sync {
    /// Whom it finds.
    type Principal;

    /// What the strategy accepts. Nothing else is looked up for it.
    fn wanted(&self) -> AcceptedCredential;

    /// Judges what the store has under the digest of a credential of this kind, as of `now`.
    ///
    /// # Errors
    /// Why the request is nobody's.
    fn judge(
        &self,
        kind: TokenKind,
        found: Option<&StoredCredential>,
        now: DateTime<Utc>,
    ) -> Result<Self::Principal, CredentialError>;

    /// Notes that a credential was used, and from where; `refused` says why it was not let in.
    fn note(
        &self,
        attempt: &Attempt,
        found: &StoredCredential,
        refused: Option<CredentialError>,
        now: DateTime<Utc>,
    );

    /// When the credential that made a principal ends, where its holder should hear of it with every answer.
    fn ends_soon(&self, _: &Self::Principal) -> Option<DateTime<Utc>> {
        None
    }
}
