//! `GET /organizations/{id}/audit` as NDJSON: one line of JSON for each line of the trail, however many there are.

use std::future::poll_fn;
use std::pin::pin;

use actix_web::body::MessageBody as _;
use actix_web::dev::Service as _;
use actix_web::test::{TestRequest, init_service};
use sendook_domain::entities::{Actor, AuditAction, AuditEvent, ClientInfo, RecordedAction};
use sendook_domain::ports::{AuditTrail as _, Clock as _};
use sendook_domain::values::Id;
use serde_json::Value;

use crate::support::{Account, Answer, Ask, Socket, World, followed};

const NDJSON: &str = "application/x-ndjson";

/// A person in whose organization so many things have happened.
async fn eventful(lines: u16) -> (World, Account) {
    let (world, person) = World::with_person().await;
    for number in 1..lines {
        let mut random = [0; 8];
        random[..2].copy_from_slice(&number.to_be_bytes());
        let event = AuditEvent {
            id: Id::new(world.clock.now(), random),
            action: AuditAction::InboxCreated.into(),
            actor: Actor::Operator,
            organization_id: Some(person.organization()),
            user_id: None,
            target: Some(number.to_string()),
            key_id: None,
            detail: None,
            origin: ClientInfo::default(),
            at: world.clock.now(),
        };
        world.store.record(&event).unwrap();
    }
    (world, person)
}

fn ask(person: &Account, method: &str, query: &str) -> Ask {
    let ask = person.ask(method, &format!("/audit?{query}"));
    ask.header(("accept", NDJSON))
}

