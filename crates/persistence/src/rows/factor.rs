use diesel::prelude::*;
use sendook_domain::entities::{Factor, FactorKind, StoredFactor};
use sendook_domain::values::{CredentialId, FactorName};

use super::column::{CorruptRow, id, instant, micros, optional_instant};
use crate::schema::factors;

#[derive(Queryable, Insertable)]
#[diesel(table_name = factors, treat_none_as_default_value = false)]
pub(crate) struct FactorRow {
    id: String,
    user_id: String,
    kind: String,
    name: String,
    created_at: i64,
    confirmed_at: Option<i64>,
    last_used_at: Option<i64>,
    secret: Vec<u8>,
    counter: i64,
    credential_id: Option<Vec<u8>>,
}

impl From<&StoredFactor> for FactorRow {
    fn from(stored: &StoredFactor) -> Self {
        let factor = &stored.factor;
        Self {
            id: factor.id.to_string(),
            user_id: factor.user_id.to_string(),
            kind: factor.kind.as_str().to_owned(),
            name: factor.name.as_str().to_owned(),
            created_at: micros(&factor.created_at),
            confirmed_at: factor.confirmed_at.as_ref().map(micros),
            last_used_at: factor.last_used_at.as_ref().map(micros),
            secret: stored.secret.clone(),
            counter: stored.counter,
            credential_id: stored
                .credential_id
                .as_ref()
                .map(|id| id.as_bytes().to_vec()),
        }
    }
}

impl TryFrom<FactorRow> for StoredFactor {
    type Error = CorruptRow;

    fn try_from(row: FactorRow) -> Result<Self, CorruptRow> {
        let factor = Factor {
            id: id(row.id)?,
            user_id: id(row.user_id)?,
            kind: FactorKind::parse(&row.kind).map_err(|_| CorruptRow("kind of factor"))?,
            name: FactorName::restore(row.name),
            created_at: instant(row.created_at)?,
            confirmed_at: optional_instant(row.confirmed_at)?,
            last_used_at: optional_instant(row.last_used_at)?,
        };
        Ok(Self {
            factor,
            secret: row.secret,
            counter: row.counter,
            credential_id: row.credential_id.map(CredentialId::restore),
        })
    }
}
