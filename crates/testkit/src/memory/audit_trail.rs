use std::cmp::Reverse;

use chrono::{DateTime, Utc};
use sendook_domain::entities::{AuditEvent, Organization};
use sendook_domain::ports::{AuditFilter, AuditTrail, Page, Pagination, StoreError};
use sendook_domain::values::Id;

use super::MemoryStore;
use super::paging::batch;
use super::state::State;

impl AuditTrail for MemoryStore {
    fn record(&self, event: &AuditEvent) -> Result<(), StoreError> {
        self.begin()?.audit.push(event.clone());
        Ok(())
    }

    fn audit_events(
        &self,
        organization: &Id<Organization>,
        filter: &AuditFilter,
        page: &Pagination<AuditEvent>,
    ) -> Result<Page<AuditEvent>, StoreError> {
        let state = self.begin()?;
        let wanted =
            |event: &AuditEvent| concerns(&state, event, organization) && passes(event, filter);
        Ok(page_of(&state, page, wanted))
    }

    fn sweep_audit(&self, until: DateTime<Utc>, limit: u32) -> Result<usize, StoreError> {
        let mut state = self.begin()?;
        let mut swept = 0;
        state.audit.retain(|event| {
            let goes = swept < batch(limit) && event.at < until;
            swept += usize::from(goes);
            !goes
        });
        Ok(swept)
    }
}

/// One page of the wanted lines, newest first.
pub(super) fn page_of(
    state: &State,
    page: &Pagination<AuditEvent>,
    wanted: impl Fn(&AuditEvent) -> bool,
) -> Page<AuditEvent> {
    let mut lines: Vec<_> = state
        .audit
        .iter()
        .filter(|event| wanted(event))
        .filter(|event| page.after.as_ref().is_none_or(|after| event.id < *after))
        .collect();
    lines.sort_unstable_by_key(|event| Reverse(&event.id));
    lines.truncate(page.rows_to_read().into());
    let items = lines.into_iter().cloned().collect();
    page.listing(items, |event| event.id.clone())
}

/// Whether a line tells of the organization, or of the account of one of its members.
fn concerns(state: &State, event: &AuditEvent, organization: &Id<Organization>) -> bool {
    match (&event.organization_id, &event.user_id) {
        (Some(id), _) => id == organization,
        (None, Some(user)) => state
            .members
            .contains_key(&(user.clone(), organization.clone())),
        (None, None) => false,
    }
}

pub(super) fn passes(event: &AuditEvent, filter: &AuditFilter) -> bool {
    filter.action.is_none_or(|action| event.action == action)
        && filter.since.is_none_or(|since| event.at >= since)
        && filter.until.is_none_or(|until| event.at < until)
        && filter.about.as_deref().is_none_or(|id| event.is_about(id))
}
