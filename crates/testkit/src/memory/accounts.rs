use sendook_domain::entities::{AuditEvent, Inbox, Organization, PasswordHash, User};
use sendook_domain::ports::{Accounts, CreatedAccount, NewAccount, StoreError, Unique};

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
        state.sessions.insert(session);
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
}

impl State {
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
