//! Looking credentials up: in the store, or among copies.

use std::future::ready;
use std::sync::Arc;

use super::authenticator::CredentialLookup;
use super::credential::{Attempt, CredentialQuery, StoredCredential};
use super::credential_cache::{CopyStatistics, CredentialCache, Proof};
use crate::entities::{RequestsByDay, RunTokenState, StoredKey, TokenState};
use crate::policies::SessionLifetimes;
use crate::ports::{Clock, CredentialStore, KeyUse, StoreError};
use crate::tokens::TokenKind;
use crate::values::Digest;

/// Where credentials are looked up: in the store, or among copies that are proven to be as good as the store
/// at that moment ([`Freshness`](crate::ports::Freshness)).
///
/// A copy can let a credential in, but not refuse it: whatever would be refused is read again, so that a key that was
/// enabled again, or a session that was used on another server, counts at once too.
pub struct Credentials {
    store: Arc<dyn CredentialStore>,
    clock: Arc<dyn Clock>,
    lifetimes: SessionLifetimes,
    cache: Option<CredentialCache>,
}

impl Credentials {
    /// Keeps about `copies` credentials at most; 0: none, and every look-up reads the store. Sessions end by these
    /// lifetimes; where only keys are judged, the default will do.
    pub fn new(
        store: Arc<dyn CredentialStore>,
        clock: Arc<dyn Clock>,
        lifetimes: SessionLifetimes,
        copies: usize,
    ) -> Self {
        Self {
            store,
            clock,
            lifetimes,
            cache: (copies > 0).then(|| CredentialCache::new(copies)),
        }
    }

    /// Finds what a credential stands for, good or not, as of this moment.
    ///
    /// # Errors
    /// What the store reports. Nothing is known then, whatever copies there are.
    pub fn find(&self, query: &CredentialQuery) -> Result<Option<StoredCredential>, StoreError> {
        let Some(cache) = &self.cache else {
            return self.read(query);
        };
        let proof = cache.prove(&*self.store)?;
        if let Some(copy) = self.good_copy(cache, proof, query) {
            return Ok(Some(copy));
        }
        let read = self.read(query)?;
        self.keep(cache, proof, query, read.as_ref());
        Ok(read)
    }

    /// Finds what several credentials stand for, in their order: one proof for all of them, and one read for
    /// all that there is no copy of.
    ///
    /// # Errors
    /// What the store reports.
    pub fn find_all(
        &self,
        queries: &[CredentialQuery],
    ) -> Result<Vec<Option<StoredCredential>>, StoreError> {
        let Some(cache) = &self.cache else {
            return self.read_all(queries);
        };
        let proof = cache.prove(&*self.store)?;
        let mut found = queries
            .iter()
            .map(|query| self.good_copy(cache, proof, query))
            .collect::<Vec<_>>();
        let missing = (0..queries.len())
            .filter(|&place| found[place].is_none())
            .collect::<Vec<_>>();
        let wanted = missing.iter().map(|&place| queries[place]);
        let read = self.read_all(&wanted.collect::<Vec<_>>())?;
        for (place, read) in missing.into_iter().zip(read) {
            self.keep(cache, proof, &queries[place], read.as_ref());
            found[place] = read;
        }
        Ok(found)
    }

    /// Writes down at once that the newest secret of a key was used for the first time, and then looks it up anew: a
    /// further rotation may have replaced it in between, as one that was never used
    /// ([`rotate`](crate::policies::rotate)). After this, it finds that it was used, on every server.
    ///
    /// # Errors
    /// What the store reports.
    pub fn begin_use(
        &self,
        attempt: &Attempt,
        stored: &StoredKey,
    ) -> Result<Option<StoredCredential>, StoreError> {
        let now = self.clock.now();
        // The request itself is counted later, as every other.
        let begun = KeyUse {
            key_id: stored.key.id.clone(),
            requests: RequestsByDay::default(),
            last_at: now,
            last_ip: attempt.client,
            secrets: vec![(attempt.query.digest, now)],
        };
        self.store.record_key_use(&[begun], now)?;
        self.forget([&attempt.query.digest]);
        self.find(&attempt.query)
    }

