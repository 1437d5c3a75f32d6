use chrono::{DateTime, Utc};
use diesel::prelude::*;
use sendook_domain::entities::{AuditEvent, Organization, RememberedAnswer, Role, User};
use sendook_domain::ports::{OrganizationChange, Organizations, StoreError};
use sendook_domain::values::{Id, OrganizationName};

use super::remembered_answers::remember;
use super::sql_store::SqlStore;
use super::{audit, members};
use crate::connection::SqlConnection;
use crate::error::SqlResult;
use crate::primary::on_primary;
use crate::rows::{OrganizationRow, membership, micros};
use crate::schema::{memberships, organizations};

impl Organizations for SqlStore {
    fn membership(
        &self,
        user: &Id<User>,
        organization: &Id<Organization>,
    ) -> Result<Option<(Organization, Role)>, StoreError> {
        self.read(|connection| {
            let row = memberships::table
                .inner_join(organizations::table)
                .filter(memberships::organization_id.eq(organization.as_str()))
                .filter(memberships::user_id.eq(user.as_str()))
                .filter(on_primary())
                .select((organizations::all_columns, memberships::role))
                .get_result(connection)
                .optional()?;
            Ok(row.map(membership).transpose()?)
        })
    }

    fn memberships(&self, user: &Id<User>) -> Result<Vec<(Organization, Role)>, StoreError> {
        self.read(|connection| {
            let rows = memberships::table
                .inner_join(organizations::table)
                .filter(memberships::user_id.eq(user.as_str()))
                .filter(on_primary())
                .order(memberships::organization_id.desc())
                .select((organizations::all_columns, memberships::role))
                .load(connection)?;
            Ok(rows.into_iter().map(membership).collect::<Result<_, _>>()?)
        })
    }

    fn create_organization(
        &self,
        organization: &Organization,
        owner: &Id<User>,
        audit: &AuditEvent,
        answer: Option<&RememberedAnswer>,
    ) -> Result<(), StoreError> {
        self.write(|connection| {
            remember(connection, answer)?;
            insert(connection, organization, owner)?;
            audit::record(connection, audit)
        })
    }

    fn delete_organization(
        &self,
        id: &Id<Organization>,
        audit: &AuditEvent,
    ) -> Result<Option<Organization>, StoreError> {
        self.write(|connection| {
            let Some(organization) = hold(connection, id)? else {
                return Ok(None);
            };
            // Everything in it goes with it.
            diesel::delete(organizations::table.find(id.as_str())).execute(connection)?;
            audit::record(connection, audit)?;
            Ok(Some(organization))
        })
    }

    fn change_organization(
        &self,
        id: &Id<Organization>,
        change: &OrganizationChange,
        now: DateTime<Utc>,
        audit: &[AuditEvent],
    ) -> Result<Option<Organization>, StoreError> {
        self.write(|connection| {
            let changed = diesel::update(organizations::table)
                .filter(organizations::id.eq(id.as_str()))
                .set(Changes {
                    name: change.name.as_ref().map(OrganizationName::as_str),
                    requires_second_factor: change.requires_second_factor,
                    updated_at: micros(&now),
                })
                .execute(connection)?;
            if changed == 0 {
                return Ok(None);
            }
            for line in audit {
                audit::record(connection, line)?;
            }
            find(connection, id)
        })
    }
}

/// What is written of a change. `None` stays as it is.
#[derive(AsChangeset)]
#[diesel(table_name = organizations)]
struct Changes<'a> {
    name: Option<&'a str>,
    requires_second_factor: Option<bool>,
    updated_at: i64,
}

/// Keeps an organization with its owner.
pub(super) fn insert(
    connection: &mut SqlConnection,
    organization: &Organization,
    owner: &Id<User>,
) -> SqlResult<()> {
    diesel::insert_into(organizations::table)
        .values(OrganizationRow::from(organization))
        .execute(connection)?;
    let joined = &organization.created_at;
    members::insert(connection, &organization.id, owner, Role::Owner, joined)
}

/// The organization, whose members nothing else changes until the end of the transaction.
pub(super) fn hold(
    connection: &mut SqlConnection,
    id: &Id<Organization>,
) -> SqlResult<Option<Organization>> {
    let held = organizations::table
        .filter(organizations::id.eq(id.as_str()))
        .filter(on_primary());
    let row = match connection {
        // The transaction is the only one that writes.
        SqlConnection::Sqlite(connection) => {
            held.get_result::<OrganizationRow>(connection).optional()?
        }
        #[cfg(feature = "postgres")]
        SqlConnection::Postgres(connection) => held
            .for_no_key_update()
            .get_result::<OrganizationRow>(connection)
            .optional()?,
    };
    Ok(row.map(TryInto::try_into).transpose()?)
}

pub(super) fn find(
    connection: &mut SqlConnection,
    id: &Id<Organization>,
) -> SqlResult<Option<Organization>> {
    let row = organizations::table
        .filter(organizations::id.eq(id.as_str()))
        .filter(on_primary())
        .get_result::<OrganizationRow>(connection)
        .optional()?;
    Ok(row.map(TryInto::try_into).transpose()?)
}
