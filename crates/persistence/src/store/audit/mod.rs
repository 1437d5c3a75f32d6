mod line;
mod list;
mod place_and_action;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use sendook_domain::entities::{AuditEvent, Organization};
use sendook_domain::ports::{AuditFilter, AuditTrail, Page, Pagination, StoreError};
use sendook_domain::values::Id;

use super::delete_before::delete_before;
use super::sql_store::SqlStore;
use crate::primary::on_primary;
use crate::schema::memberships;

pub(super) use line::record;
pub(super) use list::AuditList;

impl AuditTrail for SqlStore {
    fn record(&self, event: &AuditEvent) -> Result<(), StoreError> {
        self.write(|connection| record(connection, event))
    }

    fn audit_events(
        &self,
        organization: &Id<Organization>,
        filter: &AuditFilter,
        page: &Pagination<AuditEvent>,
    ) -> Result<Page<AuditEvent>, StoreError> {
        self.read_snapshot(|connection| {
            let mut list = AuditList::new(filter, page);
            if let Some(id) = &filter.about {
                list.add_about(connection, id, Some(organization))?;
            } else {
                list.add_organization(connection, organization)?;
                let members = memberships::table
                    .filter(memberships::organization_id.eq(organization.as_str()))
                    .filter(on_primary())
                    .select(memberships::user_id)
                    .load::<String>(connection)?;
                for member in members {
                    list.add_account(connection, &member)?;
                }
            }
            Ok(page.listing(list.into_events()?, |event| event.id.clone()))
        })
    }

    fn sweep_audit(&self, until: DateTime<Utc>, limit: u32) -> Result<usize, StoreError> {
        self.write(|connection| {
            delete_before(connection, "audit_events", "id", "at", &until, limit)
        })
    }
}
