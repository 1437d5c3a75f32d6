use std::ops::AddAssign;

/// How much one batch deleted, or several.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Swept {
    /// Sessions, with their tokens.
    pub sessions: usize,
    /// Devices that nobody logged in on lately.
    pub devices: usize,
    /// Reset links that nobody used.
    pub resets: usize,
    /// Factors that nobody confirmed.
    pub factors: usize,
    /// Logins for which no second factor was shown.
    pub factor_logins: usize,
    /// Challenges of passkeys that nobody answered.
    pub passkey_challenges: usize,
    /// Mailed links that nobody used.
    pub mail_links: usize,
    /// Invitations that nobody accepted.
    pub invitations: usize,
    /// Run tokens that have expired.
    pub run_tokens: usize,
    /// Answers to requests with an idempotency key.
    pub answers: usize,
    /// Counts of failed logins.
    pub failures: usize,
    /// Lines of the audit trail.
    pub audit_events: usize,
    /// Counts of requests on a day.
    pub usage: usize,
    /// Whether there may be more.
    pub more: bool,
}

impl Swept {
    /// How much was deleted, kind by kind.
    pub(super) fn counts(mut self) -> [usize; 13] {
        self.counts_mut().map(|count| *count)
    }

    fn counts_mut(&mut self) -> [&mut usize; 13] {
        // Named one by one, so that nothing new is left out.
        let Self {
            sessions,
            devices,
            resets,
            factors,
            factor_logins,
            passkey_challenges,
            mail_links,
            invitations,
            run_tokens,
            answers,
            failures,
            audit_events,
            usage,
            more: _,
        } = self;
        [
            sessions,
            devices,
            resets,
            factors,
            factor_logins,
            passkey_challenges,
            mail_links,
            invitations,
            run_tokens,
            answers,
            failures,
            audit_events,
            usage,
        ]
    }
}

/// Adds what a later batch deleted. Whether there may be more is what that one says.
impl AddAssign for Swept {
    fn add_assign(&mut self, later: Self) {
        for (total, count) in self.counts_mut().into_iter().zip(later.counts()) {
            *total += count;
        }
        self.more = later.more;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_count_of_a_later_batch_is_added() {
        let batch = Swept {
            sessions: 1,
            devices: 2,
            resets: 3,
            factors: 4,
            factor_logins: 5,
            passkey_challenges: 6,
            mail_links: 7,
            invitations: 8,
            run_tokens: 9,
            answers: 10,
            failures: 11,
            audit_events: 12,
            usage: 13,
            more: true,
        };
        let mut total = Swept::default();
        total += batch;
        assert_eq!(total, batch);
        total += batch;
        assert_eq!(total.counts(), batch.counts().map(|count| 2 * count));
        assert!(total.more);
        total += Swept::default();
        assert!(!total.more);
    }
}
