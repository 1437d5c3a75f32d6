//! A path is matched exactly.

use crate::support::World;

#[actix_web::test]
async fn an_unknown_route_is_not_found_with_and_without_a_credential() {
    let (world, person) = World::with_person().await;
    for path in [
        "/v1/messages",
        "/v1",
        "/organizations/org_1/domains",
        "/oauth/token/x",
    ] {
        world.get(path).await.error(404, "not_found");
        person.key.get(path).await.error(404, "not_found");
    }
}

#[actix_web::test]
async fn variants_of_a_path_are_no_route() {
    let (_, person) = World::with_person().await;
    #[rustfmt::skip] // Short texts, several a line.
    let paths = [
        "/V1/inboxes", "/v1/Inboxes", "/v1/inboxes/", "//v1/inboxes", "/v1//inboxes",
        "/v1/inboxes//", "/v1/./inboxes", "/v1/x/../inboxes", "/v1/inboxes;x=1",
        "/v1/inboxes.json", "/v1/inboxes\\", "/v1", "/v1/",
    ];
    for path in paths {
        person.key.get(path).await.error(404, "not_found");
    }
}

#[actix_web::test]
async fn the_error_says_what_is_wrong_with_the_path() {
    let (_, person) = World::with_person().await;
    for (path, words) in [
        ("//v1/inboxes", "base URL"),
        ("/v1/inboxes/", "ends with a slash"),
        ("/v1/messages", "not served by this service"),
        ("/v1/inboxes/inbox_1/threads", "not served by this service"),
    ] {
        person.key.get(path).await.says(404, "not_found", words);
    }
}

#[actix_web::test]
async fn an_encoded_path_is_no_route() {
    let (_, person) = World::with_person().await;
    for path in [
        "/v1%2Finboxes".to_owned(),
        "/v1%2finboxes".to_owned(),
        "/%76%31/inboxes".to_owned(),
        "/v1/inboxes%2F".to_owned(),
        "/v1/inboxes%00".to_owned(),
        "/v1/%2e%2e/v1/inboxes".to_owned(),
        format!("/v1/inboxes/{}%2f", person.inbox_id),
        format!("/v1/inboxes/{}", person.inbox_id.replace('_', "%5F")),
        "/v1/inboxes/%ff%fe".to_owned(),
    ] {
        person.key.get(&path).await.error(404, "not_found");
    }
}

#[actix_web::test]
async fn an_encoded_slash_does_not_slip_past_the_organization() {
    let (_, person, stranger) = World::with_two().await;
    let own = &stranger.organization_id;
    for path in [
        format!(
            "/organizations/{own}%2F..%2F{}/inboxes",
            person.organization_id
        ),
        format!("/organizations/{own}/../{}/inboxes", person.organization_id),
        format!("/organizations/{}%20/inboxes", person.organization_id),
        format!("/organizations//{}/inboxes", person.organization_id),
        format!("/organizations/{}//inboxes", person.organization_id),
    ] {
        stranger.token.get(&path).await.error(404, "not_found");
    }
}

#[actix_web::test]
async fn the_query_is_no_part_of_the_path() {
    let (_, person) = World::with_person().await;
    for query in ["?", "?x=%2F", "?x=/../..", "?%ff"] {
        let answer = person.key.get(&format!("/v1/inboxes{query}")).await;
        answer.json(200);
    }
}
