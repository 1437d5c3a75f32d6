use diesel::prelude::*;
use sendook_domain::entities::SecondFactorLogin;

use super::column::{CorruptRow, digest, id, instant, micros};
use crate::schema::second_factor_logins;

#[derive(Queryable, Insertable)]
#[diesel(table_name = second_factor_logins)]
pub(crate) struct SecondFactorLoginRow {
    digest: Vec<u8>,
    user_id: String,
    expires_at: i64,
}

impl From<&SecondFactorLogin> for SecondFactorLoginRow {
    fn from(login: &SecondFactorLogin) -> Self {
        Self {
            digest: login.digest.as_bytes().to_vec(),
            user_id: login.user_id.to_string(),
            expires_at: micros(&login.expires_at),
        }
    }
}

impl TryFrom<SecondFactorLoginRow> for SecondFactorLogin {
    type Error = CorruptRow;

    fn try_from(row: SecondFactorLoginRow) -> Result<Self, CorruptRow> {
        Ok(Self {
            digest: digest(&row.digest)?,
            user_id: id(row.user_id)?,
            expires_at: instant(row.expires_at)?,
        })
    }
}
