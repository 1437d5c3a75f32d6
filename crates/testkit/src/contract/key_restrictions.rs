//! Which inboxes a key reaches.

use sendook_domain::entities::{ApiKey, Inbox, InboxScope};
use sendook_domain::ports::StoreError;
use sendook_domain::values::Id;

use super::World;
use super::invalidation::Follower;
use super::support::{audit, change, opened, sorted};
use crate::builders::{a_key, an_id, an_inbox};

/// A key is restricted to inboxes, to fewer, to others, to none, and to none no longer. An inbox of another organization,
/// or none at all, is left out.
pub fn a_restriction_changes_alone(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let (account, neighbour) = (opened(&*store)?, opened(&*store)?);
    let organization = &account.organization.id;
    let inboxes = [(); 2].map(|()| an_inbox(organization));
    for inbox in &inboxes {
        store.create_inbox(inbox, &audit(), None)?;
    }
    let new = a_key(organization);
    store.create_key(&new, &audit(), None)?;
    let mut follower = Follower::new(world)?;
    let [one, other] = inboxes.map(|inbox| inbox.id);
    let foreign = neighbour.inbox.id;
    let only = |ids: &[&Id<Inbox>]| InboxScope::only(ids.iter().copied().cloned().collect());
    for (asked, expected) in [
        (only(&[&one, &other]), only(&[&one, &other])),
        (only(&[&one]), only(&[&one])),
        (only(&[&other, &foreign, &an_id()]), only(&[&other])),
        (only(&[]), only(&[])),
        (only(&[&one]), only(&[&one])),
        (InboxScope::All, InboxScope::All),
    ] {
        let restrict = |key: &mut ApiKey| key.inboxes = asked.clone();
        let changed = change(&*store, &new.key, restrict, &audit())?;
        follower.expect(&[new.digest], &[])?;
        let found = world.other_server().key_by_digest(&new.digest)?;
        for key in [changed, found.map(|found| found.key)] {
            assert_eq!(key.map(|key| sorted(key).inboxes), Some(expected.clone()));
        }
    }
    Ok(())
}
