//! The audit trail as a file.

use actix_web::http::Method;
use chrono::TimeDelta;
use sendook_domain::entities::{AuditEvent, Role};
use sendook_domain::ports::AuditTrail as _;
use sendook_domain::values::Id;
use serde_json::Value;

use crate::support::{Answer, World};

fn lines(file: &Answer) -> Vec<Value> {
    assert_eq!(file.status, 200, "{}", file.text);
    let lines = file.text.lines();
    lines
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

#[actix_web::test]
async fn it_has_the_lines_of_the_page_and_is_saved() {
    let (_, ada) = World::with_ada().await;
    let (id, _) = ada.generate("Billing").await;
    let page = ada.get(&format!("/audit?about={id}")).await;
    let address = page.between("class=\"button\" href=\"", "\"").to_owned();
    let file = ada.get(&address).await;
    assert_eq!(file.header("content-type"), Some("application/x-ndjson"));
    assert_eq!(file.header("cache-control"), Some("no-store"));
    let disposition = file.header("content-disposition").unwrap();
    assert_eq!(
        disposition,
        "attachment; filename=\"audit-2026-03-01.ndjson\""
    );
    let [line] = &lines(&file)[..] else {
        panic!("{}", file.text)
    };
    assert_eq!(line["action"], "api_key.created");
    assert_eq!(line["targetId"], id);
    assert_eq!(line["detail"], "Billing");
    assert_eq!(lines(&ada.get("/audit/export").await).len(), 2);
}

#[actix_web::test]
async fn it_goes_on_to_the_end_of_the_trail() {
    let (world, ada) = World::with_ada().await;
    let event = world.store.audit_events().pop().unwrap();
    for number in 1..=2_100 {
        let event = AuditEvent {
            id: Id::new(event.at + TimeDelta::milliseconds(number), [0; 8]),
            ..event.clone()
        };
        world.store.record(&event).unwrap();
    }
    let found = lines(&ada.get("/audit/export").await);
    assert_eq!(found.len(), 2_101);
    let ids: Vec<_> = found.iter().map(|line| line["id"].as_str()).collect();
    assert!(ids.is_sorted_by(|newer, older| newer > older));
    let head = ada.send(ada.request(Method::HEAD, "/audit/export")).await;
    assert_eq!(head.status, 200);
}

#[actix_web::test]
async fn it_is_for_those_who_may_read_the_page() {
    let (world, ada) = World::with_ada().await;
    let max = world.colleague(&ada, Role::Member).await;
    assert_eq!(max.get("/audit/export").await.status, 403);
    let stranger = world.browser().get("/audit/export").await;
    assert_eq!(stranger.location(), "/login?next=/audit/export");
    world.store.set_away(true);
    let page = ada.get("/audit/export").await;
    assert_eq!(page.status, 503);
    page.shows("<h1>One moment</h1>");
}
