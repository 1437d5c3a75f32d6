use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};

use crate::entities::{Actor, ApiKey, AuditAction, AuditEvent, Organization, RequestOrigin};
use crate::ports::{Ports, StoreError};
use crate::values::Id;

/// How often the same key is told of.
const EVERY: TimeDelta = TimeDelta::hours(1);

/// Keys that were used while they were disabled, or after they had expired, until the audit trail tells of them.
#[derive(Default)]
pub(super) struct AfterEndLog(Mutex<HashMap<Id<ApiKey>, AfterEnd>>);

#[derive(Clone)]
struct AfterEnd {
    organization_id: Id<Organization>,
    client: Option<IpAddr>,
    at: DateTime<Utc>,
    told: bool,
}

impl AfterEndLog {
    /// Notes the first use of a key within the hour.
    pub(super) fn note(
        &self,
        key: &Id<ApiKey>,
        organization: &Id<Organization>,
        client: Option<IpAddr>,
        now: DateTime<Utc>,
    ) {
        self.noted().entry(key.clone()).or_insert_with(|| AfterEnd {
            organization_id: organization.clone(),
            client,
            at: now,
            told: false,
        });
    }

    /// Writes a line about each key that was not told of yet. What cannot be written is kept.
    pub(super) fn tell(&self, ports: &Ports) -> Result<(), StoreError> {
        for (key, noted) in self.untold(ports.clock.now()) {
            ports.store.record(&event(&key, &noted, ports)?)?;
            self.noted()
                .entry(key)
                .and_modify(|noted| noted.told = true);
        }
        Ok(())
    }

    /// What is to be told. Copies, as requests that note something must not wait until it is written.
    fn untold(&self, now: DateTime<Utc>) -> Vec<(Id<ApiKey>, AfterEnd)> {
        let mut noted = self.noted();
        // In both directions: a clock that was ahead must not keep a key from being told of for as long.
        noted.retain(|_, noted| !noted.told || (now - noted.at).abs() < EVERY);
        let untold = noted.iter().filter(|(_, noted)| !noted.told);
        untold
            .map(|(key, noted)| (key.clone(), noted.clone()))
            .collect()
    }

    fn noted(&self) -> MutexGuard<'_, HashMap<Id<ApiKey>, AfterEnd>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The line about it. Its id is of the moment that it tells of, as lists are searched by time through ids.
fn event(key: &Id<ApiKey>, noted: &AfterEnd, ports: &Ports) -> Result<AuditEvent, StoreError> {
    let mut random = [0; 8];
    ports.secrets.fill(&mut random)?;
    Ok(AuditEvent {
        id: Id::new(noted.at, random),
        at: noted.at,
        action: AuditAction::KeyUsedAfterEnd,
        actor: Actor::Key(key.clone()),
        organization_id: Some(noted.organization_id.clone()),
        user_id: None,
        target: Some(key.to_string()),
        detail: None,
        origin: RequestOrigin {
            ip: noted.client,
            ..RequestOrigin::default()
        },
    })
}
