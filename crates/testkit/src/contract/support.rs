use std::sync::Barrier;
use std::thread;

use sendook_domain::entities::{ApiKey, AuditAction, AuditEvent, InboxReach};
use sendook_domain::ports::{NewAccount, Store, StoreError};

use super::World;
use crate::builders::{an_account, an_audit_event};

/// How many do the same thing at once.
pub(super) const RUNNERS: usize = 8;

/// Opens an account.
pub(super) fn opened(store: &dyn Store) -> Result<NewAccount, StoreError> {
    let account = an_account();
    store.open(&account, &audit())?;
    Ok(account)
}

/// A line of the audit trail, where it does not matter what it tells.
pub(super) fn audit() -> AuditEvent {
    an_audit_event(AuditAction::Registered)
}

/// Runs the same thing on [`RUNNERS`] threads as close to each other as can be, half of them on the
/// other server, and gives what came of it.
pub(super) fn at_once<T: Send>(world: &dyn World, run: impl Fn(&dyn Store) -> T + Sync) -> Vec<T> {
    let servers = [world.store(), world.other_server()];
    let start = Barrier::new(RUNNERS);
    thread::scope(|scope| {
        let runners: Vec<_> = (0..RUNNERS)
            .map(|number| {
                let (server, start, run) = (&servers[number % servers.len()], &start, &run);
                scope.spawn(move || {
                    start.wait();
                    run(&**server)
                })
            })
            .collect();
        runners
            .into_iter()
            .map(|runner| runner.join().expect("the runner does not panic"))
            .collect()
    })
}

/// Sorts the inboxes of a reach: a store may keep them in any order.
pub(super) fn sort(reach: &mut InboxReach) {
    if let InboxReach::Only(ids) = reach {
        ids.sort();
    }
}

/// The key with its inboxes sorted.
pub(super) fn sorted(mut key: ApiKey) -> ApiKey {
    sort(&mut key.inboxes);
    key
}
