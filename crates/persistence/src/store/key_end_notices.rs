use std::ops::Range;

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use sendook_domain::entities::{Organization, OutgoingMail};
use sendook_domain::ports::{EndingKey, KeyEnd, KeyEndNotices, StoreError};
use sendook_domain::values::Id;

use super::outbox;
use super::sql_store::SqlStore;
use crate::connection::SqlConnection;
use crate::error::SqlResult;
use crate::primary::on_primary_sql;
use crate::rows::{EndingKeyRow, epoch_day, micros};

/// An organization that is gone is not told.
const FIRST: &str = "INSERT INTO key_end_notices (organization_id, told_on) \
     SELECT id, $1 FROM organizations WHERE id = $2 ON CONFLICT DO NOTHING";

const AGAIN: &str =
    "UPDATE key_end_notices SET told_on = $1 WHERE organization_id = $2 AND told_on = $3";

impl KeyEndNotices for SqlStore {
    fn ending_keys(
        &self,
        within: &Range<DateTime<Utc>>,
        after: Option<&KeyEnd>,
        limit: u16,
    ) -> Result<Vec<EndingKey>, StoreError> {
        // No id sorts before the empty one.
        let (at, id) = after.map_or((within.start, ""), |after| (after.at, after.id.as_str()));
        self.read_list(|connection| {
            // An index on a condition is of use where the statement itself says so, and not a parameter.
            let enabled = match connection {
                SqlConnection::Sqlite(_) => "active = 1",
                #[cfg(feature = "postgres")]
                SqlConnection::Postgres(_) => "active",
            };
            let rows = diesel::sql_query(format!(
                "SELECT api_keys.id, api_keys.expires_at, organizations.id AS organization_id, \
                 organizations.name AS organization_name, key_end_notices.told_on \
                 FROM api_keys JOIN organizations ON organizations.id = api_keys.organization_id \
                 LEFT JOIN key_end_notices ON key_end_notices.organization_id = organizations.id \
                 WHERE api_keys.{enabled} AND (api_keys.expires_at, api_keys.id) > ($1, $2) \
                 AND api_keys.expires_at < $3 AND {} ORDER BY api_keys.expires_at, api_keys.id LIMIT $4",
                on_primary_sql(connection)
            ))
            .bind::<BigInt, _>(micros(&at))
            .bind::<Text, _>(id)
            .bind::<BigInt, _>(micros(&within.end))
            .bind::<BigInt, _>(i64::from(limit))
            .load::<EndingKeyRow>(connection)?;
            let keys = rows.into_iter().map(TryInto::try_into);
            Ok(keys.collect::<Result<_, _>>()?)
        })
    }

    fn note_key_ends_told(
        &self,
        organization: &Id<Organization>,
        before: Option<NaiveDate>,
        today: NaiveDate,
        mails: &[OutgoingMail],
    ) -> Result<bool, StoreError> {
        self.write(|connection| {
            let noted = note(connection, organization, before, today)?;
            if noted {
                outbox::queue(connection, mails)?;
            }
            Ok(noted)
        })
    }
}

fn note(
    connection: &mut SqlConnection,
    organization: &Id<Organization>,
    before: Option<NaiveDate>,
    today: NaiveDate,
) -> SqlResult<bool> {
    let noted = match before {
        None => diesel::sql_query(FIRST)
            .bind::<BigInt, _>(epoch_day(today))
            .bind::<Text, _>(organization.as_str())
            .execute(connection)?,
        Some(before) => diesel::sql_query(AGAIN)
            .bind::<BigInt, _>(epoch_day(today))
            .bind::<Text, _>(organization.as_str())
            .bind::<BigInt, _>(epoch_day(before))
            .execute(connection)?,
    };
    Ok(noted > 0)
}
