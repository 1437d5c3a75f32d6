use std::sync::Arc;

use crate::authentication::UserPrincipal;
use crate::entities::{Actor, AuditAction, ClientInfo, User};
use crate::ports::{Issuer, StoreError, Users};
use crate::values::PersonName;

/// Changes people's names.
pub struct ProfileService {
    pub(crate) users: Arc<dyn Users>,
    pub(crate) issuer: Issuer,
}

impl ProfileService {
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
        let mut audit = self.issuer.audit(AuditAction::UserRenamed, actor, origin)?;
        audit.user_id = Some(id.clone());
        let names: Vec<_> = [Some(first_name), last_name]
            .into_iter()
            .flatten()
            .map(PersonName::as_str)
            .collect();
        audit.detail = Some(format!("name → \"{}\"", names.join(" ")));
        self.users.rename_user(id, first_name, last_name, &audit)
    }
}
