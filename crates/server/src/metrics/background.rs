use chrono::{DateTime, Utc};
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::registry::{Registry, Unit};

/// What the background tasks did last. Clones share it.
#[derive(Clone)]
pub(crate) struct BackgroundMetrics {
    last_flush: Gauge,
    last_sweep: Gauge,
    sweep_on_hold: Gauge,
}

impl BackgroundMetrics {
    /// As of the start of the service, so that neither time seems to be long ago.
    pub(crate) fn new(start: DateTime<Utc>) -> Self {
        let at_start = || {
            let gauge = Gauge::default();
            gauge.set(start.timestamp());
            gauge
        };
        Self {
            last_flush: at_start(),
            last_sweep: at_start(),
            sweep_on_hold: Gauge::default(),
        }
    }

    /// All uses of credentials were written.
    pub(crate) fn flushed(&self, now: DateTime<Utc>) {
        self.last_flush.set(now.timestamp());
    }

    /// A batch was swept, if sweeping is not on hold.
    pub(crate) fn swept(&self, now: DateTime<Utc>, on_hold: bool, more: bool) {
        self.sweep_on_hold.set(on_hold.into());
        if !on_hold && !more {
            self.last_sweep.set(now.timestamp());
        }
    }

    pub(super) fn register(&self, registry: &mut Registry) {
        registry.register_with_unit(
            "usage_last_flush_timestamp",
            "When all uses of credentials were last written to the database",
            Unit::Seconds,
            self.last_flush.clone(),
        );
        registry.register_with_unit(
            "sweep_last_timestamp",
            "When this server last deleted all that had expired",
            Unit::Seconds,
            self.last_sweep.clone(),
        );
        registry.register(
            "sweep_on_hold",
            "1 while nothing is deleted, as the clock is not trusted; else 0",
            self.sweep_on_hold.clone(),
        );
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;

    #[test]
    fn the_last_sweep_is_the_last_that_deleted_all() {
        let start = DateTime::UNIX_EPOCH;
        let at = |seconds| start + TimeDelta::seconds(seconds);
        let metrics = BackgroundMetrics::new(start);
        for (now, on_hold, more, last) in [
            (60, true, false, 0),
            (120, false, true, 0),
            (121, false, false, 121),
            (180, true, false, 121),
        ] {
            metrics.swept(at(now), on_hold, more);
            assert_eq!(metrics.last_sweep.get(), last, "{now}");
            assert_eq!(metrics.sweep_on_hold.get(), i64::from(on_hold), "{now}");
        }
        metrics.flushed(at(30));
        assert_eq!(metrics.last_flush.get(), 30);
    }
}
