use sendook_domain::entities::{AuditEvent, Inbox, InboxScope, Organization, RememberedAnswer};
use sendook_domain::ports::{Inboxes, Page, Pagination, StoreError};
use sendook_domain::values::Id;

use super::MemoryStore;
use super::paging::page_of;
use super::state::State;

fn within<'a>(
    state: &'a State,
    organization: &Id<Organization>,
    reach: &InboxScope,
    id: &Id<Inbox>,
) -> Option<&'a Inbox> {
    let inbox = state.inboxes.get(id)?;
    (inbox.organization_id == *organization && reach.includes(id)).then_some(inbox)
}

impl Inboxes for MemoryStore {
    fn create_inbox(
        &self,
        inbox: &Inbox,
        audit: &AuditEvent,
        answer: Option<&RememberedAnswer>,
    ) -> Result<(), StoreError> {
        let mut state = self.begin()?;
        state.check_answer(answer)?;
        state.check_inbox_address(inbox)?;
        state.remember(answer);
        state.inboxes.insert(inbox.id.clone(), inbox.clone());
        state.audit.push(audit.clone());
        Ok(())
    }

    fn inboxes(
        &self,
        organization: &Id<Organization>,
        reach: &InboxScope,
        page: &Pagination<Inbox>,
    ) -> Result<Page<Inbox>, StoreError> {
        let state = self.begin()?;
        let wanted =
            |inbox: &Inbox| inbox.organization_id == *organization && reach.includes(&inbox.id);
        Ok(page_of(
            state.inboxes.values(),
            page,
            |inbox| &inbox.id,
            wanted,
        ))
    }

    fn inbox(
        &self,
        organization: &Id<Organization>,
        reach: &InboxScope,
        id: &Id<Inbox>,
    ) -> Result<Option<Inbox>, StoreError> {
        Ok(within(&*self.begin()?, organization, reach, id).cloned())
    }

    fn delete_inbox(
        &self,
        organization: &Id<Organization>,
        reach: &InboxScope,
        id: &Id<Inbox>,
        audit: &AuditEvent,
    ) -> Result<Option<Inbox>, StoreError> {
        let mut state = self.begin()?;
        if within(&state, organization, reach, id).is_none() {
            return Ok(None);
        }
        let mut restricted = Vec::new();
        for found in state.keys.values_mut() {
            if let InboxScope::Only(ids) = &mut found.key.inboxes
                && ids.contains(id)
            {
                ids.retain(|kept| kept != id);
                restricted.push(found.key.id.clone());
            }
        }
        for key in &restricted {
            state.invalidate_key(key);
        }
        state.audit.push(audit.clone());
        Ok(state.inboxes.remove(id))
    }
}
