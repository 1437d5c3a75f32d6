use std::sync::Arc;

use super::usage_report::UsageReport;
use super::usage_window::UsageWindow;
use crate::authorization::Grant;
use crate::authorization::permission::{ReadKeys, ReadOrganization};
use crate::entities::ApiKey;
use crate::ports::{Clock, Ports, StoreError, UsageCounts};
use crate::values::Id;

/// Tells how much keys and organizations are used.
pub struct UsageService {
    store: Arc<dyn UsageCounts>,
    clock: Arc<dyn Clock>,
}

impl UsageService {
    pub(crate) fn new(ports: &Ports) -> Self {
        Self {
            store: ports.store.clone(),
            clock: ports.clock.clone(),
        }
    }

    /// The use of one key. `None`: no such key.
    ///
    /// # Errors
    /// What the store reports.
    pub fn of_key(
        &self,
        grant: &Grant<ReadKeys>,
        id: &Id<ApiKey>,
        window: UsageWindow,
    ) -> Result<Option<UsageReport>, StoreError> {
        let today = self.clock.now().date_naive();
        let since = window.first_day(today);
        let requests = self
            .store
            .requests_of_key(grant.organization_id(), id, since)?;
        Ok(requests.map(|requests| UsageReport::new(window, today, &requests)))
    }

    /// The use of all keys of an organization together, of deleted ones too.
    ///
    /// # Errors
    /// What the store reports.
    pub fn of_organization(
        &self,
        grant: &Grant<ReadOrganization>,
        window: UsageWindow,
    ) -> Result<UsageReport, StoreError> {
        let today = self.clock.now().date_naive();
        let since = window.first_day(today);
        let requests = self
            .store
            .requests_of_organization(grant.organization_id(), since)?;
        Ok(UsageReport::new(window, today, &requests))
    }
}
