//! The inboxes that a key is restricted to.

use diesel::prelude::*;
use sendook_domain::entities::{ApiKey, Inbox, InboxScope, Organization};
use sendook_domain::values::Id;

use crate::connection::SqlConnection;
use crate::primary::on_primary;
use crate::schema::{api_key_inboxes, inboxes};

/// Restricts a new key. An inbox that was deleted since the request was made is left out.
pub(super) fn restrict(
    connection: &mut SqlConnection,
    organization: &Id<Organization>,
    key: &Id<ApiKey>,
    reach: &InboxScope,
) -> QueryResult<()> {
    let InboxScope::Only(ids) = reach else {
        return Ok(());
    };
    let existing = inboxes::table
        .filter(inboxes::organization_id.eq(organization.as_str()))
        .filter(inboxes::id.eq_any(ids.iter().map(Id::as_str)))
        .filter(on_primary())
        .select(inboxes::id)
        .load::<String>(connection)?;
    for inbox in existing {
        diesel::insert_into(api_key_inboxes::table)
            .values((
                api_key_inboxes::api_key_id.eq(key.as_str()),
                api_key_inboxes::inbox_id.eq(inbox),
            ))
            .execute(connection)?;
    }
    Ok(())
}

/// Changes the restriction of a key. Inboxes that it reaches before and after are left alone.
pub(super) fn replace(
    connection: &mut SqlConnection,
    key: &ApiKey,
    reach: &InboxScope,
) -> QueryResult<()> {
    let wanted: &[Id<Inbox>] = match reach {
        InboxScope::All => &[],
        InboxScope::Only(ids) => ids,
    };
    diesel::delete(api_key_inboxes::table)
        .filter(api_key_inboxes::api_key_id.eq(key.id.as_str()))
        .filter(api_key_inboxes::inbox_id.ne_all(wanted.iter().map(Id::as_str)))
        .execute(connection)?;
    let is_new = |id: &&Id<Inbox>| match &key.inboxes {
        InboxScope::All => true,
        InboxScope::Only(before) => !before.contains(id),
    };
    let added = wanted.iter().filter(is_new).cloned().collect();
    restrict(
        connection,
        &key.organization_id,
        &key.id,
        &InboxScope::Only(added),
    )
}
