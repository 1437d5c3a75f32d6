use std::collections::HashSet;
use std::sync::Arc;

use sendook_domain::ports::{Position, Store, StoreError};
use sendook_domain::values::Digest;

use super::World;

/// Follows what is narrowed, as two servers see it.
pub(super) struct Follower {
    servers: [Arc<dyn Store>; 2],
    at: Position,
}

impl Follower {
    /// Begins where the store stands now.
    pub(super) fn new(world: &dyn World) -> Result<Self, StoreError> {
        let servers = [world.store(), world.other_server()];
        // Whoever first asks for the position may note a narrowing of nothing.
        for server in &servers {
            server.position()?;
        }
        let at = servers[0].position()?;
        Ok(Self { servers, at })
    }

    /// What was narrowed since this was last asked, in order. Both servers must agree, and count it without gaps.
    pub(super) fn narrowed(&mut self) -> Result<Vec<Digest>, StoreError> {
        let [one, other] = &self.servers;
        let narrowed = one.narrowed_since(&self.at)?;
        assert_eq!(other.narrowed_since(&self.at)?, narrowed);
        for server in [one, other] {
            assert_eq!(server.position()?, narrowed.up_to, "the position lags");
        }
        let digests = narrowed.digests.expect("nothing was forgotten");
        let counted = narrowed.up_to.number - self.at.number;
        assert_eq!(usize::try_from(counted), Ok(digests.len()));
        assert_eq!(narrowed.up_to == self.at, digests.is_empty());
        self.at = narrowed.up_to;
        Ok(digests)
    }

    /// What was narrowed since this was last asked must be all of `must`, and nothing but what is in `must` or in
    /// `may`.
    pub(super) fn expect(&mut self, must: &[Digest], may: &[Digest]) -> Result<(), StoreError> {
        let narrowed: HashSet<_> = self.narrowed()?.into_iter().collect();
        for digest in must {
            assert!(narrowed.contains(digest), "a narrowing is not told");
        }
        for digest in &narrowed {
            let known = must.contains(digest) || may.contains(digest);
            assert!(known, "a credential is told that was not narrowed");
        }
        Ok(())
    }
}
