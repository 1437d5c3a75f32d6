use std::pin::{Pin, pin};
use std::task::Context;

use tokio::task::unconstrained;
use tokio::time::{Instant, Sleep, sleep_until};

/// A timer whose deadline can move away at no cost, as it does with every request: it still goes off at the earlier one, and
/// is then set again.
#[derive(Debug)]
pub(super) struct Timer {
    timer: Pin<Box<Sleep>>,
    armed: bool,
}

impl Timer {
    pub(super) fn new(deadline: Instant) -> Self {
        Self {
            timer: Box::pin(sleep_until(deadline)),
            armed: false,
        }
    }

    /// Whether the timer went off. The deadline may have moved away since it was set.
    pub(super) fn went_off(&self) -> bool {
        self.timer.is_elapsed()
    }

    /// Wakes this task at the deadline or before.
    pub(super) fn wake_by(&mut self, deadline: Instant, cx: &mut Context<'_>) {
        if self.armed && !self.timer.is_elapsed() && self.timer.deadline() <= deadline {
            return;
        }
        self.armed = true;
        self.timer.as_mut().reset(deadline);
        // Unconstrained: a task that has used up its turn would be put off instead, and never be woken by the timer.
        if pin!(unconstrained(self.timer.as_mut())).poll(cx).is_ready() {
            cx.waker().wake_by_ref();
        }
    }
}
