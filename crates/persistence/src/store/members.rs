use std::cell::RefCell;

use chrono::{DateTime, Utc};
use diesel::dsl::{not, sql};
use diesel::expression::SqlLiteral;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Nullable};
use sendook_domain::entities::{AuditEvent, Member, Organization, Role, User};
use sendook_domain::ports::{
    DecideMember, MemberUpdate, Members, Page, Pagination, Standing, StoreError,
};
use sendook_domain::values::Id;

use super::sql_store::{AFTER_ALL_IDS, SqlStore};
use super::{audit, organizations};
use crate::connection::SqlConnection;
use crate::error::SqlResult;
use crate::primary::on_primary;
use crate::rows::{MemberRow, MembershipRow, UserRow};
use crate::schema::{invitations, memberships, users};

impl Members for SqlStore {
    fn members_of(
        &self,
        organization: &Id<Organization>,
        page: &Pagination<User>,
    ) -> Result<Page<Member, User>, StoreError> {
        self.read_list(|connection| {
            let after = page.after.as_ref().map_or(AFTER_ALL_IDS, Id::as_str);
            let rows = memberships::table
                .inner_join(users::table)
                .filter(memberships::organization_id.eq(organization.as_str()))
                .filter(memberships::user_id.lt(after))
                .filter(on_primary())
                .order(memberships::user_id.desc())
                .limit(page.rows_to_read().into())
                .select(member_columns())
                .load::<MemberRow>(connection)?;
            let members = rows.into_iter().map(TryInto::try_into);
            let members = members.collect::<Result<Vec<Member>, _>>()?;
            Ok(page.listing(members, |member| member.user.id.clone()))
        })
    }

    fn members_without_second_factor(
        &self,
        organization: &Id<Organization>,
        page: &Pagination<User>,
    ) -> Result<Page<User>, StoreError> {
        self.read_list(|connection| {
            let after = page.after.as_ref().map_or(AFTER_ALL_IDS, Id::as_str);
            let rows = memberships::table
                .inner_join(users::table)
                .filter(memberships::organization_id.eq(organization.as_str()))
                .filter(memberships::user_id.lt(after))
                .filter(not(has_second_factor()))
                .filter(on_primary())
                .order(memberships::user_id.desc())
                .limit(page.rows_to_read().into())
                .select(users::all_columns)
                .load::<UserRow>(connection)?;
            Ok(page.listing(people(rows)?, |user| user.id.clone()))
        })
    }

    fn people_of_role(
        &self,
        organization: &Id<Organization>,
        least: Role,
    ) -> Result<Vec<User>, StoreError> {
        let roles = Role::ALL.into_iter().filter(|role| role.is_at_least(least));
        let roles: Vec<_> = roles.map(Role::as_str).collect();
        self.read_list(|connection| {
            let rows = memberships::table
                .inner_join(users::table)
                .filter(memberships::organization_id.eq(organization.as_str()))
                .filter(memberships::role.eq_any(&roles))
                .filter(users::disabled_at.is_null())
                .filter(on_primary())
                .order(memberships::user_id)
                .select(users::all_columns)
                .load::<UserRow>(connection)?;
            people(rows)
        })
    }

    /// Changes of one organization wait for each other, so that its last owner is known.
    fn update_member(
        &self,
        organization: &Id<Organization>,
        user: &Id<User>,
        decide: &mut DecideMember<'_>,
        audit: &AuditEvent,
    ) -> Result<Option<Member>, StoreError> {
        let decide = RefCell::new(decide);
        self.write(|connection| {
            if organizations::hold(connection, organization)?.is_none() {
                return Ok(None);
            }
            let Some(before) = find(connection, organization, user)? else {
                return Ok(None);
            };
            let standing = Standing {
                role: before.role,
                is_last_owner: before.role == Role::Owner && owners(connection, organization)? < 2,
            };
            let update = (decide.borrow_mut())(standing);
            let one = memberships::table.find((organization.as_str(), user.as_str()));
            let after = match update {
                MemberUpdate::Unchanged => return Ok(Some(before)),
                MemberUpdate::Role(role) => {
                    diesel::update(one)
                        .set(memberships::role.eq(role.as_str()))
                        .execute(connection)?;
                    Member { role, ..before }
                }
                MemberUpdate::Removed => {
                    diesel::delete(one).execute(connection)?;
                    before
                }
            };
            end_invitations(connection, organization, user, update)?;
            audit::record(connection, &update.line(standing.role, audit))?;
            Ok(Some(after))
        })
    }
}

