use diesel::prelude::*;
use sendook_domain::entities::{PasswordHash, User};
use sendook_domain::values::Id;

use crate::connection::SqlConnection;
use crate::error::SqlResult;
use crate::schema::users;

/// Replaces a hash if it still is `old`, and returns whether it was.
pub(super) fn swap(
    connection: &mut SqlConnection,
    user: &Id<User>,
    old: &PasswordHash,
    new: &PasswordHash,
) -> SqlResult<bool> {
    let swapped = diesel::update(users::table)
        .filter(users::id.eq(user.as_str()))
        .filter(users::password_hash.eq(old.as_phc()))
        .set(users::password_hash.eq(new.as_phc()))
        .execute(connection)?;
    Ok(swapped == 1)
}
