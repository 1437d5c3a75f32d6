//! Two servers with copies of credentials on one file, and another process that takes keys away.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, mpsc};
use std::thread;

use sendook_domain::entities::{AuditAction, KeyWithDigests};
use sendook_domain::ports::{Accounts as _, ApiKeys as _};
use sendook_testkit::builders::{a_key, an_account, an_audit_event};

use crate::another_process::AnotherProcess;
use crate::freshness::{credentials, is_let_in};
use crate::sqlite::SqliteWorld;

const ROUNDS: usize = 200;

/// Another process writes beside each deletion, and copies authenticate requests all the while.
#[test]
fn a_key_is_let_in_nowhere_once_its_deletion_has_returned() {
    let world = SqliteWorld::new();
    let stores = [world.open(), world.open()].map(Arc::new);
    let servers = stores.each_ref().map(credentials);
    let account = an_account();
    let audit = || an_audit_event(AuditAction::KeyCreated);
    stores[0].open(&account, &audit()).unwrap();
    let make = || -> KeyWithDigests {
        let key = a_key(&account.organization.id);
        stores[0].create_key(&key, &audit(), None).unwrap();
        key
    };
    let mut process = AnotherProcess::start(&world);
    let done = AtomicBool::new(false);
    // One at a time: writers that never pause would keep a third one out for seconds.
    let (next, turns) = mpsc::sync_channel(1);
    let late = thread::scope(|scope| {
        scope.spawn(|| {
            for () in turns {
                let key = make().key;
                let deleted = stores[1].delete_key(&key.organization_id, &key.id, &audit());
                assert!(deleted.unwrap().is_some());
            }
        });
        scope.spawn(|| {
            while !done.load(Ordering::Relaxed) {
                assert!(is_let_in(&servers[0], account.api_key.digest));
            }
        });
        let rounds = scope.spawn(|| {
            let next = next;
            let round = |_| {
                let key = make();
                for server in [&servers[0], &servers[1], &servers[0], &servers[1]] {
                    assert!(is_let_in(server, key.digest));
                }
                next.send(()).unwrap();
                process.delete(&key.key);
                let late = servers
                    .iter()
                    .filter(|server| is_let_in(server, key.digest));
                late.count()
            };
            (0..ROUNDS).map(round).sum::<usize>()
        });
        let late = rounds.join();
        done.store(true, Ordering::Relaxed);
        late.unwrap()
    });
    assert_eq!(late, 0);
}
