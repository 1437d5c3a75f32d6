use std::collections::BTreeSet;

use regex::Regex;

use crate::support::{Described, World};

#[actix_web::test]
async fn the_page_shows_every_route_field_scope_and_code() {
    let page = World::new().await.get("/docs").await;
    assert_eq!(page.status, 200, "{}", page.text);
    assert_eq!(
        page.header("content-type"),
        Some("text/html; charset=utf-8")
    );
    let described = Described::load();
    for (path, method, operation) in described.operations() {
        page.shows(&format!(
            "<span class=\"method\">{}</span> {path}<",
            method.to_uppercase()
        ));
        page.shows(&format!("<article id={}>", operation["operationId"]));
    }
    for schema in described
        .at("/components/schemas")
        .as_object()
        .unwrap()
        .values()
    {
        for name in schema["properties"]
            .as_object()
            .into_iter()
            .flatten()
            .map(|(name, _)| name)
        {
            page.shows(&format!("<code>{name}</code>"));
        }
    }
    for code in described
        .at("/components/examples")
        .as_object()
        .unwrap()
        .keys()
    {
        page.shows(&format!("<tr id=\"error-{code}\">"));
    }
    page.shows("Needs an API key with the scope <code>tokens:introspect</code>.");
}

#[actix_web::test]
async fn its_links_lead_somewhere_and_nothing_comes_from_elsewhere() {
    let world = World::new().await;
    let page = world.get("/docs").await;
    let of = |pattern: &str| -> BTreeSet<String> {
        let pattern = Regex::new(pattern).unwrap();
        let found = pattern.captures_iter(&page.text);
        found.map(|found| found[1].to_owned()).collect()
    };
    let targets = of(" id=\"([^\"]+)\"");
    assert!(targets.len() > 80);
    for link in of("href=\"([^\"]+)\"") {
        match link.strip_prefix('#') {
            Some(target) => assert!(targets.contains(target), "{link}"),
            None => assert_eq!(world.get(&format!("/{link}")).await.status, 200, "{link}"),
        }
    }
    page.hides("<script");
    page.hides("src=");
    let policy = page.header("content-security-policy").unwrap();
    assert!(
        policy.starts_with("default-src 'none'; style-src 'self';"),
        "{policy}"
    );
}

#[actix_web::test]
async fn the_page_is_loaded_again_only_when_it_has_changed() {
    let world = World::new().await;
    for path in ["/docs", "/docs/reference.css"] {
        let first = world.get(path).await;
        let tag = first.header("etag").unwrap();
        let again = world.get(path).header(("if-none-match", tag)).await;
        assert_eq!((again.status, again.text.as_str()), (304, ""));
        let head = world.ask("HEAD", path).await;
        assert_eq!((head.status, head.header("etag")), (200, Some(tag)));
        world.post(path).await.error(405, "method_not_allowed");
    }
}
