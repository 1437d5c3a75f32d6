use sendook_domain::entities::{AuditEvent, Inbox, Organization, PasswordHash, User};
use sendook_domain::ports::{
    Accounts, CreatedAccount, ImportedAccount, NewAccount, Placement, StoreError, Unique,
    imported_as,
};

use super::MemoryStore;
use super::state::State;

impl Accounts for MemoryStore {
    fn open(&self, account: &NewAccount, audit: &AuditEvent) -> Result<(), StoreError> {
        let mut state = self.begin()?;
        let NewAccount {
            user,
            password_hash,
            organization,
            api_key,
            inbox,
            session,
            mails,
        } = account;
        state.found(user, password_hash, organization, inbox)?;
        state.insert_key(api_key);
        state.begin_session(session);
        state.queue_mails(mails);
        state.audit.push(audit.clone());
        Ok(())
    }

    fn create(&self, account: &CreatedAccount, audit: &AuditEvent) -> Result<(), StoreError> {
        let mut state = self.begin()?;
        let CreatedAccount {
            user,
            password_hash,
            organization,
            inbox,
        } = account;
        state.found(user, password_hash, organization, inbox)?;
        state.audit.push(audit.clone());
        Ok(())
    }

    fn import(&self, accounts: &[ImportedAccount]) -> Result<(), StoreError> {
        let mut state = self.begin()?;
        for account in accounts {
            state.check_import(account)?;
        }
        for account in accounts {
            state.import(account)?;
        }
        Ok(())
    }
}

impl State {
    fn check_import(&self, account: &ImportedAccount) -> Result<(), StoreError> {
        if self.user_by_email(account.user.email.key()).is_some() {
            return Err(StoreError::Taken(Unique::UserEmail));
        }
        match &account.placement {
            Placement::Owner(_, inbox) => self.check_inbox_address(inbox),
            Placement::Member(..) => Ok(()),
        }
    }

    fn import(&mut self, account: &ImportedAccount) -> Result<(), StoreError> {
        let (user, hash) = (&account.user, &account.password_hash);
        match &account.placement {
            Placement::Owner(organization, inbox) => {
                self.found(user, hash, organization, inbox)?;
                if account.is_named {
                    let key = (imported_as(&organization.name), organization.id.to_string());
                    self.imported.insert(key);
                }
            }
            Placement::Member(organization, role) => {
                let row = (user.clone(), hash.clone());
                self.users.insert(user.id.clone(), row);
                self.insert_member(&user.id, organization, *role, account.audit.at);
            }
        }
        self.audit.push(account.audit.clone());
        Ok(())
    }

    /// Keeps a user who owns an organization with an inbox, unless something is taken.
    fn found(
        &mut self,
        user: &User,
        password_hash: &PasswordHash,
        organization: &Organization,
        inbox: &Inbox,
    ) -> Result<(), StoreError> {
        if self.user_by_email(user.email.key()).is_some() {
            return Err(StoreError::Taken(Unique::UserEmail));
        }
        self.check_inbox_address(inbox)?;
        let row = (user.clone(), password_hash.clone());
        self.users.insert(user.id.clone(), row);
        self.insert_organization(organization, &user.id);
        self.inboxes.insert(inbox.id.clone(), inbox.clone());
        Ok(())
    }
}
