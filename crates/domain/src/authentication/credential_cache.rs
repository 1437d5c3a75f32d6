//! Copies of credentials, and the proof that they are as good as the store.

use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

use quick_cache::UnitWeighter;
use quick_cache::sync::Cache;

use super::credential::StoredCredential;
use crate::entities::{StoredAccessToken, StoredKey, StoredRunToken};
use crate::ports::{Freshness, Position, StoreError};
use crate::values::{BuildDigestHasher, Digest};

/// How well the copies of credentials serve, since the service started.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct CopyStatistics {
    /// How many copies there are at this moment.
    pub copies: usize,
    /// Look-ups that found a copy.
    pub hits: u64,
    /// Look-ups that found none.
    pub misses: u64,
    /// Proofs of freshness that found invalidations, or whatever else moved the store's position, and applied them.
    pub catch_ups: u64,
}

/// Copies of good credentials, found by their digests. Holds no secret, and only what a store was found to have:
/// unknown digests cannot fill it.
///
/// Why no revoked credential is found in it: a request first asks the store for its position, and gets no copy
/// unless every invalidation up to there has been applied ([`prove`](Self::prove)). A read that began before a
/// invalidation cannot put back what that dropped, as it is kept only if nothing has been applied since its own
/// position ([`keep`](Self::keep)); and what it kept, the invalidations after that position drop in turn.
pub(super) struct CredentialCache {
    copies: Cache<Digest, CachedCredential, UnitWeighter, BuildDigestHasher>,
    /// Up to where invalidations have been applied. `None`: nothing was ever kept.
    applied: RwLock<Option<Position>>,
    /// The mark of `applied`, to be compared without a lock. Written last of all.
    mark: AtomicI64,
    catch_ups: AtomicU64,
}

/// A copy. That of a run token does not include the key that made it: the key has a copy of its own, which is dropped when the key
/// changes, and the two are put together anew for each request.
#[derive(Clone)]
enum CachedCredential {
    Key(Arc<StoredKey>),
    AccessToken(Arc<StoredAccessToken>),
    RunToken(Arc<StoredRunToken>),
}

/// Proof that at its time no copy was worse than the store.
#[derive(Debug, Clone, Copy)]
pub(super) struct Proof(Position);

impl CredentialCache {
    pub(super) fn new(capacity: usize) -> Self {
        Self {
            copies: Cache::with(
                capacity,
                u64::try_from(capacity).unwrap_or(u64::MAX),
                UnitWeighter,
                BuildDigestHasher::default(),
                quick_cache::sync::DefaultLifecycle::default(),
            ),
            applied: RwLock::new(None),
            mark: AtomicI64::new(0),
            catch_ups: AtomicU64::new(0),
        }
    }

    pub(super) fn statistics(&self) -> CopyStatistics {
        CopyStatistics {
            copies: self.copies.len(),
            hits: self.copies.hits(),
            misses: self.copies.misses(),
            catch_ups: self.catch_ups.load(Ordering::Relaxed),
        }
    }

    /// Makes sure that nothing is kept which was invalidated before this call.
    pub(super) fn prove(&self, store: &(impl Freshness + ?Sized)) -> Result<Proof, StoreError> {
        let position = store.position()?;
        if self.mark.load(Ordering::Acquire) == position.mark {
            return Ok(Proof(position));
        }
        self.catch_up(store, position)
    }

    /// Finds a copy that is as good as the store was at the time of the proof, or better.
    pub(super) fn get(&self, _: Proof, digest: &Digest) -> Option<StoredCredential> {
        Some(match self.copies.get(digest)? {
            CachedCredential::Key(key) => StoredCredential::Key(key),
            CachedCredential::AccessToken(token) => StoredCredential::AccessToken(token),
            CachedCredential::RunToken(run) => match self.copies.get(&run.secret)? {
                CachedCredential::Key(key) => StoredCredential::RunToken(run, key),
                CachedCredential::AccessToken(_) | CachedCredential::RunToken(_) => return None,
            },
        })
    }

    /// Keeps what was read after the proof.
    pub(super) fn keep(&self, Proof(position): Proof, digest: Digest, read: StoredCredential) {
        let applied = self.applied.read().unwrap_or_else(PoisonError::into_inner);
        if *applied != Some(position) {
            return;
        }
        let copy = match read {
            StoredCredential::Key(key) => CachedCredential::Key(key),
            StoredCredential::AccessToken(token) => CachedCredential::AccessToken(token),
            StoredCredential::RunToken(run, key) => {
                self.copies.insert(run.secret, CachedCredential::Key(key));
                CachedCredential::RunToken(run)
            }
        };
        self.copies.insert(digest, copy);
    }

    /// Drops a copy that may be out of date in what does not invalidate.
    pub(super) fn forget(&self, digest: &Digest) {
        self.copies.remove(digest);
    }

    fn catch_up(
        &self,
        store: &(impl Freshness + ?Sized),
        position: Position,
    ) -> Result<Proof, StoreError> {
        let mut applied = self.applied.write().unwrap_or_else(PoisonError::into_inner);
        let reached = match *applied {
            None => position,
            Some(already) if already == position => position,
            Some(already) => {
                self.catch_ups.fetch_add(1, Ordering::Relaxed);
                let invalidated = store.invalidated_since(&already)?;
                match invalidated.digests {
                    Some(digests) => digests.iter().for_each(|digest| self.forget(digest)),
                    None => self.copies.clear(),
                }
                invalidated.up_to
            }
        };
        *applied = Some(reached);
        self.mark.store(reached.mark, Ordering::Release);
        Ok(Proof(reached))
    }
}
