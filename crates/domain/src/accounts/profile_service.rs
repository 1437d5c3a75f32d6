use crate::authentication::UserPrincipal;
use crate::entities::{Actor, AuditAction, ClientInfo, User};
use crate::ports::{Ports, StoreError};
use crate::values::PersonName;

/// Changes people's names.
pub struct ProfileService(Ports);

impl ProfileService {
    /// Works through the given ports.
    pub fn new(ports: Ports) -> Self {
        Self(ports)
    }

    /// Changes the names of the person who asks. `None`: the account is gone.
    ///
    /// # Errors
    /// What the store reports.
    pub fn rename(
        &self,
        session: &UserPrincipal,
        first_name: &PersonName,
        last_name: Option<&PersonName>,
        origin: &ClientInfo,
    ) -> Result<Option<User>, StoreError> {
        let id = session.user_id();
        let actor = Actor::User(id.clone());
        let mut audit = self.0.audit(AuditAction::UserRenamed, actor, origin)?;
        audit.user_id = Some(id.clone());
        self.0.store.rename_user(id, first_name, last_name, &audit)
    }
}
