use std::cell::RefCell;
use std::rc::Rc;
use std::sync::atomic::{AtomicUsize, Ordering};

use actix_web::rt::{spawn, task::yield_now};
use futures_util::FutureExt as _;
use sendook_domain::entities::PasswordHash;
use sendook_domain::ports::Verification;
use sendook_domain::values::Password;
use sendook_testkit::FakePasswordHasher;
use tokio::time::pause;

use super::*;

const LONG: Duration = Duration::from_secs(30);

fn queue(at_once: usize, waiting: usize) -> Arc<HashQueue> {
    let limits = HashQueueLimits {
        at_once: NonZeroUsize::new(at_once).unwrap(),
        waiting,
        wait: LONG,
    };
    HashQueue::new(Arc::new(FakePasswordHasher::new()), limits)
}

fn client(number: u8) -> ClientNetwork {
    ClientNetwork::of(Some([192, 0, 2, number].into()))
}

fn free(queue: &HashQueue) -> usize {
    queue.state.lock().free
}

/// Lets clients arrive one after another while the only place is taken, and returns the order in which they were served.
async fn served(clients: &[u8]) -> Vec<usize> {
    let queue = queue(1, clients.len());
    let first = queue.enter(client(0)).await.unwrap();
    let order = Rc::new(RefCell::new(Vec::new()));
    let mut waiting = Vec::new();
    for (number, from) in clients.iter().enumerate() {
        let (queue, order, from) = (Arc::clone(&queue), Rc::clone(&order), client(*from));
        waiting.push(spawn(async move {
            let place = queue.enter(from).await.unwrap();
            order.borrow_mut().push(number);
            drop(place);
        }));
        yield_now().await;
    }
    drop(first);
    for one in waiting {
        one.await.unwrap();
    }
    assert_eq!(free(&queue), 1);
    order.take()
}

#[actix_web::test]
async fn one_client_is_served_first_come_first_served() {
    assert_eq!(served(&[1, 1, 1]).await, [0, 1, 2]);
}

#[actix_web::test]
async fn a_client_does_not_wait_for_all_requests_of_another() {
    assert_eq!(served(&[1, 1, 1, 2, 3, 2]).await, [0, 3, 4, 1, 5, 2]);
}

#[actix_web::test]
async fn no_more_run_at_once_than_may_and_beyond_the_queue_a_request_is_refused_at_once() {
    let queue = queue(2, 1);
    let places = [
        queue.enter(client(1)).await.unwrap(),
        queue.enter(client(1)).await.unwrap(),
    ];
    let mut waiting = Box::pin(queue.enter(client(1)));
    assert!(waiting.as_mut().now_or_never().is_none());
    let refused = queue.enter(client(1)).now_or_never().unwrap();
    assert_eq!(refused.err(), Some(HashQueueFull::TooMany(1)));
    drop(places);
    drop(waiting.await.unwrap());
    assert_eq!(free(&queue), 2);
}

#[actix_web::test]
async fn in_a_full_queue_a_client_takes_a_place_of_whichever_has_the_most() {
    let queue = queue(1, 3);
    let place = queue.enter(client(1)).await.unwrap();
    let mut flood: Vec<_> = (0..3).map(|_| Box::pin(queue.enter(client(1)))).collect();
    for one in &mut flood {
        assert!(one.as_mut().now_or_never().is_none());
    }
    let mut other = Box::pin(queue.enter(client(2)));
    assert!(other.as_mut().now_or_never().is_none());
    let displaced = flood.pop().unwrap().await;
    assert_eq!(displaced.err(), Some(HashQueueFull::TooMany(3)));
    let refused = queue.enter(client(1)).await;
    assert_eq!(refused.err(), Some(HashQueueFull::TooMany(3)));
    drop(place);
    flood.insert(1, other);
    for one in flood {
        drop(one.await.unwrap());
    }
}

