use std::sync::Arc;

use chrono::NaiveDate;

use super::usage_report::UsageReport;
use super::usage_window::UsageWindow;
use crate::authorization::Grant;
use crate::authorization::permission::{ReadKeys, ReadOrganization};
use crate::entities::{ApiKey, Organization, RequestsByDay};
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
        let days = self.days(window);
        let organization = grant.organization_id();
        let requests = self.store.requests_of_key(organization, id, days.first())?;
        Ok(requests.map(|requests| days.report(&requests)))
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
        let days = self.days(window);
        let organization = grant.organization_id();
        let mut is_there = false;
        let mut read = || {
            let written = self.store.requests_of_key(organization, id, days.first())?;
            is_there = written.is_some();
            Ok(written.unwrap_or_default())
        };
        let own = |_: &_, key: &Id<ApiKey>| key == id;
        let requests = self.log.with_unwritten_requests(&own, &mut read)?;
        Ok(is_there.then(|| days.report(&requests)))
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
        let days = self.days(window);
        let organization = grant.organization_id();
        let requests = self
            .store
            .requests_of_organization(organization, days.first())?;
        Ok(days.report(&requests))
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
        let days = self.days(window);
        let organization = grant.organization_id();
        let mut read = || {
            self.store
                .requests_of_organization(organization, days.first())
        };
        let own = |of: &Id<Organization>, _: &_| of == organization;
        let requests = self.log.with_unwritten_requests(&own, &mut read)?;
        Ok(days.report(&requests))
    }

    /// The days of a window that ends today.
    fn days(&self, window: UsageWindow) -> Days {
        Days {
            window,
            today: self.clock.now().date_naive(),
        }
    }
}

/// The days that a report is about.
#[derive(Clone, Copy)]
struct Days {
    window: UsageWindow,
    today: NaiveDate,
}

impl Days {
    fn first(self) -> NaiveDate {
        self.window.first_day(self.today)
    }

    fn report(self, requests: &RequestsByDay) -> UsageReport {
        UsageReport::new(self.window, self.today, requests)
    }
}
