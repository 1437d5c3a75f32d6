use chrono::{DateTime, Utc};
use diesel::prelude::*;
use sendook_domain::entities::{Member, Organization, PasswordHash, Role, User};
use sendook_domain::values::{Id, OrganizationName};

use super::UserRow;
use super::column::{CorruptRow, id, instant, micros, optional_instant};
use crate::schema::{memberships, organizations};

#[derive(Queryable, Insertable)]
#[diesel(table_name = organizations)]
pub(crate) struct OrganizationRow {
    id: String,
    name: String,
    created_at: i64,
    updated_at: i64,
    requires_second_factor: bool,
}

/// An organization whose id is known already: its [`COLUMNS`](Self::COLUMNS).
#[derive(Queryable)]
pub(crate) struct OrganizationDetails {
    name: String,
    created_at: i64,
    updated_at: i64,
    requires_second_factor: bool,
}

impl OrganizationDetails {
    pub(crate) const COLUMNS: (
        organizations::name,
        organizations::created_at,
        organizations::updated_at,
        organizations::requires_second_factor,
    ) = (
        organizations::name,
        organizations::created_at,
        organizations::updated_at,
        organizations::requires_second_factor,
    );

    pub(crate) fn of(self, id: Id<Organization>) -> Result<Organization, CorruptRow> {
        Ok(Organization {
            id,
            name: OrganizationName::restore(self.name),
            requires_second_factor: self.requires_second_factor,
            created_at: instant(self.created_at)?,
            updated_at: instant(self.updated_at)?,
        })
    }
}

impl From<&Organization> for OrganizationRow {
    fn from(organization: &Organization) -> Self {
        Self {
            id: organization.id.to_string(),
            name: organization.name.as_str().to_owned(),
            created_at: micros(&organization.created_at),
            updated_at: micros(&organization.updated_at),
            requires_second_factor: organization.requires_second_factor,
        }
    }
}

impl TryFrom<OrganizationRow> for Organization {
    type Error = CorruptRow;

    fn try_from(row: OrganizationRow) -> Result<Self, CorruptRow> {
        let details = OrganizationDetails {
            name: row.name,
            created_at: row.created_at,
            updated_at: row.updated_at,
            requires_second_factor: row.requires_second_factor,
        };
        details.of(id(row.id)?)
    }
}

#[derive(Insertable)]
#[diesel(table_name = memberships)]
pub(crate) struct MembershipRow {
    organization_id: String,
    user_id: String,
    role: &'static str,
    created_at: i64,
}

impl MembershipRow {
    pub(crate) fn new(
        organization: &Id<Organization>,
        user: &Id<User>,
        role: Role,
        joined_at: &DateTime<Utc>,
    ) -> Self {
        Self {
            organization_id: organization.to_string(),
            user_id: user.to_string(),
            role: role.as_str(),
            created_at: micros(joined_at),
        }
    }
}

/// A member of an organization.
#[derive(Queryable)]
pub(crate) struct MemberRow {
    user: UserRow,
    role: String,
    joined_at: i64,
    last_active_at: Option<i64>,
    last_active_before: Option<i64>,
    has_second_factor: bool,
}

impl TryFrom<MemberRow> for Member {
    type Error = CorruptRow;

    fn try_from(row: MemberRow) -> Result<Self, CorruptRow> {
        let (user, _) = <(User, PasswordHash)>::try_from(row.user)?;
        Ok(Self {
            user,
            role: role(&row.role)?,
            joined_at: instant(row.joined_at)?,
            has_second_factor: row.has_second_factor,
            last_active_at: optional_instant(row.last_active_at.max(row.last_active_before))?,
        })
    }
}

/// An organization, and the role of one of its members.
pub(crate) fn membership(
    (organization, role): (OrganizationRow, String),
) -> Result<(Organization, Role), CorruptRow> {
    Ok((organization.try_into()?, self::role(&role)?))
}

/// The role of a member.
pub(crate) fn role(name: &str) -> Result<Role, CorruptRow> {
    Role::parse(name).map_err(|_| CorruptRow("role"))
}
