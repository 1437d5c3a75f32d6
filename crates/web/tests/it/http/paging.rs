//! `?limit=`, `?cursor=` and `Link`.

use chrono::TimeDelta;
use sendook_domain::entities::Inbox;
use sendook_domain::ports::Pagination;
use serde_json::{Value, json};

use crate::support::{Account, World, followed};

/// An organization with seven inboxes and seven keys, each made a moment after the one before.
async fn seven() -> (World, Account) {
    let (world, person) = World::with_person().await;
    for number in 2..=7 {
        world.clock.advance(TimeDelta::microseconds(1));
        let name = json!({"name": format!("Number {number}")});
        person.key.post("/v1/inboxes").json(&name).await.json(201);
        person.create_key(&name).await;
    }
    (world, person)
}

fn ids(list: &Value) -> Vec<String> {
    let items = list.as_array().unwrap().iter();
    items
        .map(|item| item["id"].as_str().unwrap().to_owned())
        .collect()
}

/// Follows `Link` to the end and gives the ids of each page.
async fn pages(world: &World, path: &str, credential: &str) -> Vec<Vec<String>> {
    let mut pages = Vec::new();
    let mut next = Some(path.to_owned());
    while let Some(path) = next {
        let answer = world.get(&path).bearer(credential).await;
        pages.push(ids(&answer.json(200)));
        next = answer.header("link").map(|link| followed(&path, link));
    }
    pages
}

#[actix_web::test]
async fn following_link_shows_everything_once_newest_first() {
    let (world, person) = seven().await;
    for (prefix, credential) in [("/v1", &person.key), (&person.path(""), &person.token)] {
        for collection in ["inboxes", "api_keys"] {
            let whole = format!("{prefix}/{collection}");
            let all = pages(&world, &whole, credential).await.concat();
            assert_eq!(all.len(), 7);
            assert!(all.is_sorted_by(|newer, older| newer > older), "{all:?}");
            for (limit, sizes) in [
                (1, vec![1; 7]),
                (3, vec![3, 3, 1]),
                (7, vec![7]),
                (1000, vec![7]),
            ] {
                let pages = pages(&world, &format!("{whole}?limit={limit}"), credential).await;
                assert_eq!(pages.iter().map(Vec::len).collect::<Vec<_>>(), sizes);
                assert_eq!(pages.concat(), all);
            }
        }
    }
}

#[actix_web::test]
async fn a_list_that_is_too_long_for_a_short_read_is_as_whole() {
    let (world, person) = World::with_person().await;
    for _ in 0..Pagination::<Inbox>::SHORT {
        world.clock.advance(TimeDelta::microseconds(1));
        person.key.post("/v1/inboxes").await.json(201);
    }
    for (limit, sizes) in [(1000, vec![101]), (100, vec![100, 1]), (101, vec![101])] {
        let path = format!("/v1/inboxes?limit={limit}");
        let pages = pages(&world, &path, &person.key).await;
        assert_eq!(pages.iter().map(Vec::len).collect::<Vec<_>>(), sizes);
    }
}

#[actix_web::test]
async fn link_leads_to_the_same_collection() {
    let (world, person) = seven().await;
    let path = person.path("/inboxes");
    let answer = person.token.get(&format!("{path}?limit=2&x=y")).await;
    let last = ids(&answer.json(200)).pop().unwrap();
    let expected = format!("<?limit=2&cursor={last}>; rel=\"next\"");
    assert_eq!(answer.header("link"), Some(expected.as_str()));
    let head = world
        .ask("HEAD", &format!("{path}?limit=2"))
        .bearer(&person.token)
        .await;
    assert_eq!(head.header("link"), Some(expected.as_str()));
}

#[actix_web::test]
async fn a_page_holds_still_while_new_things_come() {
    let (world, person) = seven().await;
    let ask = |path: &str| person.key.get(path).into_future();
    let first = ids(&ask("/v1/inboxes?limit=3").await.json(200));
    world.clock.advance(TimeDelta::microseconds(1));
    person.key.post("/v1/inboxes").await.json(201);
    person
        .key
        .delete(&format!("/v1/inboxes/{}", first[2]))
        .await
        .json(200);
    let rest = ids(&ask(&format!("/v1/inboxes?cursor={}", first[2]))
        .await
        .json(200));
    assert_eq!(rest.len(), 4);
    assert!(rest.iter().all(|id| *id < first[2]), "{rest:?}");
}

#[actix_web::test]
async fn bad_parameters_are_named() {
    let (_world, person) = seven().await;
    let long = format!("cursor={}", "x".repeat(65));
    for (query, faulty) in [
        ("limit=0", vec!["limit"]),
        ("limit=1001", vec!["limit"]),
        ("limit=-1", vec!["limit"]),
        ("limit=ten", vec!["limit"]),
        ("limit=", vec!["limit"]),
        ("limit=1.5", vec!["limit"]),
        ("limit=99999999999999999999", vec!["limit"]),
        ("limit", vec!["limit"]),
        ("cursor=", vec!["cursor"]),
        ("cursor=a%20b", vec!["cursor"]),
        ("cursor=%00", vec!["cursor"]),
        ("cursor[$ne]=1&cursor=$ne", vec!["cursor"]),
        (&long, vec!["cursor"]),
        ("limit=x&cursor=!", vec!["cursor", "limit"]),
    ] {
        for collection in ["inboxes", "api_keys"] {
            let answer = person.key.get(&format!("/v1/{collection}?{query}")).await;
            assert_eq!(answer.faulty_fields(), faulty, "{query}");
        }
    }
}

#[actix_web::test]
async fn organizations_are_a_list_like_any_other() {
    let (_, person) = World::with_person().await;
    let list = |query: &str| person.token.get(&format!("/organizations{query}"));
    let all = list("?limit=1").await;
    assert_eq!(all.header("link"), None);
    assert_eq!(all.json(200).as_array().unwrap().len(), 1);
    let after = list(&format!("?cursor={}", person.organization_id)).await;
    assert_eq!(after.json(200), serde_json::json!([]));
    list("?limit=0").await.error(400, "validation_failed");
}

#[actix_web::test]
async fn a_cursor_of_another_organization_shows_only_the_own() {
    let (world, person) = seven().await;
    world.clock.advance(TimeDelta::microseconds(1));
    let stranger = world.register().await;
    let path = format!("/v1/inboxes?cursor={}", stranger.inbox_id);
    let list = person.key.get(&path).await.json(200);
    assert_eq!(ids(&list).len(), 7);
    let path = format!("/v1/inboxes?cursor={}", person.inbox_id);
    assert_eq!(stranger.key.get(&path).await.json(200), json!([]));
}
