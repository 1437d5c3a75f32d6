use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::{DateTime, NaiveDate, Utc};
use sendook_domain::entities::{
    ApiKey, AuditEvent, Factor, Inbox, Invitation, KeyWithDigests, MailLink, Organization,
    OutgoingMail, PasskeyChallenge, PasswordHash, PasswordReset, RememberedAnswer, Role, RunToken,
    SecondFactorLogin, Session, StoredFactor, User,
};
use sendook_domain::policies::{FailureCount, SweepRecord};
use sendook_domain::ports::{FailureKey, NewRunToken, StoreError, Unique};
use sendook_domain::values::{Digest, Id};

use super::invalidations::Invalidations;
use super::invitations::OpenInvitation;
use super::outbox::WaitingMail;
use super::session_rows::SessionRows;

/// How many requests there were, by owner and day.
pub(super) type Counts<T> = BTreeMap<(Id<T>, NaiveDate), u64>;

/// The place of a person in an organization.
#[derive(Clone, Copy)]
pub(super) struct Membership {
    pub(super) role: Role,
    pub(super) joined_at: DateTime<Utc>,
}

/// What is kept. Maps are ordered by id, so that lists are read backwards.
#[derive(Default)]
pub(super) struct State {
    pub(super) users: BTreeMap<Id<User>, (User, PasswordHash)>,
    pub(super) password_resets: BTreeMap<Id<User>, PasswordReset>,
    pub(super) factors: BTreeMap<Id<Factor>, StoredFactor>,
    /// By person and digest: when it was used.
    pub(super) recovery_codes: BTreeMap<(Id<User>, Digest), Option<DateTime<Utc>>>,
    pub(super) factor_logins: Vec<SecondFactorLogin>,
    pub(super) passkey_challenges: Vec<PasskeyChallenge>,
    pub(super) mail_links: Vec<MailLink>,
    pub(super) outbox: BTreeMap<Id<OutgoingMail>, WaitingMail>,
    pub(super) organizations: BTreeMap<Id<Organization>, Organization>,
    pub(super) invitations: BTreeMap<Id<Invitation>, OpenInvitation>,
    pub(super) members: BTreeMap<(Id<User>, Id<Organization>), Membership>,
    pub(super) keys: BTreeMap<Id<ApiKey>, KeyWithDigests>,
    pub(super) key_usage: Counts<ApiKey>,
    pub(super) organization_usage: Counts<Organization>,
    pub(super) answers: Vec<RememberedAnswer>,
    pub(super) run_tokens: BTreeMap<Id<RunToken>, NewRunToken>,
    pub(super) inboxes: BTreeMap<Id<Inbox>, Inbox>,
    pub(super) sessions: SessionRows,
    /// When a session of a person that has ended was last used.
    pub(super) last_active: HashMap<Id<User>, DateTime<Utc>>,
    /// The last day on which an organization was told of keys that end.
    pub(super) key_ends_told: HashMap<Id<Organization>, NaiveDate>,
    /// What people logged in on, and when last. A person without an entry never did.
    pub(super) devices: HashMap<Id<User>, HashMap<Digest, DateTime<Utc>>>,
    pub(super) failures: HashMap<FailureKey, FailureCount>,
    pub(super) audit: Vec<AuditEvent>,
    /// What was imported: kinds and ids.
    pub(super) imported: BTreeSet<(String, String)>,
    pub(super) sweep: Option<SweepRecord>,
    pub(super) invalidations: Invalidations,
}

impl State {
    pub(super) fn user_by_email(&self, key: &str) -> Option<&(User, PasswordHash)> {
        self.users
            .values()
            .find(|(user, _)| user.email.key() == key)
    }

    pub(super) fn is_enabled(&self, user: &Id<User>) -> bool {
        let found = self.users.get(user);
        found.is_some_and(|(user, _)| !user.is_disabled())
    }

    pub(super) fn has_hash(&self, user: &Id<User>, hash: &PasswordHash) -> bool {
        self.users.get(user).is_some_and(|(_, kept)| kept == hash)
    }

    /// Replaces a hash if it still is `old`, and returns whether it was.
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

impl State {
    pub(super) fn invalidate(&mut self, digests: Vec<Digest>) {
        self.invalidations.kept.extend(digests);
    }

    pub(super) fn invalidate_key(&mut self, id: &Id<ApiKey>) {
        let found = self.keys.get(id).into_iter();
        let secrets = found.flat_map(|found| found.secrets().map(|(digest, _)| *digest));
        self.invalidate(secrets.collect());
    }

    pub(super) fn invalidate_keys_of(&mut self, organization: &Id<Organization>) {
        let keys = self.keys.values().map(|found| &found.key);
        let own = keys.filter(|key| key.organization_id == *organization);
        for id in own.map(|key| key.id.clone()).collect::<Vec<_>>() {
            self.invalidate_key(&id);
        }
    }

    /// Invalidates the access tokens of a session.
    pub(super) fn invalidate_session(&mut self, id: &Id<Session>) {
        let digests = self.sessions.access_digests(id);
        self.invalidate(digests);
    }

    /// Ends the access tokens of a session.
    pub(super) fn end_access_tokens(&mut self, of: &Id<Session>) {
        let ended = self.sessions.end_access_tokens(|session| session == of);
        self.invalidate(ended);
    }

    /// Ends the selected sessions, up to a limit, with their tokens; returns how many.
    pub(super) fn end_sessions(&mut self, limit: usize, ends: impl Fn(&Session) -> bool) -> usize {
        let (sessions, tokens) = self.sessions.end(limit, ends);
        self.invalidate(tokens);
        for session in &sessions {
            let last = self.last_active.entry(session.user_id.clone());
            let last = last.or_insert(session.last_used_at);
            *last = session.last_used_at.max(*last);
        }
        sessions.len()
    }
}
