use diesel::prelude::*;
use sendook_domain::entities::AuditEvent;

use crate::connection::SqlConnection;
use crate::error::SqlResult;
use crate::rows::AuditRow;
use crate::schema::audit_events;

/// Adds a line to the trail, in the transaction of what it records.
pub(in crate::store) fn record(
    connection: &mut SqlConnection,
    event: &AuditEvent,
) -> SqlResult<()> {
    diesel::insert_into(audit_events::table)
        .values(AuditRow::from(event))
        .execute(connection)?;
    Ok(())
}
