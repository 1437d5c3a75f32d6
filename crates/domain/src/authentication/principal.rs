//! Who a request comes from. Only a strategy makes one, after it has judged a credential.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};

use crate::entities::{ApiKey, InboxScope, Organization, ScopeSet, Session, StoredKey, User};
use crate::values::Id;

/// How long before its end the holder of a key is told of it.
const NOTICE: TimeDelta = TimeDelta::days(7);

/// A service, by its API key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiKeyPrincipal {
    stored: Arc<StoredKey>,
    ends_soon: Option<DateTime<Utc>>,
}

impl ApiKeyPrincipal {
    /// Who a good key makes of a request at `now`.
    pub(super) fn at(stored: Arc<StoredKey>, now: DateTime<Utc>) -> Self {
        let soon = stored.key.expires_at.filter(|end| *end < now + NOTICE);
        let ends_soon = [soon, stored.secret_ends_at].into_iter().flatten().min();
        Self { stored, ends_soon }
    }

    /// What the store has of the key.
    pub fn stored(&self) -> &Arc<StoredKey> {
        &self.stored
    }

    /// When the credential that was presented ends, where its holder should hear of it: it is the old secret
    /// of a key that is being rotated, or there are less than seven days left.
    pub fn ends_soon(&self) -> Option<DateTime<Utc>> {
        self.ends_soon
    }

    /// The key.
    pub fn key_id(&self) -> &Id<ApiKey> {
        &self.stored.key.id
    }

    /// The organization that it reaches.
    pub fn organization_id(&self) -> &Id<Organization> {
        &self.stored.key.organization_id
    }

    /// What it may do there.
    pub fn scopes(&self) -> ScopeSet {
        self.stored.key.scopes
    }

    /// Which inboxes it may do it to.
    pub fn inboxes(&self) -> &InboxScope {
        &self.stored.key.inboxes
    }
}

/// A person, by an access token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UserPrincipal {
    user_id: Id<User>,
    session_id: Id<Session>,
}

impl UserPrincipal {
    pub(crate) fn new(user_id: Id<User>, session_id: Id<Session>) -> Self {
        Self {
            user_id,
            session_id,
        }
    }

    /// Who it is.
    pub fn user_id(&self) -> &Id<User> {
        &self.user_id
    }

    /// By which login.
    pub fn session_id(&self) -> &Id<Session> {
        &self.session_id
    }
}

/// Either of the two.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Caller {
    /// A service.
    Key(ApiKeyPrincipal),
    /// A person.
    User(UserPrincipal),
}
