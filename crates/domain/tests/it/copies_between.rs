//! A key is taken away in the middle of a request that reads it: the read does not put it back.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use chrono::{DateTime, Utc};
use sendook_domain::accounts::OpenedAccount;
use sendook_domain::authorization::permission::ManageKeys;
use sendook_domain::ports::{Clock, Ports};
use sendook_domain::values::Secret;
use sendook_testkit::{FixedClock, TestWorld, test_ports};

use crate::house::House;
use crate::requests::{key_request, origin};

type Rival = Box<dyn FnOnce() + Send>;

/// Runs an action just before it is asked for the time: that is when what was read is judged and kept.
struct Interrupted {
    clock: Arc<FixedClock>,
    rival: Mutex<Option<Rival>>,
}

impl Clock for Interrupted {
    fn now(&self) -> DateTime<Utc> {
        let rival = self.rival.lock().unwrap().take();
        if let Some(act) = rival {
            act();
        }
        self.clock.now()
    }

    fn monotonic(&self) -> Duration {
        self.clock.monotonic()
    }
}

/// A server, another one that is never interrupted, and an account with a second key.
struct Scene {
    here: Arc<House>,
    clock: Arc<Interrupted>,
    elsewhere: Arc<House>,
    account: OpenedAccount,
    second: Secret,
}

impl Scene {
    fn new() -> Self {
        let elsewhere = House::new();
        let account = elsewhere.register("ada@example.com");
        let second = elsewhere.make_key(&account, key_request("Second")).secret;
        let world = &elsewhere.world;
        let clock = Arc::new(Interrupted {
            clock: world.clock.clone(),
            rival: Mutex::default(),
        });
        let here = Arc::new(House::over(TestWorld {
            ports: Ports {
                clock: clock.clone(),
                ..world.ports.clone()
            },
            store: world.store.clone(),
            clock: world.clock.clone(),
            ..test_ports()
        }));
        here.key(&second).unwrap();
        Self {
            here,
            clock,
            elsewhere: Arc::new(elsewhere),
            account,
            second,
        }
    }

    /// Deletes the first key on the other server.
    fn delete(&self) -> impl FnOnce() + Send + use<> {
        let (house, id) = (self.elsewhere.clone(), self.account.api_key.key.id.clone());
        let grant = house.grant::<ManageKeys>(&self.account);
        move || drop(house.keys.delete(&grant, &id, &origin()).unwrap().unwrap())
    }

    fn lets_in(&self) -> bool {
        self.here.key(&self.account.api_key.secret).is_ok()
    }
}

#[test]
fn between_the_proof_and_the_read() {
    let scene = Scene::new();
    let (store, delete) = (scene.here.world.store.clone(), scene.delete());
    let before_read = {
        let store = store.clone();
        move || store.interrupt(delete)
    };
    store.interrupt(before_read);
    assert!(!scene.lets_in(), "the read sees it");
    assert!(!scene.lets_in());
}

#[test]
fn between_the_read_and_the_copy() {
    let scene = Scene::new();
    *scene.clock.rival.lock().unwrap() = Some(Box::new(scene.delete()));
    assert!(scene.lets_in(), "it was read before");
    assert!(!scene.lets_in());
}

/// Another request has applied the invalidation by the time that the copy would be kept, so that nothing would ever drop
/// it.
#[test]
fn between_the_read_and_the_copy_with_another_request() {
    let scene = Scene::new();
    let (delete, here, second) = (scene.delete(), scene.here.clone(), scene.second.clone());
    *scene.clock.rival.lock().unwrap() = Some(Box::new(move || {
        delete();
        here.key(&second).unwrap();
    }));
    assert!(scene.lets_in(), "it was read before");
    assert!(!scene.lets_in());
}