#[actix_web::test]
async fn one_that_is_dropped_leaves_the_queue() {
    let queue = queue(1, 1);
    let place = queue.enter(client(1)).await.unwrap();
    for _ in 0..3 {
        // Each finds the queue as if the one before had never been in it.
        assert!(queue.enter(client(1)).now_or_never().is_none());
    }
    drop(place);
    assert_eq!(free(&queue), 1);
}

#[actix_web::test]
async fn a_place_for_one_that_is_gone_goes_to_the_next() {
    let queue = queue(1, 2);
    let place = queue.enter(client(1)).await.unwrap();
    let mut gone = Box::pin(queue.enter(client(1)));
    let mut next = Box::pin(queue.enter(client(1)));
    assert!(gone.as_mut().now_or_never().is_none() && next.as_mut().now_or_never().is_none());
    drop(place);
    // The place is on its way to the first, and comes back.
    drop(gone);
    drop(next.now_or_never().unwrap().unwrap());
    assert_eq!(free(&queue), 1);
}

#[actix_web::test]
async fn one_that_has_waited_too_long_is_refused_and_forgotten() {
    pause();
    let queue = queue(1, 1);
    let place = queue.enter(client(1)).await.unwrap();
    for _ in 0..2 {
        let late = queue.enter(client(1)).await;
        assert_eq!(late.err(), Some(HashQueueFull::TooLong(LONG)));
    }
    drop(place);
    assert_eq!(free(&queue), 1);
}

#[actix_web::test]
async fn work_that_panics_gives_its_place_back() {
    let queue = queue(1, 0);
    let place = queue.enter(client(1)).await.unwrap();
    let panicked = place.run(|_| panic!("no hash")).await;
    assert_eq!(panicked.unwrap_err().code, "internal_error");
    let place = queue.enter(client(1)).await.unwrap();
    let verify = |hasher: &dyn PasswordHasher| hasher.verify(&Password::placeholder(), None);
    let verified = place.run(verify).await.unwrap();
    assert!(matches!(verified, Ok(Verification::Mismatch)));
}

/// Counts how often wiping is requested.
#[derive(Default)]
struct Wiped(AtomicUsize);

impl PasswordHasher for Wiped {
    fn hash(&self, _: &Password) -> Result<PasswordHash, HashError> {
        unreachable!("nothing is hashed")
    }

    fn verify(&self, _: &Password, _: Option<&PasswordHash>) -> Result<Verification, HashError> {
        Ok(Verification::Mismatch)
    }

    fn is_outdated(&self, _: &PasswordHash) -> bool {
        false
    }

    fn wipe(&self) {
        self.0.fetch_add(1, Ordering::SeqCst);
    }
}

#[actix_web::test]
async fn memory_is_wiped_once_nobody_waits_for_it() {
    let hasher = Arc::new(Wiped::default());
    let limits = HashQueueLimits {
        at_once: NonZeroUsize::MIN,
        waiting: 1,
        wait: LONG,
    };
    let queue = HashQueue::new(hasher.clone(), limits);
    let wiped = || hasher.0.load(Ordering::SeqCst);
    let place = queue.enter(client(1)).await.unwrap();
    let mut next = Box::pin(queue.enter(client(1)));
    assert!(next.as_mut().now_or_never().is_none());
    place.run(|_| ()).await.unwrap();
    assert_eq!(wiped(), 0);
    next.await.unwrap().run(|_| ()).await.unwrap();
    assert_eq!(wiped(), 1);
}

#[cfg(target_os = "linux")]
#[actix_web::test]
async fn a_hash_gives_way_to_the_thread_that_serves_requests() {
    let priority = || rustix::process::getpriority_process(None).unwrap();
    let place = queue(1, 0).enter(client(1)).await.unwrap();
    let of_hash = place.run(move |_| priority()).await.unwrap();
    assert_eq!(of_hash, (priority() + NICE).min(19));
}
