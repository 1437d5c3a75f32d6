use diesel::prelude::*;
use sendook_domain::entities::PasswordReset;

use super::column::{CorruptRow, digest, id, instant};

#[derive(Queryable)]
pub(crate) struct PasswordResetRow {
    user_id: String,
    digest: Vec<u8>,
    expires_at: i64,
}

impl TryFrom<PasswordResetRow> for PasswordReset {
    type Error = CorruptRow;

    fn try_from(row: PasswordResetRow) -> Result<Self, CorruptRow> {
        Ok(Self {
            digest: digest(&row.digest)?,
            user_id: id(row.user_id)?,
            expires_at: instant(row.expires_at)?,
        })
    }
}
