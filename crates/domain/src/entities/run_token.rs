use chrono::{DateTime, Utc};

use super::{ApiKey, Attachment, InboxScope, ScopeSet};
use crate::values::{Digest, Id, IdKind, RunTokenLabel};

/// A credential that a service made of its API key for one task, such as one run of an agent.
///
/// It does what it was made for or, once its key no longer allows all of that, nothing: so it never reaches further than the key,
/// whatever becomes of the key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunToken {
    /// Identifies the token.
    pub id: Id<RunToken>,
    /// What it is for.
    pub label: Option<RunTokenLabel>,
    /// What it may do.
    pub scopes: ScopeSet,
    /// Which inboxes it may do it to.
    pub inboxes: InboxScope,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// From this moment on it is no longer valid. It comes earlier when the key no longer covers the token
    /// ([`run_token_end`](crate::policies::run_token_end)).
    pub expires_at: DateTime<Utc>,
}

impl IdKind for RunToken {
    const PREFIX: &'static str = "token";
}

/// Whether a run token is valid at some moment, as far as its key is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RunTokenState {
    /// It is.
    Active,
    /// It has expired.
    Expired {
        /// Since when.
        at: DateTime<Utc>,
    },
    /// Its key may no longer do all that the token may.
    KeyRestricted,
}

impl RunToken {
    /// Whether the token is good for a request at `now`, if its key is.
    pub fn state_at(&self, key: &ApiKey, now: DateTime<Utc>) -> RunTokenState {
        // First the reason that a new token of the key would not remove.
        if !self.is_covered_by(key) {
            return RunTokenState::KeyRestricted;
        }
        if self.expires_at <= now {
            return RunTokenState::Expired {
                at: self.expires_at,
            };
        }
        RunTokenState::Active
    }

    /// Whether the key may do all that the token may.
    pub(crate) fn is_covered_by(&self, key: &ApiKey) -> bool {
        key.scopes.covers(self.scopes) && key.inboxes.covers(&self.inboxes)
    }
}

/// What a store finds by the digest of a run token. Its key is found by the digest of the secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredRunToken {
    /// The token.
    pub token: RunToken,
    /// The digest of the secret of the key that made the token, which ends with it.
    pub secret: Digest,
    /// The rendered description that the token gets of itself, once it was made.
    pub rendered: Attachment,
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;
    use crate::entities::Scope;

    const NOW: DateTime<Utc> = DateTime::UNIX_EPOCH;

    fn key(scopes: ScopeSet, inboxes: InboxScope) -> ApiKey {
        ApiKey {
            scopes,
            inboxes,
            ..ApiKey::sample()
        }
    }

    fn token(scopes: ScopeSet, inboxes: InboxScope) -> RunToken {
        RunToken {
            id: Id::parse("token_1").unwrap(),
            label: None,
            scopes,
            inboxes,
            created_at: NOW,
            expires_at: NOW + TimeDelta::minutes(1),
        }
    }

    fn only(inboxes: &[&str]) -> InboxScope {
        InboxScope::only(inboxes.iter().map(|id| Id::parse(id).unwrap()).collect())
    }

    #[test]
    fn the_end_itself_is_too_late() {
        let token = token(ScopeSet::full(), InboxScope::All);
        let key = key(ScopeSet::full(), InboxScope::All);
        let (end, moment) = (token.expires_at, TimeDelta::microseconds(1));
        assert_eq!(token.state_at(&key, end - moment), RunTokenState::Active);
        let expired = RunTokenState::Expired { at: end };
        assert_eq!(token.state_at(&key, end), expired);
    }

    #[test]
    fn a_token_is_good_while_its_key_allows_all_of_it() {
        let read: ScopeSet = [Scope::InboxesRead].into_iter().collect();
        let write: ScopeSet = [Scope::InboxesWrite].into_iter().collect();
        for (token_has, key_has, good) in [
            ((read, only(&["a"])), (read, only(&["a"])), true),
            (
                (read, only(&["a"])),
                (ScopeSet::full(), InboxScope::All),
                true,
            ),
            ((read, only(&["a"])), (read, only(&["a", "b"])), true),
            ((read, only(&["a"])), (write, only(&["a"])), false),
            ((read, only(&["a", "b"])), (read, only(&["a"])), false),
            ((read, InboxScope::All), (read, only(&["a"])), false),
            (
                (ScopeSet::full(), InboxScope::All),
                (read, InboxScope::All),
                false,
            ),
        ] {
            let (token, key) = (token(token_has.0, token_has.1), key(key_has.0, key_has.1));
            let is_good = token.state_at(&key, NOW) == RunTokenState::Active;
            assert_eq!(is_good, good, "{token:?} of {key:?}");
        }
    }
}
