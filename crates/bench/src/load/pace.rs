use std::time::{Duration, Instant};

/// When the next request is sent.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Pace {
    /// On each connection as soon as it is answered: finds how much a server can do.
    Closed,
    /// So many a second, whatever the server does. Latency then counts from the moment at which a request was due: a
    /// server that stands still makes all of them late that it kept from being sent.
    Open(f64),
}

impl Pace {
    /// When the request of this number is due, if requests are due by the clock.
    pub(super) fn due(self, start: Instant, number: usize) -> Option<Instant> {
        match self {
            Self::Closed => None,
            #[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^52")]
            Self::Open(rate) => Some(start + Duration::from_secs_f64(number as f64 / rate)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_open_pace_keeps_to_its_rate() {
        let start = Instant::now();
        let due = |number| Pace::Open(200.0).due(start, number).unwrap() - start;
        assert_eq!(
            (due(0), due(1), due(200)),
            (
                Duration::ZERO,
                Duration::from_millis(5),
                Duration::from_secs(1)
            )
        );
        assert_eq!(Pace::Closed.due(start, 1), None);
    }
}
