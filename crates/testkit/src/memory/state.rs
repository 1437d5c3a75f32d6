use std::collections::{BTreeMap, HashMap};

use sendook_domain::entities::{
    ApiKey, AuditEvent, Inbox, KeyWithDigests, Organization, PasswordHash, Role, User,
};
use sendook_domain::policies::{FailureCount, SweepRecord};
use sendook_domain::ports::{FailureKey, Listing, Page, StoreError, Unique};
use sendook_domain::values::Id;

use super::narrowings::Narrowings;
use super::session_rows::SessionRows;

/// What is kept. Maps are ordered by id, so that lists are read backwards.
#[derive(Default)]
pub(super) struct State {
    pub(super) users: BTreeMap<Id<User>, (User, PasswordHash)>,
    pub(super) organizations: BTreeMap<Id<Organization>, Organization>,
    pub(super) members: BTreeMap<(Id<User>, Id<Organization>), Role>,
    pub(super) keys: BTreeMap<Id<ApiKey>, KeyWithDigests>,
    pub(super) inboxes: BTreeMap<Id<Inbox>, Inbox>,
    pub(super) sessions: SessionRows,
    pub(super) failures: HashMap<FailureKey, FailureCount>,
    pub(super) audit: Vec<AuditEvent>,
    pub(super) sweep: Option<SweepRecord>,
    pub(super) narrowings: Narrowings,
}

impl State {
    pub(super) fn user_by_email(&self, key: &str) -> Option<&(User, PasswordHash)> {
        self.users
            .values()
            .find(|(user, _)| user.email.key() == key)
    }

    pub(super) fn has_hash(&self, user: &Id<User>, hash: &PasswordHash) -> bool {
        self.users.get(user).is_some_and(|(_, kept)| kept == hash)
    }

    /// Replaces a hash if it still is `old`, and tells whether it was.
    pub(super) fn swap_hash(
        &mut self,
        user: &Id<User>,
        old: &PasswordHash,
        new: &PasswordHash,
    ) -> bool {
        match self.users.get_mut(user) {
            Some((_, hash)) if hash == old => {
                *hash = new.clone();
                true
            }
            _ => false,
        }
    }

    pub(super) fn check_inbox_address(&self, new: &Inbox) -> Result<(), StoreError> {
        let mut kept = self.inboxes.values();
        if kept.any(|inbox| inbox.address.key() == new.address.key()) {
            return Err(StoreError::Taken(Unique::InboxAddress));
        }
        Ok(())
    }

    pub(super) fn insert_key(&mut self, new: &KeyWithDigests) {
        self.keys.insert(new.key.id.clone(), new.clone());
    }
}

/// One page of those rows that are wanted, newest first. They come in the order of their ids.
pub(super) fn page_of<'a, T: Clone + 'a>(
    rows: impl DoubleEndedIterator<Item = &'a T>,
    page: &Page<T>,
    id: impl Fn(&T) -> &Id<T>,
    wanted: impl Fn(&T) -> bool,
) -> Listing<T> {
    let items = rows
        .rev()
        .filter(|item| page.after.as_ref().is_none_or(|after| id(item) < after))
        .filter(|item| wanted(item))
        .take(page.rows_to_read())
        .cloned()
        .collect();
    page.listing(items, |item| id(item).clone())
}

/// A limit as a number of rows.
pub(super) fn batch(limit: u32) -> usize {
    usize::try_from(limit).unwrap_or(usize::MAX)
}
