//! Many registrations at once, and logins that arrive in the meantime.

use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use serde_json::json;

use crate::support::client::{Client, PASSWORD};
use crate::support::program::World;

/// Their throttle is off, so that only the queue of hashes stands between them and the logins.
#[test]
fn registrations_of_one_address_do_not_starve_the_logins_of_another() {
    let world = World::new();
    let settings = [
        ("SENDOOK_LOGIN_THROTTLE", "off"),
        ("SENDOOK_TRUSTED_PROXIES", "127.0.0.1/32"),
    ];
    let server = world.start(&settings);
    let address = server.address;
    Client::new(&server).register("ada@example.com");
    let over = AtomicBool::new(false);
    let (statuses, registered) = thread::scope(|scope| {
        let flood = |number: usize| {
            let over = &over;
            move || {
                let client = Client::at(address);
                let mut opened = 0;
                for round in 0.. {
                    if over.load(Ordering::Relaxed) {
                        break;
                    }
                    let email = format!("flood.{number}.{round}@example.com");
                    let body = json!({"email": email, "password": PASSWORD, "first_name": "Flood"});
                    let status = client.post_for("192.0.2.1", "/auth/register", &body);
                    assert!(status == 201 || status == 503, "{status}");
                    opened += usize::from(status == 201);
                }
                opened
            }
        };
        let floods: Vec<_> = (0..120).map(|number| scope.spawn(flood(number))).collect();
        let body = json!({"email": "ada@example.com", "password": PASSWORD});
        let client = Client::at(address);
        let log_in = |_| client.post_for("192.0.2.2", "/auth/login", &body);
        let statuses: Vec<u16> = (0..12).map(log_in).collect();
        over.store(true, Ordering::Relaxed);
        let opened = floods.into_iter().map(|flood| flood.join().unwrap());
        (statuses, opened.sum::<usize>())
    });
    assert_eq!(statuses, [200; 12]);
    assert!(registered > 0, "the flood was none");
}
