//! What goes on besides requests: the use of credentials is written down, and what is over is deleted.

use std::sync::Arc;
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use sendook_crypto::Argon2Hasher;
use sendook_domain::authentication::Credentials;
use sendook_domain::ports::{Ports, StoreError};
use sendook_domain::upkeep::Housekeeping;
use sendook_runtime::UsageWriter;

/// How often the use of credentials is written, and one batch of what is over is deleted.
const EVERY: Duration = Duration::from_secs(30);

/// What one round does.
pub(crate) struct Work {
    pub(crate) ports: Ports,
    pub(crate) usage: UsageWriter,
    pub(crate) credentials: Arc<Credentials>,
    /// `None`: nothing is deleted.
    pub(crate) housekeeping: Option<Housekeeping>,
    pub(crate) hasher: Arc<Argon2Hasher>,
}

impl Work {
    /// Writes how credentials were used since the last time.
    pub(crate) fn write_usage(&self) -> Result<(), StoreError> {
        self.usage.flush(&self.ports, &self.credentials)
    }

    /// What fails is done again in the next round.
    fn round(&self) {
        if let Err(error) = self.write_usage() {
            log::warn!("could not write down the use of keys and sessions: {error}");
        }
        if let Some(Err(error)) = self.housekeeping.as_ref().map(Housekeeping::sweep) {
            log::warn!("could not delete what is over: {error}");
        }
        self.hasher.release_unused_memory(Instant::now());
    }
}

/// The thread that does it: one of its own, so that any async runtime will do, and none.
pub(crate) struct Upkeep {
    work: Arc<Work>,
    /// Dropped to stop the thread.
    running: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Upkeep {
    pub(crate) fn start(work: Work) -> Self {
        let work = Arc::new(work);
        let (running, stopped) = mpsc::channel();
        let rounds = Arc::clone(&work);
        let rounds = move || {
            while stopped.recv_timeout(EVERY) == Err(RecvTimeoutError::Timeout) {
                rounds.round();
            }
        };
        let thread = thread::Builder::new().name("sendook".to_owned());
        let thread = thread.spawn(rounds).inspect_err(|error| {
            log::error!("the use of keys is written down at the end alone: {error}");
        });
        Self {
            work,
            running: Some(running),
            thread: thread.ok(),
        }
    }

    pub(crate) fn work(&self) -> &Work {
        &self.work
    }
}

impl Drop for Upkeep {
    fn drop(&mut self) {
        self.running = None;
        if let Some(thread) = self.thread.take() {
            // It has reported its own panic.
            let _ = thread.join();
        }
        if let Err(error) = self.work.write_usage() {
            log::error!("the use of keys and sessions since the last half minute is lost: {error}");
        }
    }
}
