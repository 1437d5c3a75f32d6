use std::fmt;
use std::sync::Arc;

use actix_web::web;
use prometheus_client::collector::Collector;
use prometheus_client::encoding::DescriptorEncoder;
use sendook_persistence::SqlStore;
use sendook_web::Api;

use super::samples::Samples;
use crate::connections::Gate;

/// What the parts of the service know of themselves, asked at each scrape.
pub(super) struct ServiceState {
    pub(super) api: web::Data<Api>,
    pub(super) store: Arc<SqlStore>,
    pub(super) gate: Gate,
}

impl fmt::Debug for ServiceState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ServiceState").finish_non_exhaustive()
    }
}

impl Collector for ServiceState {
    fn encode(&self, encoder: DescriptorEncoder<'_>) -> fmt::Result {
        let mut samples = Samples(encoder);
        self.hashes(&mut samples)?;
        self.copies(&mut samples)?;
        self.database(&mut samples)?;
        self.connections(&mut samples)
    }
}

impl ServiceState {
    fn hashes(&self, samples: &mut Samples<'_>) -> fmt::Result {
        let load = self.api.hash_queue_load();
        samples.gauge(
            "password_hashes_running",
            "Password hashes that are computed.",
            &load.running,
        )?;
        samples.gauge(
            "password_hashes_waiting",
            "Requests that wait for a place to hash a password.",
            &load.waiting,
        )
    }

    fn copies(&self, samples: &mut Samples<'_>) -> fmt::Result {
        let copies = self.api.services.credentials.copy_statistics();
        samples.gauge(
            "credential_copies",
            "Copies of credentials that are kept.",
            &copies.copies,
        )?;
        samples.counter(
            "credential_copy_hits",
            "Look-ups of a credential that found a copy.",
            &copies.hits,
        )?;
        samples.counter(
            "credential_copy_misses",
            "Look-ups of a credential that found no copy, and read the database.",
            &copies.misses,
        )?;
        samples.counter(
            "freshness_catch_ups",
            "Proofs of freshness that found the database changed, and dropped copies of what had ended.",
            &copies.catch_ups,
        )
    }

    fn database(&self, samples: &mut Samples<'_>) -> fmt::Result {
        let load = self.store.load();
        samples.counter(
            "freshness_reads",
            "Proofs of freshness that took a statement: on PostgreSQL all, on SQLite those after a commit.",
            &load.position_reads,
        )?;
        let connections = load.pools.iter().flat_map(|pool| {
            [
                ([("pool", pool.name), ("state", "idle")], pool.idle),
                (
                    [("pool", pool.name), ("state", "in_use")],
                    pool.open.saturating_sub(pool.idle),
                ),
            ]
        });
        samples.gauges(
            "database_connections",
            "Connections to the database, by pool and state.",
            connections,
        )?;
        let most = load.pools.iter();
        samples.gauges(
            "database_connections_max",
            "Connections to the database that a pool may have.",
            most.map(|pool| ([("pool", pool.name)], pool.most)),
        )?;
        let timeouts = load.pools.iter();
        samples.counters(
            "database_connection_timeouts",
            "Requests that got no connection to the database in time.",
            timeouts.map(|pool| ([("pool", pool.name)], pool.timeouts)),
        )?;
        match load.writes_waiting {
            Some(waiting) => samples.gauge(
                "database_writes_waiting",
                "Writes that wait for the one connection that writes, on SQLite.",
                &waiting,
            ),
            None => Ok(()),
        }
    }

    fn connections(&self, samples: &mut Samples<'_>) -> fmt::Result {
        let (slots, refused) = (self.gate.slots(), self.gate.refused());
        samples.gauge(
            "connections",
            "Open connections of clients.",
            &slots.taken(),
        )?;
        samples.gauge(
            "connections_max",
            "Connections of clients that there may be.",
            &slots.most(),
        )?;
        samples.counters(
            "connections_refused",
            "Connections that were refused: all were taken (full), or one address held its share (share).",
            [
                ([("reason", "full")], refused.full),
                ([("reason", "share")], refused.share),
            ],
        )
    }
}
