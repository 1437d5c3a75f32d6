use std::sync::Arc;

use crate::authentication::UserPrincipal;
use crate::policies::is_recent;
use crate::ports::{Clock, Ports, Sessions, StoreError};

/// Asks whether a person proved who they are lately, before a sensitive change: a session that lies open, or a stolen token, does
/// not suffice for those.
#[derive(Clone)]
pub struct StepUp {
    sessions: Arc<dyn Sessions>,
    clock: Arc<dyn Clock>,
    /// Whether to make a key is a sensitive change too.
    for_keys: bool,
}

/// The proof that a person proved who they are lately. Only [`StepUp::require`] makes one, so that a use case that takes it
/// cannot be called without the question.
#[derive(Debug)]
pub struct RecentProof(());

/// Why a sensitive change may not be made yet.
#[derive(Debug, thiserror::Error)]
pub enum StepUpError {
    /// The person has to prove who they are again.
    #[error("This takes a recent proof of who you are.")]
    Required,
    /// A port failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl StepUp {
    pub(crate) fn new(ports: &Ports, for_keys: bool) -> Self {
        Self {
            sessions: ports.store.clone(),
            clock: ports.clock.clone(),
            for_keys,
        }
    }

    /// Asks for a recent proof before a person gets the secret of an API key, if the operator wants it so.
    ///
    /// # Errors
    /// [`StepUpError`].
    pub fn require_for_keys(&self, session: &UserPrincipal) -> Result<(), StepUpError> {
        if self.for_keys {
            self.require(session)?;
        }
        Ok(())
    }

    /// Asks for a recent proof.
    ///
    /// # Errors
    /// [`StepUpError`].
    pub fn require(&self, session: &UserPrincipal) -> Result<RecentProof, StepUpError> {
        let found = self
            .sessions
            .session(session.user_id(), session.session_id())?;
        let now = self.clock.now();
        let recent = found.filter(|session| is_recent(session.authenticated_at, now));
        recent.map(|_| RecentProof(())).ok_or(StepUpError::Required)
    }
}
