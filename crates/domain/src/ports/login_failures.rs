use std::collections::BTreeSet;

use chrono::{DateTime, Utc};

use super::{Digester, StoreError};
use crate::entities::{AuditEvent, ClientInfo};
use crate::policies::FailureCount;
use crate::values::{Digest, EmailAddress};

/// Keeps counts of failed logins. They outlive a restart and hold across servers.
pub trait LoginFailures: Send + Sync {
    /// Changes several counts at once: reads them, asks `change` for the new ones (`None`: the count is removed), and
    /// writes those.
    ///
    /// MUST be one atomic step, so that of many attempts at once each sees the count of the ones before it,
    /// on every server. `change` may be called again if the step must be; it answers one count for each key, in
    /// their order.
    fn update_failures(
        &self,
        keys: &[FailureKey],
        change: &mut ChangeCounts<'_>,
    ) -> Result<(), StoreError>;

    /// The counts of an account, from every address, and then those of whole addresses: of those from which the account has a
    /// count, and of `addresses`. Both in the order of the addresses.
    fn failures_of(
        &self,
        account: &Digest,
        addresses: &BTreeSet<String>,
    ) -> Result<Vec<(FailureKey, FailureCount)>, StoreError>;

    /// Forgets the counts of these accounts, from every address, and the counts of whole addresses: of those from which one of the
    /// accounts has a count, and of `addresses`. Returns the addresses that had one, in their order. The audit line is
    /// kept whether there was any or not.
    fn forget_failures(
        &self,
        accounts: &[Digest],
        addresses: &BTreeSet<String>,
        audit: &AuditEvent,
    ) -> Result<Vec<String>, StoreError>;

    /// Deletes up to `limit` counts that began before `since` and do not block beyond it. Returns how many it
    /// deleted. Safe to run on several servers at once.
    fn sweep_failures(&self, since: DateTime<Utc>, limit: u32) -> Result<usize, StoreError>;
}

/// Given the current counts, returns the new ones.
pub type ChangeCounts<'a> = dyn FnMut(&[Option<FailureCount>]) -> Vec<Option<FailureCount>> + 'a;

/// Whose failures are counted.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct FailureKey {
    /// Of this account, by the digest of its e-mail address, or of this passkey, by that of its credential id, whether it exists or not;
    /// `None`: of any.
    pub account: Option<Digest>,
    /// From this address or network.
    pub address: String,
}

impl FailureKey {
    /// Counts something else of a client's network, apart from its failed logins. `what` has no `@`, so that no e-mail address
    /// has the same digest.
    pub(crate) fn apart(what: &str, origin: &ClientInfo, digester: &dyn Digester) -> Self {
        Self {
            account: Some(digester.digest(what)),
            address: origin.network().to_string(),
        }
    }

    /// Counts mails of one kind to an e-mail address, from wherever they are asked for. `what` holds a space, so that no e-mail
    /// address has the same digest.
    pub(crate) fn of_mails(what: &str, to: &EmailAddress, digester: &dyn Digester) -> Self {
        Self {
            account: Some(digester.digest(&format!("{what} to {}", to.key()))),
            address: String::new(),
        }
    }
}
