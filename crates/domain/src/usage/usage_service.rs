use std::sync::Arc;

use super::usage_report::UsageReport;
use super::usage_window::UsageWindow;
use crate::authorization::Grant;
use crate::authorization::permission::{ReadKeys, ReadOrganization};
use crate::entities::{ApiKey, Organization};
use crate::ports::{Clock, Ports, StoreError, UsageCounts, UsageLog};
use crate::values::Id;

/// Tells how much keys and organizations are used.
pub struct UsageService {
    store: Arc<dyn UsageCounts>,
    log: Arc<dyn UsageLog>,
    clock: Arc<dyn Clock>,
}

impl UsageService {
    pub(crate) fn new(ports: &Ports) -> Self {
        Self {
            store: ports.store.clone(),
            log: ports.usage.clone(),
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

    /// The use of one key as [`Self::of_key`] gives it, with the requests that this server has not written yet.
    ///
    /// # Errors
    /// What the store reports.
    pub fn of_key_with_unwritten(
        &self,
        grant: &Grant<ReadKeys>,
        id: &Id<ApiKey>,
        window: UsageWindow,
    ) -> Result<Option<UsageReport>, StoreError> {
        let today = self.clock.now().date_naive();
        let (organization, since) = (grant.organization_id(), window.first_day(today));
        let mut is_there = false;
        let mut read = || {
            let written = self.store.requests_of_key(organization, id, since)?;
            is_there = written.is_some();
            Ok(written.unwrap_or_default())
        };
        let own = |_: &_, key: &Id<ApiKey>| key == id;
        let requests = self.log.with_unwritten_requests(&own, &mut read)?;
        Ok(is_there.then(|| UsageReport::new(window, today, &requests)))
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

    /// The use of an organization as [`Self::of_organization`] gives it, with the requests that this server has not written
    /// yet.
    ///
    /// # Errors
    /// What the store reports.
    pub fn of_organization_with_unwritten(
        &self,
        grant: &Grant<ReadOrganization>,
        window: UsageWindow,
    ) -> Result<UsageReport, StoreError> {
        let today = self.clock.now().date_naive();
        let (organization, since) = (grant.organization_id(), window.first_day(today));
        let mut read = || self.store.requests_of_organization(organization, since);
        let own = |of: &Id<Organization>, _: &_| of == organization;
        let requests = self.log.with_unwritten_requests(&own, &mut read)?;
        Ok(UsageReport::new(window, today, &requests))
    }
}
