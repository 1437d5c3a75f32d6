use std::ops::ControlFlow;

use super::error::CopyError;

/// How far a copy has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CopyProgress {
    /// The table that it is at.
    pub table: &'static str,
    /// How many steps are done: each row is written, and compared later.
    pub done: u64,
    /// How many steps there are in all.
    pub total: u64,
}

/// Is told how far a copy has come, about every thousand rows; breaks to give it up.
pub type WatchCopy<'a> = dyn FnMut(CopyProgress) -> ControlFlow<()> + 'a;

/// Counts the steps for the one who watches.
pub(super) struct Steps<'a> {
    done: u64,
    total: u64,
    watch: &'a mut WatchCopy<'a>,
}

impl<'a> Steps<'a> {
    /// The steps of a copy of so many rows.
    pub(super) fn of(rows: u64, watch: &'a mut WatchCopy<'a>) -> Self {
        Self {
            done: 0,
            total: rows.saturating_mul(2),
            watch,
        }
    }

    /// So many more are done.
    pub(super) fn add(&mut self, table: &'static str, more: usize) -> Result<(), CopyError> {
        let more = u64::try_from(more).unwrap_or(u64::MAX);
        self.done = self.done.saturating_add(more);
        let progress = CopyProgress {
            table,
            done: self.done,
            total: self.total,
        };
        match (self.watch)(progress) {
            ControlFlow::Continue(()) => Ok(()),
            ControlFlow::Break(()) => Err(CopyError::GivenUp),
        }
    }
}
