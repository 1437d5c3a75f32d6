//! Whether a sweep may delete what has expired by the clock. A clock that runs ahead would delete what is still valid.

use chrono::{DateTime, TimeDelta, Utc};

/// The longest time between two sweeps that needs no explanation. Servers sweep every minute.
const LONGEST_STEP: TimeDelta = TimeDelta::days(1);

/// How long a doubted clock has to run steadily before it is trusted again.
const AGREEMENT: TimeDelta = TimeDelta::days(1);

/// What is known of the sweeps of a database, whichever server made them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SweepRecord {
    /// When the last one was, by the clock of the server that made it.
    pub last_at: DateTime<Utc>,
    /// Since when the clock has run steadily, while that is not long enough. Nothing is deleted meanwhile.
    pub doubted_since: Option<DateTime<Utc>>,
    /// Whether the last sweep may have left anything that was due. Its age then says nothing about the clock.
    pub unfinished: bool,
}

/// Whether a sweep deletes anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SweepDecision {
    /// It deletes what has expired.
    Sweep,
    /// It deletes nothing, as the clock is not trusted before this moment.
    Wait(DateTime<Utc>),
    /// It deletes nothing: from now on the clock has to run steadily.
    Doubt(Doubt),
}

/// Why a clock is not trusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Doubt {
    /// It is not known yet whether it is right.
    #[error("it is the first sweep of this database, at {now}")]
    FirstSweep {
        /// The clock.
        now: DateTime<Utc>,
    },
    /// It jumped, in either direction; or no server ran for longer than a day.
    #[error("the clock says {now}, and at the last sweep it said {last_at}")]
    Jump {
        /// What it said before.
        last_at: DateTime<Utc>,
        /// What it says.
        now: DateTime<Utc>,
    },
    /// More is due than can have come of age since the last sweep: some clock was far behind when it was written, or a
    /// lifetime was made shorter.
    #[error(
        "at {now} more is due than can have come of age since the last sweep at {last_at}: a lifetime was made shorter, or a clock was wrong"
    )]
    TooMuchDue {
        /// The last sweep.
        last_at: DateTime<Utc>,
        /// The clock.
        now: DateTime<Utc>,
    },
}

impl SweepRecord {
    /// The record of a clock that is trusted from now on, because the operator says that it is right.
    pub fn trusted(now: DateTime<Utc>) -> Self {
        Self {
            last_at: now,
            doubted_since: None,
            unfinished: true,
        }
    }

    /// What was due before this moment cannot have come of age since the last sweep.
    pub fn overdue_before(&self) -> DateTime<Utc> {
        self.last_at - LONGEST_STEP
    }

    /// Decides on a sweep, and returns the record to be kept. `overdue` is whether anything is due since before
    /// [`overdue_before`](Self::overdue_before).
    pub fn decide(
        before: Option<&Self>,
        overdue: bool,
        now: DateTime<Utc>,
    ) -> (SweepDecision, Self) {
        let doubt = |doubt| {
            let record = Self {
                last_at: now,
                doubted_since: Some(now),
                unfinished: false,
            };
            (SweepDecision::Doubt(doubt), record)
        };
        let Some(before) = before else {
            return doubt(Doubt::FirstSweep { now });
        };
        let last_at = before.last_at;
        if (now - last_at).abs() > LONGEST_STEP {
            return doubt(Doubt::Jump { last_at, now });
        }
        match before.doubted_since {
            Some(since) if now < since + AGREEMENT => {
                let record = Self {
                    last_at: now,
                    ..*before
                };
                (SweepDecision::Wait(since + AGREEMENT), record)
            }
            None if overdue && !before.unfinished => doubt(Doubt::TooMuchDue { last_at, now }),
            _ => (SweepDecision::Sweep, Self::trusted(now)),
        }
    }

