use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::{Value, json};

/// What a run found.
#[derive(Debug)]
pub struct Report {
    /// Answers within the measured time.
    pub answers: usize,
    /// How long was measured, in seconds.
    pub seconds: f64,
    /// The share of that time, from 0 to 1, in which the generator had nothing to do: near 0, it was the limit itself.
    /// Time in which another program had its core counts as well.
    pub idle: f64,
    /// Answers by status, those of the warm-up included.
    pub statuses: BTreeMap<u16, usize>,
    /// Answers with another status than the one that is right.
    pub wrong: usize,
    /// Keys that were created and deleted meanwhile, the warm-up included.
    pub churned: usize,
    /// At the median, at 0.99, at 0.999, and the most.
    pub latencies: [Duration; 4],
}

impl Report {
    /// As programs read it.
    pub fn to_json(&self) -> Value {
        let [p50, p99, p999, max] = self.latencies.map(|latency| latency.as_secs_f64() * 1e3);
        #[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^52")]
        let rate = self.answers as f64 / self.seconds;
        json!({
            "answers": self.answers,
            "rate": rate,
            "idle": self.idle,
            "statuses": self.statuses,
            "wrong": self.wrong,
            "churned": self.churned,
            "p50_ms": p50,
            "p99_ms": p99,
            "p999_ms": p999,
            "max_ms": max,
        })
    }
}
