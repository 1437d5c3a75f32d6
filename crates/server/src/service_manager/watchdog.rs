use std::collections::HashSet;
use std::mem;
use std::sync::Arc;
use std::thread::{self, ThreadId};
use std::time::Duration;

use actix_web::rt::{spawn, time};
use parking_lot::Mutex;

use super::notify::ServiceManager;

/// How often the workers are looked at within the watchdog's time: one look that came too early must not end the service.
const LOOKS: u32 = 4;

/// How often a worker beats between two looks.
const BEATS: u32 = 2;

/// Which workers' event loops have turned lately: one that is stuck in a request answers no other.
#[derive(Debug, Clone)]
pub(crate) struct Heartbeats {
    every: Duration,
    beaten: Arc<Mutex<HashSet<ThreadId>>>,
}

impl Heartbeats {
    /// For a watchdog of this time.
    pub(crate) fn new(watchdog: Duration) -> Self {
        Self {
            every: watchdog / (LOOKS * BEATS),
            beaten: Arc::default(),
        }
    }

    /// Beats on this thread's event loop for as long as it turns.
    pub(crate) fn beat(&self) {
        let Self { every, beaten } = self.clone();
        spawn(async move {
            loop {
                beaten.lock().insert(thread::current().id());
                time::sleep(every).await;
            }
        });
    }

    /// How many threads have beaten since the last call.
    fn take(&self) -> usize {
        mem::take(&mut *self.beaten.lock()).len()
    }
}

/// Gives the manager signs of life for as long as all workers, and the thread that this runs on, do their work. The database does
/// not matter: a restart brings none back.
pub(crate) async fn keep_alive(manager: ServiceManager, heartbeats: Heartbeats, workers: usize) {
    loop {
        time::sleep(heartbeats.every * BEATS).await;
        let beaten = heartbeats.take();
        if beaten >= workers {
            manager.alive();
        } else {
            log::warn!("only {beaten} of {workers} workers answer");
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::{Receiver, channel};

    use actix_web::rt::System;
    use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};

    use super::*;

    /// A thread that beats, and that is stuck in what it is sent until the other end of that is dropped.
    fn worker(heartbeats: Heartbeats) -> UnboundedSender<Receiver<()>> {
        let (work, mut works) = unbounded_channel::<Receiver<()>>();
        thread::spawn(move || {
            System::new().block_on(async move {
                heartbeats.beat();
                while let Some(stuck) = works.recv().await {
                    let _ = stuck.recv();
                }
            });
        });
        work
    }

    /// Looks until that many threads have beaten between two looks.
    async fn until(heartbeats: &Heartbeats, count: usize) {
        while heartbeats.take() != count {
            time::sleep(Duration::from_millis(20)).await;
        }
    }

    #[actix_web::test]
    async fn a_worker_that_is_stuck_does_not_beat() {
        let heartbeats = Heartbeats::new(Duration::from_millis(16));
        let workers = [worker(heartbeats.clone()), worker(heartbeats.clone())];
        until(&heartbeats, 2).await;
        let (free, stuck) = channel();
        workers[0].send(stuck).unwrap();
        until(&heartbeats, 1).await;
        drop(free);
        until(&heartbeats, 2).await;
    }
}
