use chrono::{DateTime, Utc};
use sendook_domain::entities::RememberedAnswer;
use sendook_domain::policies::ANSWERS_REMEMBERED;
use sendook_domain::ports::{RememberedAnswers, StoreError, Unique};
use sendook_domain::values::Digest;

use super::MemoryStore;
use super::paging::batch;
use super::state::State;

impl RememberedAnswers for MemoryStore {
    fn remembered_answer(&self, id: &Digest) -> Result<Option<RememberedAnswer>, StoreError> {
        let state = self.begin()?;
        let found = state.answers.iter().find(|answer| answer.id == *id);
        Ok(found.cloned())
    }

    fn sweep_remembered_answers(
        &self,
        until: DateTime<Utc>,
        limit: u32,
    ) -> Result<usize, StoreError> {
        let mut state = self.begin()?;
        let over = state
            .answers
            .extract_if(.., |answer| answer.created_at < until);
        Ok(over.take(batch(limit)).count())
    }
}

impl State {
    /// Whether an answer may be kept: there is none with its id whose time is not over.
    pub(super) fn check_answer(&self, new: Option<&RememberedAnswer>) -> Result<(), StoreError> {
        let is_in_the_way = |new: &RememberedAnswer| {
            let lives =
                |kept: &&RememberedAnswer| kept.created_at > new.created_at - ANSWERS_REMEMBERED;
            self.answers
                .iter()
                .filter(lives)
                .any(|kept| kept.id == new.id)
        };
        if new.is_some_and(is_in_the_way) {
            return Err(StoreError::Taken(Unique::IdempotencyKey));
        }
        Ok(())
    }

    /// Keeps an answer that [`check_answer`](Self::check_answer) has let through.
    pub(super) fn remember(&mut self, new: Option<&RememberedAnswer>) {
        if let Some(new) = new {
            self.answers.retain(|kept| kept.id != new.id);
            self.answers.push(new.clone());
        }
    }
}
