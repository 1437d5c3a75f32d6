use chrono::{DateTime, Utc};
use sendook_domain::entities::Session;
use sendook_domain::policies::SweepRecord;
use sendook_domain::ports::{StoreError, Sweeps};

use super::MemoryStore;

impl Sweeps for MemoryStore {
    fn sweep_record(&self) -> Result<Option<SweepRecord>, StoreError> {
        Ok(self.begin()?.sweep)
    }

    fn replace_sweep_record(
        &self,
        before: Option<&SweepRecord>,
        after: &SweepRecord,
    ) -> Result<bool, StoreError> {
        let mut state = self.begin()?;
        let stands = state.sweep.as_ref() == before;
        if stands {
            state.sweep = Some(*after);
        }
        Ok(stands)
    }

    fn is_anything_due(
        &self,
        expired: DateTime<Utc>,
        unused: DateTime<Utc>,
        audited: DateTime<Utc>,
    ) -> Result<bool, StoreError> {
        let state = self.begin()?;
        let is_over =
            |session: &Session| session.expires_at < expired || session.last_used_at < unused;
        Ok(state.sessions.newest_first().any(is_over)
            || state.audit.iter().any(|event| event.at < audited))
    }
}
