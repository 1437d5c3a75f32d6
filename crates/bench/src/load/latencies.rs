use std::time::Duration;

/// Every latency of a run, in nanoseconds: 8 bytes each are cheaper than a histogram and have no error.
#[derive(Debug, Default)]
pub(super) struct Latencies(Vec<u64>);

impl Latencies {
    pub(super) fn push(&mut self, latency: Duration) {
        self.0
            .push(u64::try_from(latency.as_nanos()).unwrap_or(u64::MAX));
    }

    /// The latency at each of these shares, which lie between 0 and 1, by nearest rank; zero if there is none.
    pub(super) fn at<const N: usize>(mut self, shares: [f64; N]) -> [Duration; N] {
        self.0.sort_unstable();
        shares.map(|share| self.rank(share).unwrap_or_default())
    }

    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "counts stay far below 2^52, and shares are positive"
    )]
    fn rank(&self, share: f64) -> Option<Duration> {
        let rank = (share * self.0.len() as f64).ceil() as usize;
        let nanos = self.0.get(rank.max(1) - 1)?;
        Some(Duration::from_nanos(*nanos))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_taken_by_nearest_rank() {
        let mut latencies = Latencies::default();
        for milliseconds in (1..=1000).rev() {
            latencies.push(Duration::from_millis(milliseconds));
        }
        let found = latencies.at([0.5, 0.99, 0.999, 1.0]);
        assert_eq!(found, [500, 990, 999, 1000].map(Duration::from_millis));
        assert_eq!(Latencies::default().at([0.5]), [Duration::ZERO]);
    }
}
