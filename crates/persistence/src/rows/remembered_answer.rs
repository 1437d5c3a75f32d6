use diesel::prelude::*;
use sendook_domain::entities::RememberedAnswer;

use super::column::{CorruptRow, digest, instant, micros};
use crate::schema::remembered_answers;

/// A remembered answer.
#[derive(Queryable, Insertable)]
#[diesel(table_name = remembered_answers)]
pub(crate) struct RememberedAnswerRow {
    pub(crate) id: Vec<u8>,
    fingerprint: Vec<u8>,
    status: i64,
    sealed: Vec<u8>,
    created_at: i64,
}

impl From<&RememberedAnswer> for RememberedAnswerRow {
    fn from(answer: &RememberedAnswer) -> Self {
        Self {
            id: answer.id.as_bytes().to_vec(),
            fingerprint: answer.fingerprint.as_bytes().to_vec(),
            status: answer.status.into(),
            sealed: answer.sealed.clone(),
            created_at: micros(&answer.created_at),
        }
    }
}

impl TryFrom<RememberedAnswerRow> for RememberedAnswer {
    type Error = CorruptRow;

    fn try_from(row: RememberedAnswerRow) -> Result<Self, CorruptRow> {
        Ok(Self {
            id: digest(&row.id)?,
            fingerprint: digest(&row.fingerprint)?,
            status: row.status.try_into().map_err(|_| CorruptRow("status"))?,
            sealed: row.sealed,
            created_at: instant(row.created_at)?,
        })
    }
}
