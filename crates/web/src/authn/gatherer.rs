use std::sync::Arc;
use std::time::{Duration, Instant};

use actix_web::rt::spawn;
use actix_web::rt::task::{spawn_blocking, yield_now};
use actix_web::rt::time::timeout;
use parking_lot::Mutex;
use sendook_domain::auth::{CredentialQuery, Credentials, StoredCredential};
use sendook_domain::ports::StoreError;
use tokio::sync::oneshot;

use crate::ApiError;
use crate::patience::PATIENCE;

/// A look-up that takes longer than this no longer holds up those that come after it.
const SLOW: Duration = Duration::from_millis(250);

/// So many slow look-ups are waited for at once.
const MOST_RUNNERS: usize = 8;

/// So many turns of its event loop a worker waits at most for further requests.
const MOST_TURNS: usize = 16;

/// So many credentials are looked up at once.
const MOST_AT_ONCE: usize = 1_000;

type Found = Result<Option<StoredCredential>, StoreError>;
type Waiting = (CredentialQuery, oneshot::Sender<Found>);

/// Looks credentials up in a store at the other end of a socket: what requests ask for while one look-up is under
/// way is looked up together by the next. The busier the service, the less each request pays for the way to the
/// store and back.
pub(super) struct Gatherer {
    credentials: Arc<Credentials>,
    queue: Mutex<Queue>,
}

struct Queue {
    waiting: Vec<Waiting>,
    runners: usize,
    last_began: Instant,
}

impl Queue {
    /// Counts a further runner in, if one is needed, and tells whether.
    fn takes_on_runner(&mut self) -> bool {
        let is_slow = || self.last_began.elapsed() >= SLOW;
        let needed = self.runners == 0 || (self.runners < MOST_RUNNERS && is_slow());
        if self.waiting.is_empty() || !needed {
            return false;
        }
        self.runners += 1;
        self.last_began = Instant::now();
        true
    }
}

impl Gatherer {
    pub(super) fn new(credentials: Arc<Credentials>) -> Arc<Self> {
        Arc::new(Self {
            credentials,
            queue: Mutex::new(Queue {
                waiting: Vec::new(),
                runners: 0,
                last_began: Instant::now(),
            }),
        })
    }

    /// Finds what a credential stands for, as of a moment after this call.
    ///
    /// # Errors
    /// [`ApiError::Unavailable`] if the store does not answer in time, and what it reports.
    pub(super) async fn find(
        self: &Arc<Self>,
        query: CredentialQuery,
    ) -> Result<Option<StoredCredential>, ApiError> {
        let (reply, mut found) = oneshot::channel();
        if self.enqueue(query, reply) {
            self.start_runner();
        }
        if let Ok(found) = timeout(SLOW, &mut found).await {
            return told(found);
        }
        // It may stand behind a look-up that hangs, and nobody may come after it who would notice.
        if self.queue.lock().takes_on_runner() {
            self.start_runner();
        }
        match timeout(PATIENCE.saturating_sub(SLOW), found).await {
            Ok(found) => told(found),
            Err(_) => Err(ApiError::Unavailable("the store does not answer".into())),
        }
    }

    fn start_runner(self: &Arc<Self>) {
        // Not awaited: its answers come through the channels.
        drop(spawn(run(Running(Some(Arc::clone(self))))));
    }

    /// Tells whether a further runner is needed.
    fn enqueue(&self, query: CredentialQuery, reply: oneshot::Sender<Found>) -> bool {
        let mut queue = self.queue.lock();
        queue.waiting.push((query, reply));
        queue.takes_on_runner()
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

    /// What has been waiting longest. If nothing has, the runner is signed off in the same step: what comes next
    /// needs another.
    fn next_batch(&self) -> Option<Vec<Waiting>> {
        let mut queue = self.queue.lock();
        if queue.waiting.is_empty() {
            queue.runners -= 1;
            return None;
        }
        queue.last_began = Instant::now();
        // Those that gave up are not looked up any more.
        queue.waiting.retain(|(_, reply)| !reply.is_closed());
        let most = queue.waiting.len().min(MOST_AT_ONCE);
        Some(queue.waiting.drain(..most).collect())
    }
}

async fn run(mut running: Running) {
    while let Some(gatherer) = running.0.clone() {
        gatherer.gather().await;
        let Some(batch) = gatherer.next_batch() else {
            running.0 = None;
            break;
        };
        let (queries, replies): (Vec<_>, Vec<_>) = batch.into_iter().unzip();
        let credentials = Arc::clone(&gatherer.credentials);
        // If it panics, the replies are dropped, which tells those who wait.
        if let Ok(found) = spawn_blocking(move || credentials.find_all(&queries)).await {
            hand_out(replies, found);
        }
    }
}

fn hand_out(
    replies: Vec<oneshot::Sender<Found>>,
    found: Result<Vec<Option<StoredCredential>>, StoreError>,
) {
    // Whoever has gone away meanwhile need not be told.
    match found {
        Ok(found) => replies.into_iter().zip(found).for_each(|(reply, found)| {
            let _ = reply.send(Ok(found));
        }),
        Err(error) => {
            let error = Arc::new(error);
            for reply in replies {
                let _ = reply.send(Err(shared(&error)));
            }
        }
    }
}

fn told(
    found: Result<Found, oneshot::error::RecvError>,
) -> Result<Option<StoredCredential>, ApiError> {
    match found {
        Ok(found) => Ok(found?),
        // The worker that was to do it is stopping.
        Err(_) => Err(ApiError::Unavailable("a look-up was lost".into())),
    }
}

/// The same failure for each that it befell.
fn shared(error: &Arc<StoreError>) -> StoreError {
    let cause = Arc::clone(error).into();
    match &**error {
        StoreError::Unavailable(_) => StoreError::Unavailable(cause),
        StoreError::Taken(_) | StoreError::Internal(_) => StoreError::Internal(cause),
    }
}

/// Signs off a runner that is dropped before its end.
struct Running(Option<Arc<Gatherer>>);

impl Drop for Running {
    fn drop(&mut self) {
        if let Some(gatherer) = &self.0 {
            gatherer.queue.lock().runners -= 1;
        }
    }
}
