use sendook_domain::entities::{Organization, Role, User};
use sendook_domain::values::Id;

use super::MemoryStore;

impl MemoryStore {
    /// Makes a person a member of an organization, or gives a member another role: no use case does so
    /// yet, but permissions depend on it.
    pub fn set_role(&self, user: &Id<User>, organization: &Id<Organization>, role: Role) {
        let member = (user.clone(), organization.clone());
        self.inner.lock().state.members.insert(member, role);
    }
    /// Lets a person leave an organization.
    pub fn remove_member(&self, user: &Id<User>, organization: &Id<Organization>) {
        let member = (user.clone(), organization.clone());
        self.inner.lock().state.members.remove(&member);
    }
}
