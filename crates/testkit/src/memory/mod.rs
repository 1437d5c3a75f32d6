//! The reference of what each store port must do.

mod accounts;
mod api_keys;
mod audit_trail;
mod directory;
mod factor_logins;
mod factors;
mod fault;
mod freshness;
mod imports;
mod inboxes;
mod invalidations;
mod invitations;
mod key_end_notices;
mod known_devices;
mod login_failures;
mod mail_links;
mod members;
mod organizations;
mod outbox;
mod paging;
mod passkeys;
mod password_resets;
mod remembered_answers;
mod run_tokens;
mod session_rows;
mod sessions;
mod state;
mod sweeps;
mod usage_counts;
mod users;

use parking_lot::{MappedMutexGuard, Mutex, MutexGuard};
use sendook_domain::entities::AuditEvent;
use sendook_domain::ports::{Position, StoreError};

use fault::Fault;
use state::State;

/// Keeps everything in memory, behind one lock: each call is one transaction, and two calls never
/// overlap. Two servers on one database are two clones of one `Arc<MemoryStore>`.
///
/// A test can make it fail ([`fail_call`](Self::fail_call), [`set_away`](Self::set_away)), come between two calls
/// ([`interrupt`](Self::interrupt)), let it break its word ([`break_freshness`](Self::break_freshness)), count what it
/// was asked ([`calls`](Self::calls)) and read the audit trail ([`audit_events`](Self::audit_events)).
#[derive(Default)]
pub struct MemoryStore {
    inner: Mutex<Inner>,
}

#[derive(Default)]
struct Inner {
    state: State,
    fault: Fault,
    calls: usize,
    rival: Option<Box<dyn FnOnce() + Send>>,
    stale: Option<Position>,
}

impl MemoryStore {
    /// An empty store.
    pub fn new() -> Self {
        Self::default()
    }

    /// How many calls of any port method it has had, failed ones included.
    pub fn calls(&self) -> usize {
        self.inner.lock().calls
    }

    /// Makes one call fail with [`StoreError::Unavailable`]: the next one for 1, the one after it for 2.
    /// The failed call does nothing, and all others go well.
    pub fn fail_call(&self, nth: usize) {
        self.inner.lock().fault = Fault::Nth(nth);
    }

    /// From now on every call fails with [`StoreError::Unavailable`], or none does any more.
    pub fn set_away(&self, away: bool) {
        self.inner.lock().fault = if away { Fault::Away } else { Fault::None };
    }

    /// Runs an action just before the next call of any method.
    pub fn interrupt(&self, rival: impl FnOnce() + Send + 'static) {
        self.inner.lock().rival = Some(Box::new(rival));
    }

    /// From now on the store gives its present position, whatever is invalidated: a store that breaks the contract of
    /// [`Freshness`](sendook_domain::ports::Freshness), by which a test shows that it would notice one.
    pub fn break_freshness(&self) {
        let mut inner = self.inner.lock();
        inner.stale = Some(inner.state.invalidations.position());
    }

    /// The whole audit trail, oldest first.
    pub fn audit_events(&self) -> Vec<AuditEvent> {
        self.inner.lock().state.audit.clone()
    }

    /// Begins a transaction, unless the store is to fail.
    fn begin(&self) -> Result<MappedMutexGuard<'_, State>, StoreError> {
        let rival = self.inner.lock().rival.take();
        if let Some(act) = rival {
            act();
        }
        let mut inner = self.inner.lock();
        inner.calls += 1;
        inner.fault.strike()?;
        Ok(MutexGuard::map(inner, |inner| &mut inner.state))
    }
}