    /// The record after a sweep that left nothing.
    #[must_use]
    pub fn finished(self) -> Self {
        Self {
            unfinished: false,
            ..self
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: DateTime<Utc> = DateTime::UNIX_EPOCH;
    const MOMENT: TimeDelta = TimeDelta::microseconds(1);

    fn record(ago: TimeDelta, doubted: Option<TimeDelta>, unfinished: bool) -> SweepRecord {
        SweepRecord {
            last_at: NOW - ago,
            doubted_since: doubted.map(|ago| NOW - ago),
            unfinished,
        }
    }

    fn doubted() -> SweepRecord {
        record(TimeDelta::zero(), Some(TimeDelta::zero()), false)
    }

    #[test]
    fn a_clock_that_agrees_with_itself_sweeps() {
        let day = TimeDelta::days(1);
        for (ago, doubted, unfinished, overdue) in [
            (TimeDelta::minutes(1), None, false, false),
            (TimeDelta::zero(), None, false, false),
            (-TimeDelta::minutes(1), None, false, false),
            (day, None, false, false),
            (-day, None, false, false),
            // What a sweep left over is no surprise to the next one.
            (TimeDelta::minutes(1), None, true, true),
            // After a day of agreement everything may go, however long it has been due.
            (TimeDelta::minutes(1), Some(day), false, false),
            (TimeDelta::minutes(1), Some(day), false, true),
            (day, Some(day * 2), false, true),
        ] {
            let before = record(ago, doubted, unfinished);
            let decided = SweepRecord::decide(Some(&before), overdue, NOW);
            let expected = (SweepDecision::Sweep, SweepRecord::trusted(NOW));
            assert_eq!(decided, expected, "{before:?}, overdue: {overdue}");
        }
    }

    #[test]
    fn a_jump_in_either_direction_begins_a_doubt_whatever_was_before() {
        for days in [1, 30, 3650] {
            for ago in [
                TimeDelta::days(days) + MOMENT,
                -TimeDelta::days(days) - MOMENT,
            ] {
                for since in [None, Some(ago), Some(ago + TimeDelta::days(9))] {
                    for flag in [false, true] {
                        let before = record(ago, since, flag);
                        let decided = SweepRecord::decide(Some(&before), flag, NOW);
                        let last_at = before.last_at;
                        let doubt = SweepDecision::Doubt(Doubt::Jump { last_at, now: NOW });
                        assert_eq!(decided, (doubt, doubted()), "{before:?}");
                    }
                }
            }
        }
    }

    #[test]
    fn the_first_sweep_of_a_database_deletes_nothing() {
        for overdue in [false, true] {
            let decided = SweepRecord::decide(None, overdue, NOW);
            let doubt = SweepDecision::Doubt(Doubt::FirstSweep { now: NOW });
            assert_eq!(decided, (doubt, doubted()));
        }
    }

    #[test]
    fn more_than_can_have_come_of_age_begins_a_doubt() {
        let before = record(TimeDelta::minutes(1), None, false);
        let (decision, after) = SweepRecord::decide(Some(&before), true, NOW);
        let last_at = before.last_at;
        let doubt = Doubt::TooMuchDue { last_at, now: NOW };
        assert_eq!((decision, after), (SweepDecision::Doubt(doubt), doubted()));
        assert_eq!(before.overdue_before(), last_at - TimeDelta::days(1));
    }

    #[test]
    fn a_doubt_lasts_until_the_clock_has_agreed_with_itself_for_a_day() {
        let day = TimeDelta::days(1);
        for (ago, since) in [
            (TimeDelta::minutes(1), TimeDelta::minutes(1)),
            (TimeDelta::minutes(1), day - MOMENT),
            // A restart in between does not restart it.
            (TimeDelta::hours(20), TimeDelta::hours(21)),
            (-TimeDelta::hours(1), -TimeDelta::hours(1)),
        ] {
            for overdue in [false, true] {
                let before = record(ago, Some(since), false);
                let (decision, after) = SweepRecord::decide(Some(&before), overdue, NOW);
                assert_eq!(decision, SweepDecision::Wait(NOW - since + day));
                assert_eq!(after, record(TimeDelta::zero(), Some(since), false));
            }
        }
    }

    #[test]
    fn two_servers_whose_clocks_disagree_delete_nothing() {
        let mut record = None;
        for minute in 0..3 * 24 * 60 {
            let right = NOW + TimeDelta::minutes(minute);
            for now in [right, right + TimeDelta::days(1_826)] {
                let (decision, after) = SweepRecord::decide(record.as_ref(), false, now);
                assert!(matches!(decision, SweepDecision::Doubt(_)), "{decision:?}");
                record = Some(after);
            }
        }
    }

    #[test]
    fn a_server_that_was_stopped_for_a_month_goes_on_after_a_day() {
        let mut record = Some(record(TimeDelta::days(30), None, false));
        let mut sweeps = 0;
        for minute in 0..=24 * 60 {
            let now = NOW + TimeDelta::minutes(minute);
            let (decision, after) = SweepRecord::decide(record.as_ref(), true, now);
            sweeps += usize::from(decision == SweepDecision::Sweep);
            record = Some(after);
        }
        assert_eq!(sweeps, 1, "at the end of the day");
    }
}
