use diesel::prelude::*;
use sendook_domain::entities::{AuditEvent, Organization, PasswordHash, User};
use sendook_domain::ports::{Accounts, CreatedAccount, ImportedAccount, NewAccount, StoreError};

use super::imports::ImportedRows;
use super::sql_store::SqlStore;
use super::{api_keys, audit, inboxes, organizations, outbox, sessions};
use crate::connection::SqlConnection;
use crate::error::SqlResult;
use crate::rows::UserRow;
use crate::schema::users;

impl Accounts for SqlStore {
    fn open(&self, account: &NewAccount, audit: &AuditEvent) -> Result<(), StoreError> {
        self.write(|connection| {
            let NewAccount {
                user,
                password_hash,
                organization,
                ..
            } = account;
            insert_owner(connection, user, password_hash, organization)?;
            inboxes::insert(connection, &account.inbox)?;
            api_keys::insert(connection, &account.api_key)?;
            sessions::insert(connection, &account.session)?;
            outbox::queue(connection, &account.mails)?;
            audit::record(connection, audit)
        })
    }

    fn create(&self, account: &CreatedAccount, audit: &AuditEvent) -> Result<(), StoreError> {
        self.write(|connection| {
            let CreatedAccount {
                user,
                password_hash,
                organization,
                inbox,
            } = account;
            insert_owner(connection, user, password_hash, organization)?;
            inboxes::insert(connection, inbox)?;
            audit::record(connection, audit)
        })
    }

    fn import(&self, accounts: &[ImportedAccount]) -> Result<(), StoreError> {
        self.write(|connection| {
            let mut rows = ImportedRows::default();
            for account in accounts {
                rows.add_account(account);
            }
            rows.insert(connection)
        })
    }
}

fn insert_owner(
    connection: &mut SqlConnection,
    user: &User,
    password_hash: &PasswordHash,
    organization: &Organization,
) -> SqlResult<()> {
    insert_user(connection, user, password_hash)?;
    organizations::insert(connection, organization, &user.id)
}

/// Keeps a user.
pub(super) fn insert_user(
    connection: &mut SqlConnection,
    user: &User,
    password_hash: &PasswordHash,
) -> SqlResult<()> {
    diesel::insert_into(users::table)
        .values(UserRow::new(user, password_hash))
        .execute(connection)?;
    Ok(())
}