fn people(rows: Vec<UserRow>) -> SqlResult<Vec<User>> {
    let people = rows.into_iter().map(|row| {
        let (user, _) = row.try_into()?;
        Ok(user)
    });
    people.collect()
}

/// Ends the invitations that a member made and may no longer make after this update.
fn end_invitations(
    connection: &mut SqlConnection,
    organization: &Id<Organization>,
    maker: &Id<User>,
    update: MemberUpdate,
) -> SqlResult<()> {
    let roles = Role::ALL.into_iter();
    let ended = roles.filter(|role| update.ends_invitation_to(*role));
    let made = invitations::table
        .filter(invitations::organization_id.eq(organization.as_str()))
        .filter(invitations::created_by.eq(maker.as_str()))
        .filter(invitations::role.eq_any(ended.map(Role::as_str)));
    diesel::delete(made).execute(connection)?;
    Ok(())
}

/// Makes a person a member.
pub(super) fn insert(
    connection: &mut SqlConnection,
    organization: &Id<Organization>,
    user: &Id<User>,
    role: Role,
    joined_at: &DateTime<Utc>,
) -> SqlResult<()> {
    diesel::insert_into(memberships::table)
        .values(MembershipRow::new(organization, user, role, joined_at))
        .execute(connection)?;
    Ok(())
}

fn find(
    connection: &mut SqlConnection,
    organization: &Id<Organization>,
    user: &Id<User>,
) -> SqlResult<Option<Member>> {
    let row = memberships::table
        .inner_join(users::table)
        .filter(memberships::organization_id.eq(organization.as_str()))
        .filter(memberships::user_id.eq(user.as_str()))
        .filter(on_primary())
        .select(member_columns())
        .get_result::<MemberRow>(connection)
        .optional()?;
    Ok(row.map(TryInto::try_into).transpose()?)
}

fn owners(connection: &mut SqlConnection, organization: &Id<Organization>) -> SqlResult<i64> {
    Ok(memberships::table
        .filter(memberships::organization_id.eq(organization.as_str()))
        .filter(memberships::role.eq(Role::Owner.as_str()))
        .filter(on_primary())
        .count()
        .get_result(connection)?)
}

/// What a [`MemberRow`] is read from.
type MemberColumns = (
    <users::table as Table>::AllColumns,
    memberships::role,
    memberships::created_at,
    SqlLiteral<Nullable<BigInt>>,
    SqlLiteral<Nullable<BigInt>>,
    SqlLiteral<Bool>,
);

fn member_columns() -> MemberColumns {
    (
        users::all_columns,
        memberships::role,
        memberships::created_at,
        last_active(),
        last_active_before(),
        has_second_factor(),
    )
}

/// When a session of a user that has not ended was last used.
fn last_active() -> SqlLiteral<Nullable<BigInt>> {
    sql("(SELECT max(sessions.last_used_at) FROM sessions WHERE sessions.user_id = users.id)")
}

/// When one that has ended was. A trigger keeps it up to date.
fn last_active_before() -> SqlLiteral<Nullable<BigInt>> {
    sql("users.last_active_at")
}

/// Whether a user has a factor that counts.
pub(super) fn has_second_factor() -> SqlLiteral<Bool> {
    sql(
        "(SELECT count(*) > 0 FROM factors WHERE factors.user_id = users.id AND factors.confirmed_at IS NOT NULL)",
    )
}
