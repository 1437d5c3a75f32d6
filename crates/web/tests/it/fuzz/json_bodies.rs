use std::cell::RefCell;
use std::sync::Mutex;
use std::{iter, thread};

use actix_web::rt::System;
use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::{cases, run};
use crate::support::{Audience, PASSWORD, ROUTES, Route, World};

/// On each route.
const CASES: u32 = 10_000;

/// Every field that any route reads, in both spellings, and some that none does.
const NAMES: [&str; 33] = [
    "email",
    "password",
    "first_name",
    "firstName",
    "last_name",
    "lastName",
    "name",
    "environment",
    "expires_at",
    "expiresAt",
    "scopes",
    "inbox_ids",
    "active",
    "scope",
    "refresh_token",
    "refreshToken",
    "current_password",
    "currentPassword",
    "new_password",
    "newPassword",
    "expires_in",
    "expiresIn",
    "grace_seconds",
    "graceSeconds",
    "key",
    "url",
    "token",
    "mfa_token",
    "code",
    "recovery_code",
    "passkey",
    "require_second_factor",
    "id",
];

/// Texts that some field accepts, and texts that are trouble elsewhere.
const TEXTS: [&str; 18] = [
    "a@example.com",
    "help@sendook.com",
    PASSWORD,
    "sndr_zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ0mLq17",
    "sndk_prod_zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ0mLq17",
    "Ada",
    "production",
    "keys:read",
    "full_access",
    "2027-01-01T00:00:00Z",
    "9999-12-31T23:59:60Z",
    "current",
    "all",
    "",
    "\u{0}",
    "\u{202e}",
    "$ne",
    "' OR 1=1 --",
];

/// Reads random bytes as JSON. A strategy for each part of a value would take longer than the service.
struct Reader(std::vec::IntoIter<u8>);

impl Reader {
    fn number(&mut self, below: usize) -> usize {
        usize::from(self.0.next().unwrap_or_default()) % below
    }

    fn any_text(&mut self) -> String {
        let bytes: Vec<u8> = self.0.by_ref().take(5).collect();
        String::from_utf8_lossy(&bytes).into_owned()
    }

    fn value(&mut self, depth: usize) -> Value {
        let items = if depth == 0 { 0 } else { self.number(4) };
        match self.number(12) {
            0 => Value::Null,
            1 => Value::from(self.number(2) == 0),
            2 => Value::from(i64::MIN + i64::try_from(self.number(256)).unwrap_or_default()),
            3 => Value::from(1.5e300),
            4 => (0..items).map(|_| self.value(depth - 1)).collect(),
            5 => (0..items)
                .map(|_| (self.any_text(), self.value(depth - 1)))
                .collect(),
            6 => Value::from(self.any_text()),
            _ => Value::from(TEXTS[self.number(TEXTS.len())]),
        }
    }

    /// Mostly an object of known fields.
    fn body(&mut self) -> Value {
        if self.number(8) == 0 {
            return self.value(3);
        }
        (0..self.number(6))
            .map(|_| (NAMES[self.number(NAMES.len())].to_owned(), self.value(2)))
            .collect()
    }
}

fn any_body() -> impl Strategy<Value = Value> {
    vec(any::<u8>(), 0..40).prop_map(|bytes| Reader(bytes.into_iter()).body())
}

/// Worlds are small, as the memory store searches some of its rows one by one.
const CASES_A_WORLD: u32 = 1_000;

fn any_body_on(route: &Route) {
    let system = System::new();
    for _ in 0..cases(CASES) / CASES_A_WORLD {
        let world = system.block_on(World::new());
        let mut person = system.block_on(world.register());
        // Another than the one that asks, which must not rotate itself away.
        let target = json!({"name": "Target"});
        (person.key_id, _) = system.block_on(person.create_key(&target));
        let token = RefCell::new(person.token.clone());
        let path = route.path_of(&person);
        run(CASES_A_WORLD, &any_body(), |body| {
            let ask = world.ask(route.method, &path).json(&body);
            let ask = match route.audience {
                Audience::Key(_) => ask.bearer(&person.key),
                _ => ask.bearer(&token.borrow()),
            };
            let answer = system.block_on(ask.into_future());
            prop_assert!(answer.status < 500, "{}", answer.text);
            // Of an error, the description has been asked.
            if answer.status < 400 {
                let answered: Value = serde_json::from_str(&answer.text).unwrap();
                prop_assert!(answered.get("code").is_none(), "{}", answer.text);
            }
            if route.path == "/auth/logout" && answer.status == 200 {
                token.replace(system.block_on(world.log_in(&person.email)));
            }
            Ok(())
        });
    }
}

/// The routes that read a body and answer by it.
fn reading_routes() -> impl Iterator<Item = Route> + Send {
    ROUTES.into_iter().filter(|route| {
        ["POST", "PATCH"].contains(&route.method)
            && !route.path.contains("/rotate/")
            && route.success != 501
    })
}

/// The routes are dealt out to two threads, as each takes seconds and the tests beside it are done soon.
#[test]
fn any_body_on_every_route() {
    let routes = Mutex::new(reading_routes());
    let walk = || {
        let next = || routes.lock().unwrap().next();
        iter::from_fn(next).map(|route| any_body_on(&route)).count()
    };
    let walked = thread::scope(|scope| {
        let threads = [scope.spawn(walk), scope.spawn(walk)];
        threads.map(|thread| thread.join().unwrap())
    });
    assert_eq!(walked.iter().sum::<usize>(), 41);
}