#[track_caller]
fn lines(answer: &Answer) -> Vec<Value> {
    assert_eq!(answer.status, 200, "{}", answer.text);
    assert_eq!(answer.header("content-type"), Some(NDJSON));
    assert!(answer.text.is_empty() || answer.text.ends_with('\n'));
    let lines = answer.text.lines();
    lines
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

#[actix_web::test]
async fn each_line_is_an_item_of_the_list() {
    let (world, person) = eventful(3).await;
    world.log_in(&person.email).await;
    for query in [
        "",
        "action=user.logged_in",
        "action=api_key.deleted",
        "since=2026-03-01T10:00:00Z",
        "until=2026-03-01T10:00:00Z",
        "limit=2",
    ] {
        let list = person.get(&format!("/audit?{query}")).await.json(200);
        let answer = ask(&person, "GET", query).await;
        assert_eq!(&lines(&answer), list.as_array().unwrap(), "{query}");
    }
    let answer = ask(&person, "GET", "limit=1001&since=now").await;
    assert_eq!(answer.faulty_fields(), ["limit", "since"]);
}

#[actix_web::test]
async fn a_line_of_an_action_that_this_version_does_not_know_is_shown_by_its_name() {
    let (world, person) = eventful(2).await;
    let mut event = world.store.audit_events().pop().unwrap();
    event.id = Id::new(world.clock.now(), [255; 8]);
    event.action = RecordedAction::Other("inbox.polished".into());
    world.store.record(&event).unwrap();
    let list = person.get("/audit").await.json(200);
    assert_eq!(list.as_array().unwrap().len(), 3);
    assert_eq!(list[0]["action"], "inbox.polished");
    let exported = ask(&person, "GET", "").await;
    assert_eq!(&lines(&exported), list.as_array().unwrap());
    let unknown = person.get("/audit?action=inbox.polished").await;
    assert_eq!(unknown.faulty_fields(), ["action"]);
}

#[actix_web::test]
async fn without_a_limit_all_lines_come_and_with_one_a_page() {
    let (_world, person) = eventful(2_500).await;
    let all = ask(&person, "GET", "").await;
    assert_eq!(all.header("link"), None);
    let all = lines(&all);
    assert_eq!(all.len(), 2_500);
    let ids: Vec<_> = all
        .iter()
        .map(|line| line["id"].as_str().unwrap())
        .collect();
    assert!(ids.is_sorted_by(|newer, older| newer > older));
    let rest = ask(&person, "GET", &format!("cursor={}", ids[1_199])).await;
    assert_eq!(lines(&rest), all[1_200..]);

    let (mut next, mut paged) = (Some(person.path("/audit?limit=900")), Vec::new());
    while let Some(path) = next {
        let page = person.token.get(&path).header(("accept", NDJSON)).await;
        paged.extend(lines(&page));
        next = page.header("link").map(|link| followed(&path, link));
    }
    assert_eq!(paged, all);
}

#[actix_web::test]
async fn it_comes_to_clients_that_prefer_it() {
    let (_world, person) = eventful(1).await;
    for (accept, is_ndjson) in [
        ("application/x-ndjson", true),
        ("Application/X-NDJSON", true),
        ("application/x-ndjson; charset=utf-8", true),
        ("application/x-ndjson, */*", true),
        ("*/*, application/x-ndjson", true),
        ("application/json;q=0.5, application/x-ndjson;q=0.6", true),
        ("application/x-ndjson, application/json;q=0.9", true),
        ("application/json, application/x-ndjson;q=0.9", false),
        ("application/json, application/x-ndjson", false),
        ("application/x-ndjson;q=0", false),
        ("application/x-ndjson;q=0, */*;q=0.1", false),
        ("*/*", false),
        ("application/*", false),
        ("text/html, application/xhtml+xml, */*;q=0.8", false),
        ("ndjson", false),
        ("", false),
    ] {
        let answer = person.get("/audit").header(("accept", accept)).await;
        assert_eq!(answer.status, 200, "{accept}");
        let kind = answer.header("content-type");
        assert_eq!(kind == Some(NDJSON), is_ndjson, "{accept}: {kind:?}");
    }
}

#[actix_web::test]
async fn what_is_refused_is_refused_in_json() {
    let (world, person) = eventful(1).await;
    let stranger = world.register().await;
    let ask = stranger.token.get(&person.path("/audit"));
    ask.header(("accept", NDJSON)).await.error(403, "forbidden");
    world.store.set_away(true);
    let answer = self::ask(&person, "GET", "").await;
    answer.error(503, "unavailable");
}

#[actix_web::test]
async fn each_page_is_read_when_the_one_before_was_taken() {
    let (world, person) = eventful(2_500).await;
    let service = init_service(sendook_web::app(&world.api)).await;
    let request = TestRequest::get()
        .uri(&person.path("/audit"))
        .insert_header(("accept", NDJSON))
        .insert_header(("authorization", format!("Bearer {}", &*person.token)));
    let answer = service.call(request.to_request()).await.unwrap();
    let mut body = pin!(answer.into_body());
    let before = world.store.calls();
    for (reads, lines) in [(0, 1_000), (1, 1_000), (2, 500)] {
        let part = poll_fn(|cx| body.as_mut().poll_next(cx)).await;
        let part = part.unwrap().unwrap();
        assert_eq!(part.split(|byte| *byte == b'\n').count(), lines + 1);
        assert_eq!(world.store.calls() - before, reads);
    }
    assert!(poll_fn(|cx| body.as_mut().poll_next(cx)).await.is_none());
}

#[actix_web::test]
async fn head_reads_no_more_than_a_page() {
    let (world, person) = eventful(2_500).await;
    let calls = |method: &'static str| async {
        let before = world.store.calls();
        let answer = ask(&person, method, "").await;
        assert_eq!(answer.header("content-type"), Some(NDJSON));
        world.store.calls() - before
    };
    assert_eq!(calls("GET").await - calls("HEAD").await, 2);
}

#[actix_web::test]
async fn an_answer_that_breaks_off_has_no_end() {
    let (world, person) = eventful(2_500).await;
    let socket = Socket::serving(world.api.clone());
    let request = format!(
        "GET {} HTTP/1.1\r\nHost: localhost\r\nAccept: {NDJSON}\r\nAuthorization: Bearer {}\r\nConnection: close\r\n\r\n",
        person.path("/audit"),
        &*person.token
    );
    let whole = socket.exchange(&request);
    assert!(whole.ends_with("\r\n0\r\n\r\n"), "it has an end");
    let before = world.store.calls();
    socket.exchange(&request);
    // Three pages: the last but one of its reads.
    world.store.fail_call(world.store.calls() - before - 1);
    let broken = socket.exchange(&request);
    assert!(broken.starts_with("HTTP/1.1 200 OK\r\n"), "{broken}");
    assert_eq!(whole.matches("}\n").count(), 2_500);
    assert_eq!(broken.matches("}\n").count(), 1_000);
    assert!(!broken.contains("\r\n0\r\n"), "it looks complete");
}
