//! What is counted for operators. No label holds anything that a client or a person chose: each has a fixed set of values.

mod requests;

use std::time::Duration;

use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::{Registry, Unit};

use crate::error::Problem;
pub(crate) use requests::RequestMetrics;

/// The upper bounds of latencies, in seconds: a key check takes microseconds, a login some tens of milliseconds, and nothing
/// more than five seconds.
const LATENCIES: [f64; 12] = [
    0.0001, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 1.0, 5.0,
];

type Labels<const N: usize> = [(&'static str, String); N];
type Named = Family<[(&'static str, &'static str); 1], Counter>;

/// Counts and latencies of the HTTP layer. Clones share them.
#[derive(Clone)]
pub struct HttpMetrics {
    requests: Family<Labels<3>, Counter>,
    durations: Family<Labels<2>, Histogram>,
    problems: Named,
    authentications: Named,
    /// The one of `authentications` that the most requests count, without a look-up.
    accepted: Counter,
    logins: Named,
    hash_waits: Histogram,
}

impl Default for HttpMetrics {
    fn default() -> Self {
        let authentications = Named::default();
        Self {
            requests: Family::default(),
            durations: Family::new_with_constructor(latencies),
            problems: Family::default(),
            accepted: authentications.get_or_create_owned(&[("outcome", "accepted")]),
            authentications,
            logins: Family::default(),
            hash_waits: latencies(),
        }
    }
}

impl HttpMetrics {
    /// Adds the metrics to what a scrape gives, under these names and the prefix of the registry.
    pub fn register(&self, registry: &mut Registry) {
        registry.register(
            "http_requests",
            "Answered requests, by route pattern, method and status",
            self.requests.clone(),
        );
        registry.register_with_unit(
            "http_request_duration",
            "Time from a request's headers to its answer, by route pattern and method",
            Unit::Seconds,
            self.durations.clone(),
        );
        registry.register(
            "http_errors",
            "Answers with an error, by the code in their body",
            self.problems.clone(),
        );
        registry.register(
            "authentications",
            "Credentials that were judged, by outcome: accepted, or the code of the answer",
            self.authentications.clone(),
        );
        registry.register(
            "logins",
            "Logins with a password, by outcome: accepted, or the code of the answer",
            self.logins.clone(),
        );
        registry.register_with_unit(
            "password_hash_wait",
            "Time that requests waited for a place to hash a password, those that got none included",
            Unit::Seconds,
            self.hash_waits.clone(),
        );
    }

    pub(crate) fn accepted(&self) {
        self.accepted.inc();
    }

    pub(crate) fn refused(&self, code: &'static str) {
        count(&self.authentications, "outcome", code);
    }

    pub(crate) fn logged_in<T>(&self, done: &Result<T, Problem>) {
        let outcome = done
            .as_ref()
            .map_or_else(|problem| problem.code, |_| "accepted");
        count(&self.logins, "outcome", outcome);
    }

    /// Counts a login whose password was right.
    pub(crate) fn second_factor_due(&self) {
        count(&self.logins, "outcome", "second_factor_required");
    }

    pub(crate) fn failed(&self, code: &'static str) {
        count(&self.problems, "code", code);
    }

    pub(crate) fn waited_for_hash(&self, wait: Duration) {
        self.hash_waits.observe(wait.as_secs_f64());
    }
}

fn latencies() -> Histogram {
    Histogram::new(LATENCIES)
}

fn count(family: &Named, label: &'static str, name: &'static str) {
    family.get_or_create(&[(label, name)]).inc();
}
