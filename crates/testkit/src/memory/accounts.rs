use sendook_domain::entities::{AuditEvent, Role};
use sendook_domain::ports::{Accounts, NewAccount, StoreError, Unique};

use super::MemoryStore;

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
        } = account;
        if state.user_by_email(user.email.key()).is_some() {
            return Err(StoreError::Taken(Unique::UserEmail));
        }
        state.check_inbox_address(inbox)?;
        let row = (user.clone(), password_hash.clone());
        state.users.insert(user.id.clone(), row);
        let member = (user.id.clone(), organization.id.clone());
        state.members.insert(member, Role::Owner);
        state
            .organizations
            .insert(organization.id.clone(), organization.clone());
        state.insert_key(api_key);
        state.inboxes.insert(inbox.id.clone(), inbox.clone());
        state.sessions.insert(session);
        state.audit.push(audit.clone());
        Ok(())
    }
}
