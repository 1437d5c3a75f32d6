//! `GET /organizations/{id}/audit`: who may read it, its filters and its pages. What it records is tested in
//! `organizations::audit_events`.

use chrono::TimeDelta;
use sendook_domain::entities::Role;
use serde_json::{Value, json};

use crate::support::{Account, World, followed};

/// An owner who has, a second apart, registered, logged in twice and made two inboxes.
async fn eventful() -> (World, Account) {
    let (world, person) = World::with_person().await;
    for _ in 0..2 {
        world.clock.advance(TimeDelta::seconds(1));
        world.log_in(&person.email).await;
    }
    for _ in 0..2 {
        world.clock.advance(TimeDelta::seconds(1));
        person.key.post("/v1/inboxes").await.json(201);
    }
    (world, person)
}

async fn lines(person: &Account, query: &str) -> Vec<Value> {
    let path = person.path(&format!("/audit?{query}"));
    let answer = person.token.get(&path).await.json(200);
    answer.as_array().unwrap().clone()
}

fn actions(lines: &[Value]) -> Vec<&str> {
    let lines = lines.iter();
    lines.map(|line| line["action"].as_str().unwrap()).collect()
}

const ALL: [&str; 5] = [
    "inbox.created",
    "inbox.created",
    "user.logged_in",
    "user.logged_in",
    "user.registered",
];

#[actix_web::test]
async fn owners_and_admins_read_it_and_members_do_not() {
    let (world, person) = eventful().await;
    let reader = world.register().await;
    let path = person.path("/audit");
    for (role, status) in [(Role::Owner, 200), (Role::Admin, 200), (Role::Member, 403)] {
        let organization = person.organization();
        world.store.set_role(&reader.user(), &organization, role);
        let answer = reader.token.get(&path).await;
        assert_eq!(answer.status, status, "{role:?}: {}", answer.text);
    }
    let with_key = person.key.get(&path).await;
    with_key.error(401, "wrong_credential_type");
    let bad_filter = world.get(&format!("{path}?action=x"));
    let bad_filter = bad_filter.bearer(&reader.token).await;
    bad_filter.error(403, "forbidden");
}

#[actix_web::test]
async fn the_audit_trail_shows_only_the_own_organization() {
    let (world, person) = eventful().await;
    let stranger = world.register().await;
    world.clock.advance(TimeDelta::microseconds(1));
    world.log_in(&stranger.email).await;
    assert_eq!(actions(&lines(&person, "").await), ALL);
    let theirs = lines(&stranger, "").await;
    assert_eq!(actions(&theirs), ["user.logged_in", "user.registered"]);
}

#[actix_web::test]
async fn each_filter_restricts_the_audit_trail() {
    let (_, person) = eventful().await;
    for (query, wanted) in [
        ("action=user.logged_in", &ALL[2..4]),
        ("action=api_key.deleted", &[]),
        ("since=2026-03-01T10:00:02Z", &ALL[..3]),
        ("since=2026-03-01T10:00:02.000001Z", &ALL[..2]),
        ("until=2026-03-01T10:00:02Z", &ALL[3..]),
        ("until=2026-03-01T10:00:02.000001Z", &ALL[2..]),
        ("since=2026-03-01T12:00:02%2B02:00", &ALL[..3]),
        (
            "since=2026-03-01T10:00:01Z&until=2026-03-01T10:00:03Z",
            &ALL[2..4],
        ),
        (
            "since=2026-03-01T10:00:02Z&action=user.logged_in",
            &ALL[2..3],
        ),
        ("since=2026-03-01T10:00:03Z&until=2026-03-01T10:00:01Z", &[]),
        ("limit=2", &ALL[..2]),
    ] {
        let lines = lines(&person, query).await;
        assert_eq!(actions(&lines), wanted, "{query}");
    }
}

#[actix_web::test]
async fn what_a_person_or_a_key_did_or_what_was_done_to_it_is_found() {
    let (world, person) = eventful().await;
    let stranger = world.register().await;
    for (about, wanted) in [
        (&person.user_id, &ALL[2..]),
        (&person.key_id, &ALL[..2]),
        (&stranger.user_id, &[]),
    ] {
        let lines = lines(&person, &format!("about={about}")).await;
        assert_eq!(actions(&lines), wanted, "{about}");
    }
}

#[actix_web::test]
async fn every_bad_filter_is_reported_at_once() {
    let (_world, person) = eventful().await;
    for (query, faulty) in [
        ("action=login", vec!["action"]),
        ("action=", vec!["action"]),
        ("action=USER.LOGGED_IN", vec!["action"]),
        ("since=yesterday", vec!["since"]),
        ("since=2026-03-01", vec!["since"]),
        ("since=2026-03-01T12:00:02+02:00", vec!["since"]),
        ("until=1772359200", vec!["until"]),
        ("until=%ff", vec!["until"]),
        ("about=", vec!["about"]),
        ("about=key%20of%20Ada", vec!["about"]),
        (
            "action=x&since=x&until=x&about=!&limit=x&cursor=!",
            vec!["about", "action", "cursor", "limit", "since", "until"],
        ),
    ] {
        let path = person.path(&format!("/audit?{query}"));
        assert_eq!(
            person.token.get(&path).await.faulty_fields(),
            faulty,
            "{query}"
        );
    }
}

#[actix_web::test]
async fn pages_keep_the_filter() {
    let (world, person) = eventful().await;
    world.clock.advance(TimeDelta::seconds(1));
    world.log_in(&person.email).await;
    let about = &person.user_id;
    let filter = format!(
        "action=user.logged_in&since=2026-03-01T12:00:01%2B02:00&until=2027-01-01T00:00:00Z&about={about}"
    );
    let all = lines(&person, &filter).await;
    assert_eq!(all.len(), 3);
    let mut next = Some(person.path(&format!("/audit?{filter}&limit=1")));
    let mut paged = Vec::new();
    while let Some(path) = next {
        let answer = person.token.get(&path).await;
        let page = answer.json(200);
        paged.extend(page.as_array().unwrap().clone());
        next = answer.header("link").map(|link| {
            let cursor = page[0]["id"].as_str().unwrap();
            let expected = format!(
                "<?limit=1&action=user.logged_in&since=2026-03-01T10:00:01.000000Z\
                 &until=2027-01-01T00:00:00.000000Z&about={about}&cursor={cursor}>; rel=\"next\""
            );
            assert_eq!(link, expected);
            followed(&path, link)
        });
    }
    assert_eq!(paged, all);
}

#[actix_web::test]
async fn it_is_read_only() {
    let (world, person) = eventful().await;
    for method in ["POST", "PUT", "PATCH", "DELETE"] {
        let ask = world.ask(method, &person.path("/audit"));
        let answer = ask.bearer(&person.token).json(&json!({})).await;
        answer.error(405, "method_not_allowed");
        assert_eq!(answer.header("allow"), Some("GET, HEAD"));
    }
}
