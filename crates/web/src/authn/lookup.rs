use std::sync::Arc;

use sendook_domain::authentication::{
    Attempt, CredentialLookup, CredentialQuery, Credentials, StoredCredential,
};
use sendook_domain::entities::StoredKey;
use sendook_domain::ports::StoreError;

use super::lookup_batcher::LookupBatcher;
use crate::threads::{Lookups, block};

/// Where requests look credentials up. A clone shares the way to the store.
#[derive(Clone)]
pub(crate) struct Lookup {
    credentials: Arc<Credentials>,
    /// Where look-ups take so long that they are gathered.
    lookup_batcher: Option<Arc<LookupBatcher>>,
}

impl Lookup {
    /// Looks up in these credentials, where short reads run.
    pub(crate) fn new(credentials: Arc<Credentials>, lookups: Lookups) -> Self {
        Self {
            lookup_batcher: match lookups {
                Lookups::Inline => None,
                Lookups::Blocking => Some(LookupBatcher::new(Arc::clone(&credentials))),
            },
            credentials,
        }
    }
}

impl CredentialLookup for Lookup {
    async fn look_up(
        &self,
        query: &CredentialQuery,
    ) -> Result<Option<StoredCredential>, StoreError> {
        match &self.lookup_batcher {
            None => self.credentials.find(query),
            Some(lookup_batcher) => lookup_batcher.find(*query).await,
        }
    }

    async fn begin_use(
        &self,
        attempt: &Attempt,
        stored: &Arc<StoredKey>,
    ) -> Result<Option<StoredCredential>, StoreError> {
        let (credentials, stored) = (Arc::clone(&self.credentials), Arc::clone(stored));
        let attempt = *attempt;
        let begun = block(move || credentials.begin_use(&attempt, &stored)).await;
        let begun = begun.unwrap_or_else(|lost| Err(StoreError::internal(lost)));
        begun.inspect_err(|error| {
            log::warn!("could not write down the first use of a new secret: {error}");
        })
    }
}
