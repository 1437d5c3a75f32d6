use super::StoreError;
use crate::values::Digest;

/// How many of the last invalidations are kept. A server that has missed more than these drops all of its copies.
pub const INVALIDATIONS_KEPT: u32 = 10_000;

/// Proves that cached credentials are as current as the store itself.
///
/// An **invalidation** is any change after which a credential grants less than before, or its answers change: a key is
/// deleted, disabled, rotated, renamed, restricted or given another expiry, loses an inbox, or its organization is
/// renamed; an access token or its session ends. What only adds (a new key, a new login) is none, and neither is
/// expiry, which the holder of a copy judges by the clock.
///
/// Each credential is one of its own: a key with two secrets that is deleted makes two, one for each digest.
///
/// A store MUST number its invalidations without gaps, in the order in which they take effect, in the transaction
/// that invalidates, whichever server or program it comes from. Then this holds, and revocation on the very next
/// request rests on it: **a server that first reads the [`position`](Self::position) and then finds that every
/// invalidation up to it has been applied to a copy may use the copy** as if it had read the store at that moment.
pub trait Freshness: Send + Sync {
    /// The last invalidation that has taken effect. MUST count each one whose write returned before this call
    /// began, on any server.
    ///
    /// # Errors
    /// [`StoreError`]: there is no proof then, and a copy MUST NOT be used.
    fn position(&self) -> Result<Position, StoreError>;

    /// What was invalidated after `since`, and up to where. Nothing, if `since` is the [`position`](Self::position).
    ///
    /// MUST give `None` for the digests where it cannot list them all: for a position of another history (another mark), for
    /// one that was not reached yet, and where an invalidation after `since` was forgotten. The last forgotten position itself is
    /// still good for an answer, as all that followed is kept.
    fn invalidated_since(&self, since: &Position) -> Result<Invalidated, StoreError>;

    /// Deletes up to `limit` of the oldest invalidations, but none of the last `keep`. Returns how many.
    fn forget_invalidations(&self, keep: u32, limit: u32) -> Result<usize, StoreError>;
}

/// A place in the sequence of a store's invalidations.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Position {
    /// How many invalidations there have been.
    pub number: i64,
    /// A random number for this invalidation: distinguishes two histories with equal counts, as when a
    /// database was restored from a copy, or a replica took over that lacked the last writes. MUST be another one for each
    /// invalidation: a server that has reached a position knows it again by this number alone.
    pub mark: i64,
}

/// What was invalidated between two positions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invalidated {
    /// The digests of the credentials; `None`: unknown, and every copy has to be dropped.
    pub digests: Option<Vec<Digest>>,
    /// The position that is reached once these are dropped.
    pub up_to: Position,
}
