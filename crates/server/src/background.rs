//! What goes on besides the requests: writing down what was gathered, and sweeping up what is over.

use std::sync::Arc;
use std::time::Duration;

use actix_web::rt::task::{JoinHandle, spawn_blocking};
use actix_web::rt::{spawn, time};
use sendook_domain::ports::{Ports, StoreError};
use sendook_domain::use_cases::{Housekeeping, SessionUse};

use crate::settings::Settings;

/// How often the use of sessions is written down: what people see of it is accurate to a minute.
const FLUSH_EVERY: Duration = Duration::from_secs(30);

/// How often there is a sweep.
const SWEEP_EVERY: Duration = Duration::from_mins(1);

/// The pause between two batches of one sweep, which leaves the database to the requests.
const BETWEEN_BATCHES: Duration = Duration::from_millis(100);

/// The tasks beside the requests.
pub(crate) struct Background {
    ports: Ports,
    used: Arc<SessionUse>,
    tasks: [JoinHandle<()>; 2],
}

impl Background {
    pub(crate) fn start(settings: &Settings, ports: &Ports, used: Arc<SessionUse>) -> Self {
        let (lifetimes, retention) = (settings.lifetimes, settings.audit_retention);
        let housekeeping = Arc::new(Housekeeping::new(ports.clone(), lifetimes, retention));
        Self {
            tasks: [
                spawn(flush_for_ever(ports.clone(), Arc::clone(&used))),
                spawn(sweep_for_ever(housekeeping)),
            ],
            ports: ports.clone(),
            used,
        }
    }

    /// Ends the tasks and writes down what is still gathered.
    pub(crate) async fn stop(self) {
        for task in &self.tasks {
            task.abort();
        }
        flush(self.ports, self.used).await;
    }
}

async fn flush_for_ever(ports: Ports, used: Arc<SessionUse>) {
    loop {
        time::sleep(FLUSH_EVERY).await;
        flush(ports.clone(), Arc::clone(&used)).await;
    }
}

async fn flush(ports: Ports, used: Arc<SessionUse>) {
    blocking("write down the use of sessions", move || {
        used.flush(&*ports.store)
    })
    .await;
}

async fn sweep_for_ever(housekeeping: Arc<Housekeeping>) {
    loop {
        let housekeeping = Arc::clone(&housekeeping);
        let more = blocking("sweep", move || housekeeping.sweep()).await;
        time::sleep(if more == Some(true) {
            BETWEEN_BATCHES
        } else {
            SWEEP_EVERY
        })
        .await;
    }
}

/// Does what may block on a thread that may. A failure is a warning: the next round does the work.
async fn blocking<T: Send + 'static>(
    what: &str,
    work: impl FnOnce() -> Result<T, StoreError> + Send + 'static,
) -> Option<T> {
    match spawn_blocking(work).await {
        Ok(Ok(done)) => Some(done),
        Ok(Err(error)) => {
            log::warn!("could not {what}: {error}");
            None
        }
        Err(error) => {
            log::error!("could not {what}: {error}");
            None
        }
    }
}
