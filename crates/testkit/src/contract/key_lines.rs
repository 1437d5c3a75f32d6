//! What a change of a key leaves in the audit trail.

use sendook_domain::entities::{AuditEvent, KeyWithDigests};
use sendook_domain::ports::{AuditFilter, KeyUpdate, Pagination, StoreError};
use sendook_domain::values::KeyName;

use super::World;
use super::support::{audit, opened};
use crate::builders::an_id;

/// The line about a change says what changed, and the one about a deletion keeps the name. A detail that is there stays.
pub fn lines_about_a_key_say_what_changed(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let own = opened(&*store)?.api_key.key;
    let (organization, id) = (&own.organization_id, &own.id);
    let line = AuditEvent {
        organization_id: Some(organization.clone()),
        ..audit()
    };
    for (detail, name) in [(None, "Second"), (Some("a wiki"), "Third")] {
        let mut rename = |mut key: KeyWithDigests| {
            key.key.name = KeyName::restore(name.to_owned());
            KeyUpdate::Changed(Box::new(key), None)
        };
        let line = AuditEvent {
            id: an_id(),
            detail: detail.map(str::to_owned),
            ..line.clone()
        };
        store.update_key(organization, id, &mut rename, &line)?;
    }
    let line = AuditEvent {
        id: an_id(),
        ..line
    };
    store.delete_key(organization, id, &line)?;
    let (filter, page) = (AuditFilter::default(), Pagination::first());
    let lines = world
        .other_server()
        .audit_events(organization, &filter, &page)?;
    let mut details: Vec<_> = lines.items.into_iter().map(|line| line.detail).collect();
    details.reverse();
    let first = format!("name \"{}\" → \"Second\"", own.name.as_str());
    let expected = [first.as_str(), "a wiki", "Third"];
    assert_eq!(details, expected.map(|detail| Some(detail.to_owned())));
    Ok(())
}
