use std::sync::mpsc;

use sendook_domain::ports::Ports;
use sendook_domain::services::{ServiceSettings, Services};
use sendook_domain::tokens::TokenKind;
use sendook_domain::values::{Digest, EmailDomain};
use sendook_testkit::test_ports;
use tokio::sync::oneshot::error::TryRecvError;

use super::*;

fn without_copies(ports: &Ports) -> Arc<LookupBatcher> {
    let settings = ServiceSettings {
        credential_cache: 0,
        ..ServiceSettings::new(EmailDomain::parse("sendook.com").unwrap())
    };
    LookupBatcher::new(Services::new(ports, &settings).credentials)
}

fn query() -> CredentialQuery {
    CredentialQuery {
        kind: TokenKind::AccessToken,
        digest: Digest::from_bytes([0; 32]),
    }
}

fn waiting_request(since: Instant) -> Waiting {
    let (to, _) = oneshot::channel();
    Waiting {
        query: query(),
        reply: Reply { to, since },
    }
}

#[test]
fn few_who_wait_do_so_until_the_last_look_up_is_a_while_ago() {
    let now = Instant::now();
    let micros = Duration::from_micros;
    for (waiting, ago, pause) in [
        (0, 0, 0),
        (1, 0, 0),
        (2, 0, 100),
        (15, 30, 70),
        (15, 100, 0),
        (15, 5_000, 0),
        (16, 0, 0),
        (500, 30, 0),
    ] {
        let queue = Queue {
            waiting: (0..waiting).map(|_| waiting_request(now)).collect(),
            runners: 1,
            last_began: now - micros(ago),
        };
        assert_eq!(
            queue.pause(now, PACE),
            micros(pause),
            "{waiting} after {ago} µs"
        );
    }
}

#[actix_web::test]
async fn a_look_up_of_few_begins_a_while_after_the_last() {
    let world = test_ports();
    let mut lookup_batcher = without_copies(&world.ports);
    // So long that nothing else takes as long.
    let pace = Duration::from_millis(50);
    Arc::get_mut(&mut lookup_batcher).unwrap().pace = pace;
    let (tell, second_began) = mpsc::channel();
    let (queue, store) = (Arc::clone(&lookup_batcher), Arc::clone(&world.store));
    world.store.interrupt(move || {
        for _ in 0..2 {
            let more = waiting_request(Instant::now());
            assert!(!queue.enqueue(more), "there is a runner");
        }
        store.interrupt(move || tell.send(Instant::now()).unwrap());
    });
    let before = Instant::now();
    lookup_batcher.find(query()).await.unwrap();
    lookup_batcher.find(query()).await.unwrap();
    let later = second_began.recv().unwrap() - before;
    assert!(later >= pace, "{later:?}");
}

#[actix_web::test]
async fn the_last_runner_to_be_dropped_leaves_nobody_waiting() {
    let lookup_batcher = without_copies(&test_ports().ports);
    lookup_batcher.queue.lock().runners = 2;
    let [first, last] = [0, 1].map(|_| Running(Some(Arc::clone(&lookup_batcher))));
    let mut asked = lookup_batcher.ask(query(), Instant::now());
    drop(first);
    assert_eq!(asked.try_recv().unwrap_err(), TryRecvError::Empty);
    drop(last);
    assert!(asked.await.is_err());
}
