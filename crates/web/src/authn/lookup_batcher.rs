use std::ops::RangeInclusive;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use actix_web::rt::spawn;
use actix_web::rt::task::{spawn_blocking, yield_now};
use actix_web::rt::time::{Instant, timeout};
use parking_lot::Mutex;
use sendook_domain::authentication::{CredentialQuery, Credentials, StoredCredential};
use sendook_domain::ports::StoreError;
use tokio::sync::oneshot;

use crate::threads::LONGEST_WAIT;

/// A look-up that takes longer than this no longer holds up those that come after it.
const SLOW: Duration = Duration::from_millis(250);

/// So many slow look-ups are waited for at once.
const MOST_RUNNERS: usize = 8;

/// So many turns of its event loop a worker waits at most for further requests.
const MOST_TURNS: usize = 16;

/// So many credentials are looked up at once.
const MOST_AT_ONCE: usize = 1_000;

/// If so many came while something was looked up, the next look-up begins [`PACE`] after that one began: requests
/// that come one by one, as they do below full load, would else each get a way to the store of their own, and leave no
/// time for anything else there. One alone is not worth the wait, and more than these are worth the way.
const FEW: RangeInclusive<usize> = 2..=15;

/// So far apart look-ups of few begin.
const PACE: Duration = Duration::from_micros(100);

type Found = Result<Option<StoredCredential>, StoreError>;

/// A request that waits for its credential to be looked up.
struct Waiting {
    query: CredentialQuery,
    reply: Reply,
}

/// Where what was found is told.
struct Reply {
    to: oneshot::Sender<Found>,
    since: Instant,
}

impl Reply {
    fn is_overdue(&self, now: Instant) -> bool {
        now.saturating_duration_since(self.since) >= LONGEST_WAIT
    }

    fn give_up(self) {
        let error = StoreError::Unavailable("the store does not answer".into());
        // Whoever has gone away meanwhile need not be told.
        let _ = self.to.send(Err(error));
    }
}

/// Looks credentials up in a store at the other end of a socket: what requests ask for while one look-up is under
/// way is looked up together by the next. The busier the service, the less each request pays for the way to the
/// store and back.
pub(super) struct LookupBatcher {
    credentials: Arc<Credentials>,
    queue: Mutex<Queue>,
    pace: Duration,
}

struct Queue {
    waiting: Vec<Waiting>,
    runners: usize,
    last_began: Instant,
}

impl Queue {
    fn give_up_overdue(&mut self, now: Instant) {
        let is_overdue = |waiting: &mut Waiting| waiting.reply.is_overdue(now);
        for overdue in self.waiting.extract_if(.., is_overdue) {
            overdue.reply.give_up();
        }
    }

    /// How long the few that came while something was looked up wait for more.
    fn pause(&self, now: Instant, pace: Duration) -> Duration {
        if FEW.contains(&self.waiting.len()) {
            pace.saturating_sub(now.saturating_duration_since(self.last_began))
        } else {
            Duration::ZERO
        }
    }

    /// Counts a further runner in, if one is needed, and tells whether.
    fn takes_on_runner(&mut self, now: Instant) -> bool {
        let is_slow = || now.saturating_duration_since(self.last_began) >= SLOW;
        let needed = self.runners == 0 || (self.runners < MOST_RUNNERS && is_slow());
        if self.waiting.is_empty() || !needed {
            return false;
        }
        self.runners += 1;
        self.last_began = now;
        true
    }
}

impl LookupBatcher {
    pub(super) fn new(credentials: Arc<Credentials>) -> Arc<Self> {
        Arc::new(Self {
            credentials,
            queue: Mutex::new(Queue {
                waiting: Vec::new(),
                runners: 0,
                last_began: Instant::now(),
            }),
            pace: PACE,
        })
    }

    /// Finds what a credential stands for, as of a moment after this call.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] if the store does not answer in time, and what it reports.
    pub(super) async fn find(self: &Arc<Self>, query: CredentialQuery) -> Found {
        let since = Instant::now();
        // A look-up is lost when its worker stops before this one, or when it panics: that much is tried twice.
        for _ in 0..2 {
            // A clock for each request would cost more than its share of the look-up: whoever looks up has one for all.
            if let Ok(found) = self.ask(query, since).await {
                return found;
            }
        }
        Err(StoreError::unavailable("a look-up was lost"))
    }

    fn ask(self: &Arc<Self>, query: CredentialQuery, since: Instant) -> oneshot::Receiver<Found> {
        let (to, found) = oneshot::channel();
        let reply = Reply { to, since };
        if self.enqueue(Waiting { query, reply }) {
            self.start_runner();
        }
        found
    }

    fn start_runner(self: &Arc<Self>) {
        // Not awaited: its answers come through the channels.
        drop(spawn(run(Running(Some(Arc::clone(self))))));
    }

