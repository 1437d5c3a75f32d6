use std::collections::HashSet;
use std::sync::Arc;

use sendook_domain::ports::{CredentialStore, Position, StoreError};
use sendook_domain::values::Digest;

use super::{KeyWorld, World};

/// Follows what is invalidated, as two servers see it.
pub(super) struct Follower {
    servers: [Arc<dyn CredentialStore>; 2],
    at: Position,
}

impl Follower {
    /// Begins where the store stands now.
    pub(super) fn new(world: &dyn World) -> Result<Self, StoreError> {
        Self::of([world.store(), world.other_server()])
    }

    /// The same on a store of keys.
    pub(super) fn of_keys(world: &impl KeyWorld) -> Result<Self, StoreError> {
        Self::of([world.store(), world.other_server()])
    }

    fn of(servers: [Arc<dyn CredentialStore>; 2]) -> Result<Self, StoreError> {
        // The first query of the position may add an empty invalidation.
        for server in &servers {
            server.position()?;
        }
        let at = servers[0].position()?;
        Ok(Self { servers, at })
    }

    /// What was invalidated since this was last asked, in order. Both servers must agree, and count it without gaps.
    pub(super) fn invalidated(&mut self) -> Result<Vec<Digest>, StoreError> {
        let [one, other] = &self.servers;
        let invalidated = one.invalidated_since(&self.at)?;
        assert_eq!(other.invalidated_since(&self.at)?, invalidated);
        for server in [one, other] {
            assert_eq!(server.position()?, invalidated.up_to, "the position lags");
        }
        let digests = invalidated.digests.expect("nothing was forgotten");
        let counted = invalidated.up_to.number - self.at.number;
        assert_eq!(usize::try_from(counted), Ok(digests.len()));
        assert_eq!(invalidated.up_to == self.at, digests.is_empty());
        self.at = invalidated.up_to;
        Ok(digests)
    }

    /// What was invalidated since this was last asked must be all of `must`, and nothing but what is in `must` or in
    /// `may`.
    pub(super) fn expect(&mut self, must: &[Digest], may: &[Digest]) -> Result<(), StoreError> {
        let invalidated: HashSet<_> = self.invalidated()?.into_iter().collect();
        for digest in must {
            assert!(invalidated.contains(digest), "an invalidation is not told");
        }
        for digest in &invalidated {
            let known = must.contains(digest) || may.contains(digest);
            assert!(known, "a credential is listed that was not invalidated");
        }
        Ok(())
    }
}
