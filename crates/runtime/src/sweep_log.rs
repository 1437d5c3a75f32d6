use sendook_domain::policies::{Doubt, SweepDecision};

/// Says in the log why nothing is deleted, once, and once that the sweep goes on.
#[derive(Debug)]
pub struct SweepLog {
    /// What somebody does who knows that the clock is right.
    remedy: &'static str,
    held: bool,
}

impl SweepLog {
    /// `remedy`: what somebody does who knows that the clock is right, as the end of a sentence.
    pub const fn new(remedy: &'static str) -> Self {
        Self {
            remedy,
            held: false,
        }
    }

    /// Logs what is new about this decision.
    pub fn decided(&mut self, decision: SweepDecision) {
        const STEADY: &str =
            "no expired data is deleted until the clock has run steadily for a day";
        let remedy = self.remedy;
        match decision {
            SweepDecision::Doubt(doubt @ Doubt::FirstSweep { .. }) => {
                log::info!("{doubt}: {STEADY}; {remedy}");
            }
            SweepDecision::Doubt(doubt) => log::warn!("{doubt}: {STEADY}; {remedy}"),
            SweepDecision::Wait(until) if !self.held => {
                log::info!("no expired data is deleted before {until}; {remedy}");
            }
            SweepDecision::Sweep if self.held => {
                log::info!("the clock is trusted again: expired data is deleted");
            }
            SweepDecision::Wait(_) | SweepDecision::Sweep => {}
        }
        self.held = decision != SweepDecision::Sweep;
    }

    /// Whether the last decision was to delete nothing.
    pub fn is_held(&self) -> bool {
        self.held
    }
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, Utc};

    use super::*;

    #[test]
    fn sweeping_is_on_hold_from_a_doubt_until_the_next_sweep() {
        let now = DateTime::<Utc>::UNIX_EPOCH;
        let mut log = SweepLog::new("nothing helps");
        assert!(!log.is_held());
        for (decision, held) in [
            (SweepDecision::Sweep, false),
            (SweepDecision::Doubt(Doubt::FirstSweep { now }), true),
            (SweepDecision::Wait(now), true),
            (SweepDecision::Sweep, false),
            (SweepDecision::Wait(now), true),
        ] {
            log.decided(decision);
            assert_eq!(log.is_held(), held, "{decision:?}");
        }
    }
}