    /// Tells whether a further runner is needed.
    fn enqueue(&self, waiting: Waiting) -> bool {
        let mut queue = self.queue.lock();
        let now = waiting.reply.since;
        queue.waiting.push(waiting);
        queue.takes_on_runner(now)
    }

    /// Waits for what other connections have already sent, as long as there is more of it: this worker reads it
    /// in its next turns anyway, and it then shares the way to the store.
    async fn gather(&self) {
        let mut waiting = 0;
        for _ in 0..MOST_TURNS {
            yield_now().await;
            let now = self.queue.lock().waiting.len();
            if now == waiting {
                return;
            }
            waiting = now;
        }
    }

    /// Leaves the processor and the store to others for a moment, if few are waiting.
    #[expect(
        clippy::disallowed_methods,
        reason = "the clock of the runtime only knows milliseconds"
    )]
    async fn rest(&self) {
        let pause = self.queue.lock().pause(Instant::now(), self.pace);
        if !pause.is_zero() {
            // What hangs may have taken all threads: then the next look-up waits for one, which is seen to.
            let _ = timeout(SLOW, spawn_blocking(move || thread::sleep(pause))).await;
        }
    }

    /// What has been waiting longest. If nothing has, the runner is signed off in the same step: what comes next
    /// needs another.
    fn next_batch(&self) -> Option<Vec<Waiting>> {
        let mut queue = self.queue.lock();
        let now = Instant::now();
        queue.give_up_overdue(now);
        // Their clients have gone.
        let is_wanted = |waiting: &Waiting| !waiting.reply.to.is_closed();
        queue.waiting.retain(is_wanted);
        if queue.waiting.is_empty() {
            queue.runners -= 1;
            return None;
        }
        queue.last_began = now;
        let most = queue.waiting.len().min(MOST_AT_ONCE);
        Some(queue.waiting.drain(..most).collect())
    }

    /// Looks a batch up, and sees to it meanwhile that nobody waits for too long.
    async fn look_up(self: &Arc<Self>, batch: Vec<Waiting>) {
        let parts = batch.into_iter().map(|one| (one.query, Some(one.reply)));
        let (queries, mut replies): (Vec<_>, Vec<_>) = parts.unzip();
        let credentials = Arc::clone(&self.credentials);
        let mut found = spawn_blocking(move || credentials.find_all(&queries));
        loop {
            match timeout(SLOW, &mut found).await {
                Ok(Ok(found)) => return hand_out(replies, found),
                // It panicked: the replies are dropped, which tells those who wait.
                Ok(Err(_)) => return,
                Err(_) => {
                    let now = Instant::now();
                    for reply in &mut replies {
                        if let Some(overdue) = reply.take_if(|reply| reply.is_overdue(now)) {
                            overdue.give_up();
                        }
                    }
                    self.relieve_queue(now);
                }
            }
        }
    }

    /// What came after a look-up that hangs gets another one, or gives up.
    fn relieve_queue(self: &Arc<Self>, now: Instant) {
        let mut queue = self.queue.lock();
        queue.give_up_overdue(now);
        if queue.takes_on_runner(now) {
            drop(queue);
            self.start_runner();
        }
    }
}

async fn run(mut running: Running) {
    while let Some(lookup_batcher) = running.0.clone() {
        lookup_batcher.gather().await;
        match lookup_batcher.next_batch() {
            Some(batch) => {
                lookup_batcher.look_up(batch).await;
                lookup_batcher.rest().await;
            }
            None => running.0 = None,
        }
    }
}

fn hand_out(replies: Vec<Option<Reply>>, found: Result<Vec<Option<StoredCredential>>, StoreError>) {
    // Whoever has gone away meanwhile need not be told.
    match found {
        Ok(found) => replies.into_iter().zip(found).for_each(|(reply, found)| {
            let _ = reply.map(|reply| reply.to.send(Ok(found)));
        }),
        Err(error) => {
            let error = Arc::new(error);
            for reply in replies.into_iter().flatten() {
                let _ = reply.to.send(Err(shared(&error)));
            }
        }
    }
}

/// The same failure for each that it befell.
fn shared(error: &Arc<StoreError>) -> StoreError {
    let cause = Arc::clone(error).into();
    match &**error {
        StoreError::Unavailable(_) => StoreError::Unavailable(cause),
        StoreError::Untrusted(why) => StoreError::Untrusted(*why),
        StoreError::Taken(_) | StoreError::Internal(_) => StoreError::Internal(cause),
    }
}

/// Signs off a runner that is dropped before its end.
struct Running(Option<Arc<LookupBatcher>>);

impl Drop for Running {
    fn drop(&mut self) {
        if let Some(lookup_batcher) = &self.0 {
            let mut queue = lookup_batcher.queue.lock();
            queue.runners -= 1;
            if queue.runners == 0 {
                // Nobody is left to look anything up for those who wait: that their replies are dropped tells them.
                queue.waiting.clear();
            }
        }
    }
}

#[cfg(test)]
mod tests;
