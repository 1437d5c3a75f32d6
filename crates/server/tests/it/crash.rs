use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{self, Receiver, Sender};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::support::client::{Client, text};
use crate::support::program::World;
use crate::support::sqlite;

const KILLS: u64 = 20;

/// More than thirty register, and all from one address.
const UNLIMITED: (&str, &str) = ("SENDOOK_LOGIN_THROTTLE", "off");

/// Registers one person after another, and reports each address with the answer, until the server is gone.
fn register_on(client: &Client, next: &AtomicUsize, told: &Sender<(String, Option<Value>)>) {
    loop {
        let email = format!(
            "person-{}@example.com",
            next.fetch_add(1, Ordering::Relaxed)
        );
        let answer = client.try_register(&email);
        let gone = answer.is_none();
        if let Some((status, body)) = &answer {
            assert_eq!(*status, 201, "{body}");
        }
        told.send((email, answer.map(|(_, body)| body))).unwrap();
        if gone {
            return;
        }
    }
}

/// Lets two clients register at once, and kills the server `after` their first success.
fn kill_while_registering(
    world: &World,
    next: &AtomicUsize,
    after: Duration,
) -> Vec<(String, Option<Value>)> {
    let mut server = world.start(&[UNLIMITED]);
    let (tell, told) = mpsc::channel();
    let mut all = Vec::new();
    thread::scope(|scope| {
        for tell in [tell.clone(), tell] {
            let client = Client::new(&server);
            scope.spawn(move || register_on(&client, next, &tell));
        }
        all.push(told.recv().unwrap());
        collect_for(after, &told, &mut all);
        server.kill();
        all.extend(told);
    });
    all
}

fn collect_for<T>(time: Duration, from: &Receiver<T>, into: &mut Vec<T>) {
    let end = Instant::now() + time;
    while let Ok(one) = from.recv_timeout(end.saturating_duration_since(Instant::now())) {
        into.push(one);
    }
}

#[test]
fn a_killed_server_leaves_whole_accounts_or_none() {
    let world = World::new();
    let next = AtomicUsize::new(0);
    let told: Vec<_> = (0..KILLS)
        .flat_map(|round| kill_while_registering(&world, &next, Duration::from_millis(3 * round)))
        .collect();
    let (acknowledged, unanswered): (Vec<_>, Vec<_>) =
        told.into_iter().partition(|(_, answer)| answer.is_some());
    assert!(acknowledged.len() >= 20 && unanswered.len() >= 20);

    assert_whole(&world, acknowledged.len(), unanswered.len());
    let server = world.start(&[UNLIMITED]);
    let client = Client::new(&server);
    for (email, answer) in &acknowledged {
        assert_kept(&client, email, answer.as_ref().unwrap());
    }
    for (email, _) in &unanswered {
        // Kept without an answer, or forgotten, so that a second try goes through.
        match client.try_register(email).unwrap().0 {
            201 => {}
            409 => assert_eq!(client.log_in(email).0, 200, "{email}"),
            other => panic!("{email}: {other}"),
        }
    }
}

fn assert_kept(client: &Client, email: &str, account: &Value) {
    let (status, login) = client.log_in(email);
    assert_eq!(status, 200, "{email}: {login}");
    let (_, user) = client.get("/auth/user", text(&login, "/token"));
    assert_eq!(user["id"], account["user"]["id"]);
    assert_eq!(
        user["organizations"][0]["id"],
        account["organization"]["id"]
    );
    let (status, inboxes) = client.get("/v1/inboxes", text(account, "/apiKey/key"));
    assert_eq!(status, 200, "{email}: {inboxes}");
    assert_eq!(inboxes[0]["id"], account["inbox"]["id"]);
}

/// Every table holds one row an account, and each row belongs to another.
fn assert_whole(world: &World, acknowledged: usize, unanswered: usize) {
    let mut database = sqlite::connect(world);
    let mut count = |rows: &str| sqlite::count(&mut database, rows);
    let users = count("users");
    let accounts = usize::try_from(users).unwrap();
    assert!(
        (acknowledged..=acknowledged + unanswered).contains(&accounts),
        "{accounts}"
    );
    for table in [
        "organizations",
        "memberships",
        "inboxes",
        "api_keys",
        "api_key_secrets",
        "sessions",
        "access_tokens",
        "audit_events",
        "users JOIN memberships ON user_id = users.id JOIN inboxes USING (organization_id)",
        "users JOIN api_keys ON created_by = users.id",
    ] {
        assert_eq!(count(table), users, "{table}");
    }
    assert_eq!(count("pragma_foreign_key_check"), 0);
    assert_eq!(
        count("pragma_integrity_check WHERE integrity_check = 'ok'"),
        1
    );
}
