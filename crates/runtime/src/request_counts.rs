//! How much of their rate limits API keys have used on this server.

use std::array;
use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};
use std::time::Duration;

use parking_lot::Mutex;
use sendook_domain::entities::ApiKey;
use sendook_domain::policies::{RateExceeded, RateStatus, RateUse, count_request};
use sendook_domain::ports::RequestCounter;
use sendook_domain::values::{Id, RateLimit};

/// Number of locks that the keys are spread over, so that requests on many cores seldom contend.
const SHARDS: usize = 16;

/// How many keys are kept of each shard: of 100,000 in all, in some 10 MB.
const KEYS_PER_SHARD: usize = 6_250;

/// What each key has used of its limit.
type Shard = HashMap<Id<ApiKey>, RateUse>;

/// Counts the requests of keys with a rate limit in memory. A restart forgets them.
///
/// Memory is bounded. When there are more keys than it keeps, it forgets those whose limit is unused, which changes nothing;
/// if there is none, the key whose limit is unused soonest, which may then use its whole limit at once, once more. No key is
/// refused because of others.
pub struct RequestCounts {
    shards: [Mutex<Shard>; SHARDS],
    keys_per_shard: usize,
    hasher: RandomState,
}

impl Default for RequestCounts {
    fn default() -> Self {
        Self::keeping(KEYS_PER_SHARD)
    }
}

impl RequestCounts {
    fn keeping(keys_per_shard: usize) -> Self {
        Self {
            shards: array::from_fn(|_| Mutex::default()),
            keys_per_shard,
            hasher: RandomState::new(),
        }
    }
}

impl RequestCounter for RequestCounts {
    fn count(
        &self,
        key: &Id<ApiKey>,
        limit: RateLimit,
        now: Duration,
    ) -> Result<RateStatus, RateExceeded> {
        let shards = SHARDS as u64;
        let place = usize::try_from(self.hasher.hash_one(key) % shards).unwrap_or_default();
        let mut shard = self.shards[place].lock();
        let (used, counted) = count_request(limit, shard.get(key).copied(), now);
        if let Some(kept) = shard.get_mut(key) {
            *kept = used;
        } else {
            make_room(&mut shard, self.keys_per_shard, now);
            shard.insert(key.clone(), used);
        }
        counted
    }
}

fn make_room(shard: &mut Shard, most: usize, now: Duration) {
    if shard.len() >= most {
        shard.retain(|_, used| !used.is_over(now));
    }
    if shard.len() >= most {
        let soonest = shard.iter().min_by_key(|(_, used)| used.unused_from());
        if let Some(key) = soonest.map(|(key, _)| key.clone()) {
            shard.remove(&key);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Duration = Duration::ZERO;
    const FEW: usize = 4;

    /// Far more keys than are kept, so that every shard is full.
    const MANY: usize = SHARDS * FEW * 20;

    fn rate(limit: u32, window_seconds: u32) -> RateLimit {
        RateLimit::new(limit, window_seconds).unwrap()
    }

    fn key(number: usize) -> Id<ApiKey> {
        Id::parse(&format!("key_{number}")).unwrap()
    }

    fn kept(counts: &RequestCounts) -> usize {
        counts.shards.iter().map(|shard| shard.lock().len()).sum()
    }

    /// As many keys as there is room for, each of which has used its limit up.
    fn full(limit: RateLimit) -> RequestCounts {
        let counts = RequestCounts::keeping(FEW);
        for number in 0..MANY {
            assert!(counts.count(&key(number), limit, NOW).is_ok());
        }
        counts
    }

    #[test]
    fn each_key_has_a_limit_of_its_own() {
        let counts = RequestCounts::default();
        for number in [1, 2] {
            let count = || counts.count(&key(number), rate(2, 60), NOW);
            let counted = [count(), count(), count()].map(|counted| counted.is_ok());
            assert_eq!(counted, [true, true, false]);
        }
    }

    #[test]
    fn no_more_keys_are_kept_than_there_is_room_for() {
        let counts = full(rate(1, 60));
        assert_eq!(kept(&counts), SHARDS * FEW);
        // A minute later all of them are unused, and a new key needs the room of its shard.
        let later = NOW + Duration::from_mins(1);
        assert!(counts.count(&key(MANY), rate(1, 60), later).is_ok());
        assert_eq!(kept(&counts), SHARDS * FEW - FEW + 1);
    }

    #[test]
    fn where_there_is_no_room_the_limit_that_is_unused_soonest_is_forgotten() {
        let (long, short) = (rate(1, 86_400), rate(1, 60));
        let counts = full(long);
        // Each takes the place of one with a long limit, or of the one before it.
        for number in MANY..2 * MANY {
            assert!(counts.count(&key(number), short, NOW).is_ok());
        }
        let held = (0..MANY).filter(|&number| counts.count(&key(number), long, NOW).is_err());
        assert_eq!(held.count(), SHARDS * (FEW - 1));
    }
}
