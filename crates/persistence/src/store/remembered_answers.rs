use chrono::{DateTime, Utc};
use diesel::prelude::*;
use sendook_domain::entities::RememberedAnswer;
use sendook_domain::policies::ANSWERS_REMEMBERED;
use sendook_domain::ports::{RememberedAnswers, StoreError};
use sendook_domain::values::Digest;

use super::delete_before::delete_before;
use super::sql_store::SqlStore;
use crate::connection::SqlConnection;
use crate::error::SqlResult;
use crate::primary::on_primary;
use crate::rows::{RememberedAnswerRow, micros};
use crate::schema::remembered_answers;

impl RememberedAnswers for SqlStore {
    fn remembered_answer(&self, id: &Digest) -> Result<Option<RememberedAnswer>, StoreError> {
        self.read(|connection| {
            let row = remembered_answers::table
                .filter(remembered_answers::id.eq(id.as_bytes().as_slice()))
                .filter(on_primary())
                .get_result::<RememberedAnswerRow>(connection)
                .optional()?;
            Ok(row.map(TryInto::try_into).transpose()?)
        })
    }

    fn sweep_remembered_answers(
        &self,
        until: DateTime<Utc>,
        limit: u32,
    ) -> Result<usize, StoreError> {
        self.write(|connection| {
            let (table, key) = ("remembered_answers", "id");
            delete_before(connection, table, key, "created_at", &until, limit)
        })
    }
}

/// Keeps an answer, if there is one, in place of one whose time is over. Of two transactions at once that keep the same, the second
/// waits for the first, and fails if that succeeds.
pub(super) fn remember(
    connection: &mut SqlConnection,
    answer: Option<&RememberedAnswer>,
) -> SqlResult<()> {
    let Some(answer) = answer else {
        return Ok(());
    };
    let row = RememberedAnswerRow::from(answer);
    let over = micros(&(answer.created_at - ANSWERS_REMEMBERED));
    let before = remembered_answers::table
        .filter(remembered_answers::id.eq(&row.id))
        .filter(remembered_answers::created_at.le(over));
    diesel::delete(before).execute(connection)?;
    diesel::insert_into(remembered_answers::table)
        .values(row)
        .execute(connection)?;
    Ok(())
}
