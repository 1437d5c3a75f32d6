use sendook_domain::entities::{ApiKey, Organization, Session};
use sendook_domain::ports::{Freshness, Narrowed, Position, StoreError};
use sendook_domain::values::Digest;
use sendook_domain::values::Id;

use super::MemoryStore;
use super::state::{State, batch};

/// What was narrowed, in order; of the oldest, only how many there were.
#[derive(Default)]
pub(super) struct Narrowings {
    forgotten: usize,
    kept: Vec<Digest>,
}

impl Narrowings {
    pub(super) fn position(&self) -> Position {
        let number = i64::try_from(self.forgotten + self.kept.len()).unwrap_or(i64::MAX);
        let mark = mark(number);
        Position { number, mark }
    }

    fn since(&self, since: &Position) -> Narrowed {
        let own = mark(since.number) == since.mark;
        let number = usize::try_from(since.number).ok().filter(|_| own);
        let unknown = number.and_then(|number| number.checked_sub(self.forgotten));
        Narrowed {
            digests: unknown
                .and_then(|first| self.kept.get(first..))
                .map(<[Digest]>::to_vec),
            up_to: self.position(),
        }
    }
}

/// There is one history only, so that its numbers tell its positions apart.
fn mark(number: i64) -> i64 {
    number.wrapping_add(1)
}

impl State {
    pub(super) fn narrow(&mut self, digests: Vec<Digest>) {
        self.narrowings.kept.extend(digests);
    }

    pub(super) fn narrow_key(&mut self, id: &Id<ApiKey>) {
        let found = self.keys.get(id).into_iter();
        let secrets = found.flat_map(|found| found.secrets().map(|(digest, _)| *digest));
        self.narrow(secrets.collect());
    }

    pub(super) fn narrow_keys_of(&mut self, organization: &Id<Organization>) {
        let keys = self.keys.values().map(|found| &found.key);
        let own = keys.filter(|key| key.organization_id == *organization);
        for id in own.map(|key| key.id.clone()).collect::<Vec<_>>() {
            self.narrow_key(&id);
        }
    }

    /// Narrows the access tokens of a session.
    pub(super) fn narrow_session(&mut self, id: &Id<Session>) {
        let digests = self.sessions.access_digests(id);
        self.narrow(digests);
    }

    /// Ends the access tokens of a session.
    pub(super) fn end_access_tokens(&mut self, of: &Id<Session>) {
        let ended = self.sessions.end_access_tokens(|session| session == of);
        self.narrow(ended);
    }

    /// Ends those sessions that shall end, up to a limit, with their tokens; tells how many.
    pub(super) fn end_sessions(&mut self, limit: usize, ends: impl Fn(&Session) -> bool) -> usize {
        let (sessions, tokens) = self.sessions.end(limit, ends);
        self.narrow(tokens);
        sessions
    }
}

impl Freshness for MemoryStore {
    fn position(&self) -> Result<Position, StoreError> {
        let position = self.begin()?.narrowings.position();
        Ok(self.inner.lock().stale.unwrap_or(position))
    }

    fn narrowed_since(&self, since: &Position) -> Result<Narrowed, StoreError> {
        Ok(self.begin()?.narrowings.since(since))
    }

    fn forget_narrowings(&self, keep: u32, limit: u32) -> Result<usize, StoreError> {
        let narrowings = &mut self.begin()?.narrowings;
        let superfluous = narrowings.kept.len().saturating_sub(batch(keep));
        let forgotten = superfluous.min(batch(limit));
        narrowings.kept.drain(..forgotten);
        narrowings.forgotten += forgotten;
        Ok(forgotten)
    }
}