    /// Reads some credentials anew when they are next looked up.
    pub fn forget<'a>(&self, digests: impl IntoIterator<Item = &'a Digest>) {
        if let Some(cache) = &self.cache {
            digests.into_iter().for_each(|digest| cache.forget(digest));
        }
    }

    /// How well the copies serve; zeros without any.
    pub fn copy_statistics(&self) -> CopyStatistics {
        let cache = self.cache.as_ref();
        cache.map_or_else(CopyStatistics::default, CredentialCache::statistics)
    }

    fn good_copy(
        &self,
        cache: &CredentialCache,
        proof: Proof,
        query: &CredentialQuery,
    ) -> Option<StoredCredential> {
        let copy = cache.get(proof, &query.digest)?;
        self.is_good(&copy).then_some(copy)
    }

    fn keep(
        &self,
        cache: &CredentialCache,
        proof: Proof,
        query: &CredentialQuery,
        read: Option<&StoredCredential>,
    ) {
        if let Some(read) = read.filter(|read| self.is_good(read)) {
            cache.keep(proof, query.digest, read.clone());
        }
    }

    fn is_good(&self, stored: &StoredCredential) -> bool {
        let now = || self.clock.now();
        match stored {
            StoredCredential::Key(key) => key.is_active(now),
            StoredCredential::AccessToken(token) => {
                token.state_at(now(), self.lifetimes.idle) == TokenState::Active
            }
            StoredCredential::RunToken(run, key) => {
                key.is_active(now) && run.token.state_at(&key.key, now()) == RunTokenState::Active
            }
        }
    }

    fn read(&self, query: &CredentialQuery) -> Result<Option<StoredCredential>, StoreError> {
        Ok(match query.kind {
            TokenKind::ApiKey(_) => self.store.key_by_digest(&query.digest)?.map(Into::into),
            TokenKind::AccessToken => self
                .store
                .access_token_by_digest(&query.digest)?
                .map(Into::into),
            TokenKind::RunToken => self.read_run_token(&query.digest)?,
            TokenKind::Legacy => self.read_legacy(&query.digest)?,
            TokenKind::RefreshToken
            | TokenKind::LinkToken
            | TokenKind::InvitationToken
            | TokenKind::SecondFactorToken => None,
        })
    }

    fn read_legacy(&self, digest: &Digest) -> Result<Option<StoredCredential>, StoreError> {
        if let Some(key) = self.store.key_by_digest(digest)? {
            return Ok(Some(key.into()));
        }
        let token = self.store.access_token_by_digest(digest)?;
        Ok(token.map(Into::into))
    }

    /// A token that ends between the two reads was good after the request began.
    fn read_run_token(&self, digest: &Digest) -> Result<Option<StoredCredential>, StoreError> {
        let Some(run) = self.store.run_token_by_digest(digest)? else {
            return Ok(None);
        };
        let key = self.store.key_by_digest(&run.secret)?;
        Ok(key.map(|key| StoredCredential::RunToken(Arc::new(run), Arc::new(key))))
    }

    fn read_all(
        &self,
        queries: &[CredentialQuery],
    ) -> Result<Vec<Option<StoredCredential>>, StoreError> {
        let of = |is_wanted: fn(TokenKind) -> bool| {
            let wanted = queries.iter().filter(|query| is_wanted(query.kind));
            wanted.map(|query| query.digest).collect::<Vec<_>>()
        };
        let tokens = of(|kind| matches!(kind, TokenKind::AccessToken | TokenKind::Legacy));
        let tokens = unless_empty(&tokens, |tokens| {
            self.store.access_tokens_by_digests(tokens)
        })?;
        let run_tokens = of(|kind| kind == TokenKind::RunToken);
        let run_tokens = unless_empty(&run_tokens, |tokens| {
            self.store.run_tokens_by_digests(tokens)
        })?;
        // Those that are asked about first, then those that made the run tokens.
        let mut keys = of(|kind| matches!(kind, TokenKind::ApiKey(_) | TokenKind::Legacy));
        keys.extend(run_tokens.iter().flatten().map(|run| run.secret));
        let mut keys = unless_empty(&keys, |keys| self.store.keys_by_digests(keys))?;
        let made = run_tokens.iter().flatten().count();
        let mut makers = keys.split_off(keys.len() - made).into_iter();
        let (mut keys, mut tokens) = (keys.into_iter(), tokens.into_iter());
        let mut run_tokens = run_tokens.into_iter();
        let next = |query: &CredentialQuery| match query.kind {
            TokenKind::ApiKey(_) => keys.next().flatten().map(Into::into),
            TokenKind::AccessToken => tokens.next().flatten().map(Into::into),
            TokenKind::RunToken => {
                let run = Arc::new(run_tokens.next().flatten()?);
                let maker = makers.next().flatten()?;
                Some(StoredCredential::RunToken(run, maker))
            }
            TokenKind::Legacy => {
                let (key, token) = (keys.next().flatten(), tokens.next().flatten());
                key.map(Into::into).or(token.map(Into::into))
            }
            TokenKind::RefreshToken
            | TokenKind::LinkToken
            | TokenKind::InvitationToken
            | TokenKind::SecondFactorToken => None,
        };
        Ok(queries.iter().map(next).collect())
    }
}

/// What is found under these digests, if there are any.
fn unless_empty<T>(
    digests: &[Digest],
    find: impl FnOnce(&[Digest]) -> Result<Vec<T>, StoreError>,
) -> Result<Vec<T>, StoreError> {
    if digests.is_empty() {
        return Ok(Vec::new());
    }
    find(digests)
}

impl CredentialLookup for Credentials {
    fn look_up(
        &self,
        query: &CredentialQuery,
    ) -> impl Future<Output = Result<Option<StoredCredential>, StoreError>> {
        ready(self.find(query))
    }

    fn begin_use(
        &self,
        attempt: &Attempt,
        stored: &Arc<StoredKey>,
    ) -> impl Future<Output = Result<Option<StoredCredential>, StoreError>> {
        ready(Self::begin_use(self, attempt, stored))
    }
}
