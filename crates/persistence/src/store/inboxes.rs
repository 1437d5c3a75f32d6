use diesel::prelude::*;
use sendook_domain::entities::{AuditEvent, Inbox, InboxScope, Organization, RememberedAnswer};
use sendook_domain::ports::{Inboxes, Page, Pagination, StoreError};
use sendook_domain::values::Id;

use super::audit;
use super::hot;
use super::remembered_answers::remember;
use super::sql_store::{AFTER_ALL_IDS, SqlStore};
use crate::connection::SqlConnection;
use crate::error::SqlResult;
use crate::primary::on_primary;
use crate::rows::InboxRow;
use crate::schema::inboxes;

impl Inboxes for SqlStore {
    fn create_inbox(
        &self,
        inbox: &Inbox,
        audit: &AuditEvent,
        answer: Option<&RememberedAnswer>,
    ) -> Result<(), StoreError> {
        self.write(|connection| {
            // First, so that a request sent twice at once is found to be that, not to ask for an address that is in use.
            remember(connection, answer)?;
            insert(connection, inbox)?;
            audit::record(connection, audit)
        })
    }

    fn inboxes(
        &self,
        organization: &Id<Organization>,
        reach: &InboxScope,
        page: &Pagination<Inbox>,
    ) -> Result<Page<Inbox>, StoreError> {
        self.read_page(page, |connection| {
            let after = page.after.as_ref().map_or(AFTER_ALL_IDS, Id::as_str);
            let newest_first = inboxes::table
                .filter(inboxes::organization_id.eq(organization.as_str()))
                .filter(inboxes::id.lt(after))
                .filter(on_primary())
                .order(inboxes::id.desc())
                .limit(page.rows_to_read().into());
            let rows: Vec<InboxRow> = match reach {
                InboxScope::All => hot::load!(newest_first, connection),
                InboxScope::Only(ids) => newest_first
                    .filter(inboxes::id.eq_any(ids.iter().map(Id::as_str)))
                    .load(connection),
            }?;
            let items = rows.into_iter().map(TryInto::try_into);
            let items = items.collect::<Result<Vec<Inbox>, _>>()?;
            Ok(page.listing(items, |inbox| inbox.id.clone()))
        })
    }

    fn inbox(
        &self,
        organization: &Id<Organization>,
        reach: &InboxScope,
        id: &Id<Inbox>,
    ) -> Result<Option<Inbox>, StoreError> {
        self.read(|connection| find(connection, organization, reach, id))
    }

    fn delete_inbox(
        &self,
        organization: &Id<Organization>,
        reach: &InboxScope,
        id: &Id<Inbox>,
        audit: &AuditEvent,
    ) -> Result<Option<Inbox>, StoreError> {
        self.write(|connection| {
            let Some(inbox) = find(connection, organization, reach, id)? else {
                return Ok(None);
            };
            // The rows that let keys reach it go with it; such keys stay restricted.
            let deleted = diesel::delete(inboxes::table.find(id.as_str())).execute(connection)?;
            if deleted == 0 {
                return Ok(None);
            }
            audit::record(connection, audit)?;
            Ok(Some(inbox))
        })
    }
}

/// Keeps an inbox.
pub(super) fn insert(connection: &mut SqlConnection, inbox: &Inbox) -> SqlResult<()> {
    diesel::insert_into(inboxes::table)
        .values(InboxRow::from(inbox))
        .execute(connection)?;
    Ok(())
}

fn find(
    connection: &mut SqlConnection,
    organization: &Id<Organization>,
    reach: &InboxScope,
    id: &Id<Inbox>,
) -> SqlResult<Option<Inbox>> {
    if !reach.includes(id) {
        return Ok(None);
    }
    let row = inboxes::table
        .filter(inboxes::id.eq(id.as_str()))
        .filter(inboxes::organization_id.eq(organization.as_str()))
        .filter(on_primary())
        .get_result::<InboxRow>(connection)
        .optional()?;
    Ok(row.map(TryInto::try_into).transpose()?)
}
