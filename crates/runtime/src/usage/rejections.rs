use std::collections::HashMap;
use std::net::IpAddr;

use chrono::{DateTime, TimeDelta, Utc};
use parking_lot::Mutex;
use sendook_domain::entities::{Actor, ApiKey, AuditAction, AuditEvent, ClientInfo, Organization};
use sendook_domain::ports::{Ports, StoreError};
use sendook_domain::values::Id;

/// The audit trail gets at most one line per key and reason in this time.
const EVERY: TimeDelta = TimeDelta::hours(1);

/// A key, and why it was refused.
type Rejected = (Id<ApiKey>, AuditAction);

/// Keys that were presented although they were disabled or had expired, or from elsewhere, until the audit trail has a line about
/// them.
#[derive(Default)]
pub(super) struct Rejections(Mutex<HashMap<Rejected, Rejection>>);

#[derive(Clone)]
struct Rejection {
    organization_id: Id<Organization>,
    client: Option<IpAddr>,
    at: DateTime<Utc>,
    written: bool,
}

impl Rejections {
    pub(super) fn add(
        &self,
        key: &ApiKey,
        why: AuditAction,
        client: Option<IpAddr>,
        now: DateTime<Utc>,
    ) {
        let mut rejections = self.0.lock();
        let rejection = || Rejection {
            organization_id: key.organization_id.clone(),
            client,
            at: now,
            written: false,
        };
        rejections
            .entry((key.id.clone(), why))
            .or_insert_with(rejection);
    }

    pub(super) fn flush(&self, ports: &Ports) -> Result<(), StoreError> {
        for (rejected, rejection) in self.unwritten(ports.clock.now()) {
            ports.store.record(&event(&rejected, &rejection, ports)?)?;
            let mut rejections = self.0.lock();
            rejections
                .entry(rejected)
                .and_modify(|it| it.written = true);
        }
        Ok(())
    }

    pub(super) fn forget(&self) {
        self.0.lock().clear();
    }

    /// Returns copies, so that requests need not wait while they are written.
    fn unwritten(&self, now: DateTime<Utc>) -> Vec<(Rejected, Rejection)> {
        let mut rejections = self.0.lock();
        // In both directions: a clock that was ahead must not silence a key for as long.
        rejections.retain(|_, it| !it.written || (now - it.at).abs() < EVERY);
        let unwritten = rejections.iter().filter(|(_, it)| !it.written);
        unwritten
            .map(|(rejected, it)| (rejected.clone(), it.clone()))
            .collect()
    }
}

/// Its id carries the time of the request, because lists are searched by time through ids.
fn event(
    (key, why): &Rejected,
    rejection: &Rejection,
    ports: &Ports,
) -> Result<AuditEvent, StoreError> {
    let mut random = [0; 8];
    ports.secrets.fill(&mut random)?;
    Ok(AuditEvent {
        id: Id::new(rejection.at, random),
        at: rejection.at,
        action: (*why).into(),
        actor: Actor::Key(key.clone()),
        organization_id: Some(rejection.organization_id.clone()),
        user_id: None,
        target: Some(key.to_string()),
        key_id: None,
        detail: None,
        origin: ClientInfo {
            ip: rejection.client,
            ..ClientInfo::default()
        },
    })
}
