use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable, Text};
use sendook_domain::ports::{EndingKey, KeyEnd};
use sendook_domain::values::OrganizationName;

use super::column::{CorruptRow, day, id, instant};

#[derive(QueryableByName)]
pub(crate) struct EndingKeyRow {
    #[diesel(sql_type = Text)]
    id: String,
    #[diesel(sql_type = BigInt)]
    expires_at: i64,
    #[diesel(sql_type = Text)]
    organization_id: String,
    #[diesel(sql_type = Text)]
    organization_name: String,
    #[diesel(sql_type = Nullable<BigInt>)]
    told_on: Option<i64>,
}

impl TryFrom<EndingKeyRow> for EndingKey {
    type Error = CorruptRow;

    fn try_from(row: EndingKeyRow) -> Result<Self, CorruptRow> {
        Ok(Self {
            end: KeyEnd {
                at: instant(row.expires_at)?,
                id: id(row.id)?,
            },
            organization_id: id(row.organization_id)?,
            organization_name: OrganizationName::restore(row.organization_name),
            told_on: row.told_on.map(day).transpose()?,
        })
    }
}
