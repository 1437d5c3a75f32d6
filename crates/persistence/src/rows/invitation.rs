use diesel::prelude::*;
use sendook_domain::entities::{Invitation, StoredInvitation};
use sendook_domain::values::EmailAddress;

use super::OrganizationRow;
use super::column::{CorruptRow, id, instant, micros};
use super::organization::role;
use crate::schema::invitations;

#[derive(Queryable, Insertable)]
#[diesel(table_name = invitations)]
pub(crate) struct InvitationRow {
    id: String,
    organization_id: String,
    email: String,
    email_key: String,
    role: String,
    created_by: String,
    created_at: i64,
    expires_at: i64,
}

/// An invitation, its organization, since when its maker is disabled, whether its maker has a second factor, and what its maker is.
#[derive(Queryable)]
pub(crate) struct StoredInvitationRow {
    invitation: InvitationRow,
    organization: OrganizationRow,
    maker_disabled_at: Option<i64>,
    maker_has_factor: bool,
    maker_role: Option<String>,
}

impl From<&Invitation> for InvitationRow {
    fn from(invitation: &Invitation) -> Self {
        Self {
            id: invitation.id.to_string(),
            organization_id: invitation.organization_id.to_string(),
            email: invitation.email.as_typed().to_owned(),
            email_key: invitation.email.key().to_owned(),
            role: invitation.role.as_str().to_owned(),
            created_by: invitation.created_by.to_string(),
            created_at: micros(&invitation.created_at),
            expires_at: micros(&invitation.expires_at),
        }
    }
}

impl TryFrom<InvitationRow> for Invitation {
    type Error = CorruptRow;

    fn try_from(row: InvitationRow) -> Result<Self, CorruptRow> {
        Ok(Self {
            id: id(row.id)?,
            organization_id: id(row.organization_id)?,
            email: EmailAddress::restore(row.email, row.email_key),
            role: role(&row.role)?,
            created_by: id(row.created_by)?,
            created_at: instant(row.created_at)?,
            expires_at: instant(row.expires_at)?,
        })
    }
}

impl TryFrom<StoredInvitationRow> for StoredInvitation {
    type Error = CorruptRow;

    fn try_from(row: StoredInvitationRow) -> Result<Self, CorruptRow> {
        let enabled = row.maker_disabled_at.is_none();
        let maker_role = row.maker_role.filter(|_| enabled);
        Ok(Self {
            invitation: row.invitation.try_into()?,
            organization: row.organization.try_into()?,
            maker_role: maker_role.as_deref().map(role).transpose()?,
            maker_has_factor: row.maker_has_factor,
        })
    }
}
