//! What operators see: rows of all organizations.

use diesel::dsl::sql;
use diesel::expression::SqlLiteral;
use diesel::prelude::*;
use diesel::sql_types::Bool;
use sendook_domain::entities::{ApiKey, AuditEvent, Organization, PasswordHash, Role, User};
use sendook_domain::ports::{
    AuditFilter, Directory, ExportedPerson, KeyFilter, KeyReference, Page, Pagination, StoreError,
};
use sendook_domain::values::Id;

use super::sql_store::{AFTER_ALL_IDS, SqlStore};
use super::text_search::contains;
use super::{api_keys, audit, organizations};
use crate::primary::on_primary;
use crate::rows::{CorruptRow, OrganizationRow, UserRow, role};
use crate::schema::{memberships, organizations as organizations_table, users};

/// What a search for people looks in.
const EMAIL_AND_NAME: &str = "email_key || ' ' || first_name || ' ' || coalesce(last_name, '')";

impl Directory for SqlStore {
    fn all_users(&self, text: &str, page: &Pagination<User>) -> Result<Page<User>, StoreError> {
        self.read_list(|connection| {
            let rows = users::table
                .filter(contains(connection, EMAIL_AND_NAME, text))
                .filter(users::id.lt(start(page)))
                .filter(on_primary())
                .order(users::id.desc())
                .limit(page.rows_to_read().into())
                .load::<UserRow>(connection)?;
            let users = rows.into_iter().map(<(User, PasswordHash)>::try_from);
            let users = users.map(|found| found.map(|(user, _)| user));
            Ok(page.listing(users.collect::<Result<_, _>>()?, |user| user.id.clone()))
        })
    }

    fn all_organizations(
        &self,
        text: &str,
        page: &Pagination<Organization>,
    ) -> Result<Page<Organization>, StoreError> {
        self.read_list(|connection| {
            let rows = organizations_table::table
                .filter(contains(connection, "name", text))
                .filter(organizations_table::id.lt(start(page)))
                .filter(on_primary())
                .order(organizations_table::id.desc())
                .limit(page.rows_to_read().into())
                .load::<OrganizationRow>(connection)?;
            let found = rows.into_iter().map(TryInto::try_into);
            Ok(
                page.listing(found.collect::<Result<_, _>>()?, |one: &Organization| {
                    one.id.clone()
                }),
            )
        })
    }

    fn exported_people(
        &self,
        owners: bool,
        page: &Pagination<User>,
    ) -> Result<Page<ExportedPerson, User>, StoreError> {
        self.read_list(|connection| {
            let rows = users::table
                .left_join(memberships::table.on(longest_membership()))
                .left_join(
                    organizations_table::table.on(organizations_table::id
                        .nullable()
                        .eq(memberships::organization_id.nullable())),
                )
                .filter(owns_it().eq(owners))
                .filter(users::id.lt(start(page)))
                .filter(on_primary())
                .order(users::id.desc())
                .limit(page.rows_to_read().into())
                .select((
                    users::all_columns,
                    organizations_table::all_columns.nullable(),
                    memberships::role.nullable(),
                ))
                .load::<(UserRow, Option<OrganizationRow>, Option<String>)>(connection)?;
            let people = rows.into_iter().map(exported);
            let people = people.collect::<Result<Vec<_>, CorruptRow>>()?;
            Ok(page.listing(people, |person| person.user.id.clone()))
        })
    }

    fn organization(&self, id: &Id<Organization>) -> Result<Option<Organization>, StoreError> {
        self.read(|connection| organizations::find(connection, id))
    }

    fn members(&self, organization: &Id<Organization>) -> Result<Vec<(User, Role)>, StoreError> {
        self.read_list(|connection| {
            let rows = memberships::table
                .inner_join(users::table)
                .filter(memberships::organization_id.eq(organization.as_str()))
                .filter(on_primary())
                .order(users::id)
                .select((users::all_columns, memberships::role))
                .load::<(UserRow, String)>(connection)?;
            let member = |(row, name): (UserRow, String)| {
                let (user, _) = <(User, PasswordHash)>::try_from(row)?;
                Ok((user, role(&name)?))
            };
            rows.into_iter().map(member).collect()
        })
    }

    fn all_keys(
        &self,
        filter: &KeyFilter,
        page: &Pagination<ApiKey>,
    ) -> Result<Page<ApiKey>, StoreError> {
        self.read_snapshot(|connection| api_keys::list_all(connection, filter, page))
    }

    fn keys_referred_to(
        &self,
        reference: &KeyReference,
        most: u16,
    ) -> Result<Vec<ApiKey>, StoreError> {
        self.read_snapshot(|connection| api_keys::referred_to(connection, reference, most))
    }

    fn all_audit_events(
        &self,
        filter: &AuditFilter,
        page: &Pagination<AuditEvent>,
    ) -> Result<Page<AuditEvent>, StoreError> {
        self.read_list(|connection| {
            let mut list = audit::AuditList::new(filter, page);
            match &filter.about {
                Some(id) => list.add_about(connection, id, None)?,
                None => list.add_all(connection)?,
            }
            Ok(page.listing(list.into_events()?, |event| event.id.clone()))
        })
    }
}

/// The membership with the first organization of a user.
fn longest_membership() -> SqlLiteral<Bool> {
    sql(
        "memberships.user_id = users.id AND memberships.organization_id = \
         (SELECT min(first.organization_id) FROM memberships first WHERE first.user_id = users.id)",
    )
}

/// Whether a user owns that organization, or is in none.
fn owns_it() -> SqlLiteral<Bool> {
    sql("(coalesce(memberships.role, 'owner') = 'owner')")
}

fn exported(
    (user, organization, held): (UserRow, Option<OrganizationRow>, Option<String>),
) -> Result<ExportedPerson, CorruptRow> {
    let (user, password_hash) = user.try_into()?;
    let membership = match (organization, held) {
        (Some(organization), Some(held)) => Some((organization.try_into()?, role(&held)?)),
        _ => None,
    };
    Ok(ExportedPerson {
        user,
        password_hash,
        membership,
    })
}

fn start<T>(page: &Pagination<T>) -> String {
    let after = page.after.as_ref();
    after.map_or_else(|| AFTER_ALL_IDS.to_owned(), ToString::to_string)
}
