mod index;
mod line;
mod list;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use sendook_domain::entities::{AuditEvent, Organization};
use sendook_domain::ports::{AuditFilter, AuditTrail, Page, Pagination, StoreError};
use sendook_domain::values::Id;

use self::list::AuditList;
use super::sql_store::SqlStore;
use crate::primary::on_primary;
use crate::rows::micros;
use crate::schema::{audit_events, memberships};

pub(super) use line::record;

diesel::alias!(audit_events as old: Old);

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
            list.add_organization(connection, organization)?;
            let members = memberships::table
                .filter(memberships::organization_id.eq(organization.as_str()))
                .filter(on_primary())
                .select(memberships::user_id)
                .load::<String>(connection)?;
            for member in members {
                list.add_account(connection, &member)?;
            }
            Ok(page.listing(list.into_events()?, |event| event.id.clone()))
        })
    }

    fn sweep_audit(&self, until: DateTime<Utc>, limit: u32) -> Result<usize, StoreError> {
        self.write(|connection| {
            let chosen = old
                .filter(old.field(audit_events::at).lt(micros(&until)))
                .order(old.field(audit_events::at))
                .limit(i64::from(limit))
                .select(old.field(audit_events::id));
            let swept = diesel::delete(audit_events::table)
                .filter(audit_events::id.eq_any(chosen))
                .execute(connection)?;
            Ok(swept)
        })
    }
}
