//! What goes on besides the requests: writing down what was gathered, and sweeping up what is over.

use std::sync::Arc;
use std::time::Duration;

use actix_web::rt::task::{JoinHandle, spawn_blocking};
use actix_web::rt::{spawn, time};
use sendook_domain::auth::Credentials;
use sendook_domain::ports::{Ports, StoreError};
use sendook_domain::use_cases::{Housekeeping, KeyUseLog, SessionUse};
use sendook_web::Api;

use crate::settings::Settings;

/// How often the use of sessions and keys is written down: what people see of it is accurate to a minute.
const FLUSH_EVERY: Duration = Duration::from_secs(30);

/// How often there is a sweep.
const SWEEP_EVERY: Duration = Duration::from_mins(1);

/// The pause between two batches of one sweep, which leaves the database to the requests.
const BETWEEN_BATCHES: Duration = Duration::from_millis(100);

/// After each batch of the use of keys there is a pause of so many times as long as it took: writing it down takes no
/// more than a fifth of what the database can do, however slow that is.
const REST: u32 = 4;

const KEY_USE: &str = "write down the use of keys";

/// What requests gathered and nobody wrote down yet.
#[derive(Clone)]
struct Gathered {
    ports: Ports,
    sessions: Arc<SessionUse>,
    keys: Arc<KeyUseLog>,
    credentials: Arc<Credentials>,
}

/// The tasks beside the requests.
pub(crate) struct Background {
    gathered: Gathered,
    tasks: [JoinHandle<()>; 2],
}

impl Background {
    pub(crate) fn start(settings: &Settings, ports: &Ports, api: &Api) -> Self {
        let (lifetimes, retention) = (settings.lifetimes, settings.audit_retention);
        let housekeeping = Arc::new(Housekeeping::new(ports.clone(), lifetimes, retention));
        let gathered = Gathered {
            ports: ports.clone(),
            sessions: api.session_use(),
            keys: api.key_use(),
            credentials: api.credentials(),
        };
        Self {
            tasks: [
                spawn(flush_for_ever(gathered.clone())),
                spawn(sweep_for_ever(housekeeping)),
            ],
            gathered,
        }
    }

    /// Ends the tasks and writes down what is still gathered.
    pub(crate) async fn stop(self) {
        for task in &self.tasks {
            task.abort();
        }
        flush(self.gathered).await;
    }
}

async fn flush_for_ever(gathered: Gathered) {
    loop {
        time::sleep(FLUSH_EVERY).await;
        flush_sessions(&gathered).await;
        loop {
            let since = time::Instant::now();
            let Gathered {
                ports,
                keys,
                credentials,
                ..
            } = gathered.clone();
            let batch = move || keys.flush_batch(&ports, &credentials);
            if blocking(KEY_USE, batch).await != Some(true) {
                break;
            }
            time::sleep(since.elapsed() * REST).await;
        }
    }
}

async fn flush(gathered: Gathered) {
    flush_sessions(&gathered).await;
    blocking(KEY_USE, move || {
        gathered.keys.flush(&gathered.ports, &gathered.credentials)
    })
    .await;
}

async fn flush_sessions(gathered: &Gathered) {
    let sessions = Arc::clone(&gathered.sessions);
    let store = Arc::clone(&gathered.ports.store);
    let all = move || sessions.flush(&*store);
    blocking("write down the use of sessions", all).await;
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
