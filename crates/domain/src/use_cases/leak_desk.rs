use std::net::IpAddr;

use super::TooManyAttempts;
use super::login_throttle::{count, network_of};
use crate::credentials::PlainToken;
use crate::entities::{Actor, AuditAction, DisabledReason, RequestOrigin};
use crate::policies::PER_ADDRESS;
use crate::ports::{FailureKey, KeyChange, Ports, StoreError};

/// The longest note of where a key was found, in characters.
const MAX_FOUND_AT: usize = 500;

/// Where anybody can report a key that lies open. Whoever has it could do worse: possession is the proof.
pub struct LeakDesk(Ports);

/// Why a report was not looked at.
#[derive(Debug, thiserror::Error)]
pub enum LeakReportError {
    /// Too many reports from one address.
    #[error(transparent)]
    TooMany(#[from] TooManyAttempts),
    /// A port failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl LeakDesk {
    /// Works through the given ports.
    pub fn new(ports: Ports) -> Self {
        Self(ports)
    }

    /// Disables the key, if the text is one, both its secrets with it. Nobody learns whether it was.
    ///
    /// # Errors
    /// [`LeakReportError`].
    pub fn report(
        &self,
        text: &str,
        found_at: Option<&str>,
        origin: &RequestOrigin,
    ) -> Result<(), LeakReportError> {
        self.throttle(origin.ip)?;
        let Ok(token) = PlainToken::parse(text.trim()) else {
            return Ok(());
        };
        let digest = token.digest(&*self.0.digester);
        let Some(stored) = self.0.store.key_by_digest(&digest)? else {
            return Ok(());
        };
        let now = self.0.clock.now();
        if stored.secret_ends_at.is_some_and(|end| end <= now) {
            // An old secret that is over harms nobody: whoever finds it must not be able to stop its successor.
            return Ok(());
        }
        let key = stored.key;
        if key.disabled_reason == Some(DisabledReason::Leaked) {
            // Told once: whoever has a dead key must not be able to fill the audit trail.
            return Ok(());
        }
        let mut audit = self
            .0
            .audit(AuditAction::KeyLeaked, Actor::Anonymous, origin)?;
        audit.organization_id = Some(key.organization_id.clone());
        audit.target = Some(key.id.to_string());
        audit.detail = found_at.map(shortened);
        let change = KeyChange {
            active: Some(false),
            disabled_reason: Some(Some(DisabledReason::Leaked)),
            ..KeyChange::default()
        };
        self.0
            .store
            .change_key(&key.organization_id, &key.id, &change, &audit)?;
        Ok(())
    }

    /// Every report counts as a guess does, whatever it holds: nobody tries strings here at leisure, and the answer
    /// does not tell what the string was.
    fn throttle(&self, ip: Option<IpAddr>) -> Result<(), LeakReportError> {
        let address = network_of(ip);
        let account = Some(self.0.digester.digest("reports of leaks"));
        Ok(count(
            &self.0,
            &[(FailureKey { account, address }, PER_ADDRESS)],
        )??)
    }
}

fn shortened(text: &str) -> String {
    text.chars()
        .filter(|char| !char.is_control())
        .take(MAX_FOUND_AT)
        .collect()
}
