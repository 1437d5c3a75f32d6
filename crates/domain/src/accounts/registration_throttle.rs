use std::sync::Arc;

use chrono::TimeDelta;

use super::window::count_within;
use crate::entities::ClientInfo;
use crate::policies::{REGISTRATIONS_PER_NETWORK, try_again};
use crate::ports::{FailureKey, Issuer, LoginFailures, StoreError};

/// Limits registrations by the client's network.
///
/// Every attempt with valid fields counts, before anything is looked up and whatever comes of it. If refused ones did not
/// count, it would show for free which accounts exist; if those that met a full queue did not count, a full
/// queue would do so.
#[derive(Clone)]
pub(crate) struct RegistrationThrottle {
    pub(crate) failures: Arc<dyn LoginFailures>,
    pub(crate) issuer: Issuer,
    pub(crate) enabled: bool,
}

/// Too many registrations: wait this long. At least a microsecond.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("Too many registrations from this address. {}", try_again(self.0))]
pub struct TooManyRegistrations(pub TimeDelta);

impl RegistrationThrottle {
    /// Counts an attempt. A refusal is a [`TooManyRegistrations`] inside.
    pub(crate) fn count(
        &self,
        origin: &ClientInfo,
    ) -> Result<Result<(), TooManyRegistrations>, StoreError> {
        if !self.enabled {
            return Ok(Ok(()));
        }
        let key = FailureKey::apart("registrations", origin, &*self.issuer.digester);
        let now = self.issuer.clock.now();
        let counted = count_within(&*self.failures, key, REGISTRATIONS_PER_NETWORK, now)?;
        Ok(counted.map_err(TooManyRegistrations))
    }
}
