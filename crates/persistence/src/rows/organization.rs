use diesel::prelude::*;
use sendook_domain::entities::{Membership, Organization, Role};
use sendook_domain::values::OrganizationName;

use super::column::{CorruptRow, id, instant, micros};
use crate::schema::{memberships, organizations};

#[derive(Queryable, Insertable)]
#[diesel(table_name = organizations)]
pub(crate) struct OrganizationRow {
    id: String,
    name: String,
    created_at: i64,
    updated_at: i64,
}

impl From<&Organization> for OrganizationRow {
    fn from(organization: &Organization) -> Self {
        Self {
            id: organization.id.to_string(),
            name: organization.name.as_str().to_owned(),
            created_at: micros(&organization.created_at),
            updated_at: micros(&organization.updated_at),
        }
    }
}

impl TryFrom<OrganizationRow> for Organization {
    type Error = CorruptRow;

    fn try_from(row: OrganizationRow) -> Result<Self, CorruptRow> {
        Ok(Self {
            id: id(&row.id)?,
            name: OrganizationName::restore(row.name),
            created_at: instant(row.created_at)?,
            updated_at: instant(row.updated_at)?,
        })
    }
}

#[derive(Insertable)]
#[diesel(table_name = memberships)]
pub(crate) struct MembershipRow {
    pub(crate) organization_id: String,
    pub(crate) user_id: String,
    pub(crate) role: &'static str,
    pub(crate) created_at: i64,
}

/// An organization, and the role of whoever asks.
pub(crate) fn membership(row: (OrganizationRow, String)) -> Result<Membership, CorruptRow> {
    let (organization, role) = row;
    Ok(Membership {
        organization: organization.try_into()?,
        role: Role::parse(&role).map_err(|_| CorruptRow("role"))?,
    })
}
