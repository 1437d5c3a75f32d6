use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, Utc};
use sendook_domain::credentials::Digest;
use sendook_domain::entities::{
    ApiKey, AuditEvent, Inbox, Organization, PasswordHash, Role, Session, User,
};
use sendook_domain::ports::{Listing, NewApiKey, NewSession, Page, StoreError, Unique};
use sendook_domain::values::Id;

/// What is kept. Maps are ordered by id, so that lists are read backwards.
#[derive(Default)]
pub(super) struct State {
    pub(super) users: BTreeMap<Id<User>, (User, PasswordHash)>,
    pub(super) organizations: BTreeMap<Id<Organization>, Organization>,
    pub(super) members: BTreeMap<(Id<User>, Id<Organization>), Role>,
    pub(super) keys: BTreeMap<Id<ApiKey>, ApiKey>,
    pub(super) key_digests: HashMap<Digest, Id<ApiKey>>,
    pub(super) inboxes: BTreeMap<Id<Inbox>, Inbox>,
    pub(super) sessions: BTreeMap<Id<Session>, Session>,
    pub(super) access_tokens: HashMap<Digest, AccessToken>,
    pub(super) audit: Vec<AuditEvent>,
}

pub(super) struct AccessToken {
    pub(super) session: Id<Session>,
    pub(super) expires_at: DateTime<Utc>,
}

impl State {
    pub(super) fn user_by_email(&self, key: &str) -> Option<&(User, PasswordHash)> {
        self.users
            .values()
            .find(|(user, _)| user.email.key() == key)
    }

    pub(super) fn check_inbox_address(&self, new: &Inbox) -> Result<(), StoreError> {
        let mut kept = self.inboxes.values();
        if kept.any(|inbox| inbox.address.key() == new.address.key()) {
            return Err(StoreError::Taken(Unique::InboxAddress));
        }
        Ok(())
    }

    pub(super) fn insert_key(&mut self, new: &NewApiKey) {
        self.key_digests.insert(new.digest, new.key.id.clone());
        self.keys.insert(new.key.id.clone(), new.key.clone());
    }

    pub(super) fn insert_session(&mut self, new: &NewSession) {
        let session = &new.session;
        let token = AccessToken {
            session: session.id.clone(),
            expires_at: new.access_expires_at,
        };
        self.access_tokens.insert(new.access_digest, token);
        self.sessions.insert(session.id.clone(), session.clone());
    }
}

/// One page of those rows that are wanted, newest first.
pub(super) fn page_of<T: Clone>(
    rows: &BTreeMap<Id<T>, T>,
    page: &Page<T>,
    id: impl Fn(&T) -> Id<T>,
    wanted: impl Fn(&T) -> bool,
) -> Listing<T> {
    let older = match &page.after {
        Some(after) => rows.range(..after.clone()),
        None => rows.range(..),
    };
    let items = older
        .rev()
        .map(|(_, item)| item)
        .filter(|item| wanted(item))
        .take(page.rows_to_read())
        .cloned()
        .collect();
    page.listing(items, id)
}
