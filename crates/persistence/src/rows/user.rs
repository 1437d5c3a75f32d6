use diesel::prelude::*;
use sendook_domain::entities::{PasswordHash, User};
use sendook_domain::values::{EmailAddress, PersonName};

use super::column::{CorruptRow, id, instant, micros, optional_instant};
use crate::schema::users;

#[derive(Queryable, Insertable)]
#[diesel(table_name = users, treat_none_as_default_value = false)]
pub(crate) struct UserRow {
    id: String,
    email: String,
    email_key: String,
    first_name: String,
    last_name: Option<String>,
    password_hash: String,
    created_at: i64,
    updated_at: i64,
    disabled_at: Option<i64>,
    email_verified_at: Option<i64>,
}

impl UserRow {
    pub(crate) fn new(user: &User, hash: &PasswordHash) -> Self {
        Self {
            id: user.id.to_string(),
            email: user.email.as_typed().to_owned(),
            email_key: user.email.key().to_owned(),
            first_name: user.first_name.as_str().to_owned(),
            last_name: user.last_name.as_ref().map(|name| name.as_str().to_owned()),
            password_hash: hash.as_text().to_owned(),
            created_at: micros(&user.created_at),
            updated_at: micros(&user.updated_at),
            disabled_at: user.disabled_at.as_ref().map(micros),
            email_verified_at: user.email_verified_at.as_ref().map(micros),
        }
    }
}

impl TryFrom<UserRow> for (User, PasswordHash) {
    type Error = CorruptRow;

    fn try_from(row: UserRow) -> Result<Self, CorruptRow> {
        let user = User {
            id: id(row.id)?,
            email: EmailAddress::restore(row.email, row.email_key),
            first_name: PersonName::restore(row.first_name),
            last_name: row.last_name.map(PersonName::restore),
            created_at: instant(row.created_at)?,
            updated_at: instant(row.updated_at)?,
            disabled_at: optional_instant(row.disabled_at)?,
            email_verified_at: optional_instant(row.email_verified_at)?,
        };
        Ok((user, PasswordHash::new(row.password_hash)))
    }
}
