//! What a database was found unable to do, until it is found able again.

use parking_lot::RwLock;

use crate::error::{Refusal, SqlError};

/// What is remembered of the statements that failed.
#[derive(Default)]
pub(crate) struct Health {
    damage: RwLock<Option<String>>,
    refusal: RwLock<Option<Refusal>>,
}

impl Health {
    /// What is wrong with the file, if it was found damaged.
    pub(crate) fn damage(&self) -> Option<String> {
        self.damage.read().clone()
    }

    /// What the last check of the whole file found.
    pub(crate) fn set_damage(&self, damage: Option<String>) {
        *self.damage.write() = damage;
    }

    /// Why the last write failed, if it did for such a reason.
    pub(crate) fn refusal(&self) -> Option<Refusal> {
        *self.refusal.read()
    }

    /// Notes how a write went.
    pub(crate) fn note_write<T>(&self, done: &Result<T, SqlError>) {
        let refusal = match done {
            Ok(_) => None,
            Err(error) => match error.refusal() {
                // A failure for another reason does not show that there is room.
                None => return self.note_failed_read(error),
                refusal => refusal,
            },
        };
        if self.refusal() != refusal {
            *self.refusal.write() = refusal;
        }
    }

    /// Notes why a read failed.
    pub(crate) fn note_failed_read(&self, error: &SqlError) {
        if let Some(damage) = error.damage() {
            self.set_damage(Some(damage));
        }
    }
}
