//! The list of keys is searched, filtered and leafed through.

use chrono::Duration;

use crate::support::{Answer, Browser, World};

/// The names of the keys on a page.
fn names(page: &Answer) -> Vec<&str> {
    let rows = page.text.split("<th role=\"rowheader\"").skip(1);
    rows.map(|row| {
        let (_, name) = row.split_once("\">").unwrap().1.split_once("\">").unwrap();
        name.split('<').next().unwrap()
    })
    .collect()
}

/// Generates a key a moment after the one before it.
async fn generate(world: &World, ada: &Browser, name: &str, fields: &[(&str, &str)]) {
    world.clock.advance(Duration::milliseconds(1));
    let mut fields = fields.to_vec();
    fields.push(("name", name));
    let page = ada.submit("/api-keys/new", "/api-keys", &fields).await;
    assert_eq!(page.status, 201, "{}", page.text);
}

#[actix_web::test]
async fn keys_are_found_by_what_they_are() {
    let (world, ada) = World::with_ada().await;
    generate(&world, &ada, "Billing", &[("environment", "staging")]).await;
    generate(&world, &ada, "Rebilling", &[("lifetime", "30")]).await;
    generate(&world, &ada, "Off", &[]).await;
    let disable = ada.path("/api-keys/{key}/disable").await;
    ada.submitted(&disable, &disable, &[]).await;
    world.clock.advance(Duration::milliseconds(1));
    let (_, used) = ada.generate("Used").await;
    world.clock.advance(Duration::days(8));
    let ada = world.logged_in("ada@example.com").await;
    assert_eq!(world.with_key(&used).await, 200);
    let user = ada.user_id().await;
    let all = ["Used", "Off", "Rebilling", "Billing", "Default API Key"];
    for (query, expected) in [
        ("", &all[..]),
        ("q=BILL", &["Rebilling", "Billing"]),
        ("q=+off+", &["Off"]),
        ("active=false", &["Off"]),
        ("environment=staging", &["Billing"]),
        (
            "unused=7",
            &["Off", "Rebilling", "Billing", "Default API Key"],
        ),
        ("expires=7", &[]),
        ("expires=30", &["Rebilling"]),
        ("q=bill&environment=production", &["Rebilling"]),
        (&format!("created_by={user}"), &all),
        ("created_by=user_1", &[]),
        // What cannot be meant does not restrict.
        (
            "active=maybe&environment=moon&unused=-1&expires=soon&created_by=%3C",
            &all,
        ),
    ] {
        let page = ada.get(&format!("/api-keys?{query}")).await;
        assert_eq!(names(&page), expected, "{query}");
    }
    let page = ada
        .get("/api-keys?q=bill&environment=production&unused=7")
        .await;
    for text in [
        "name=\"q\" type=\"search\" value=\"bill\"",
        "<option value=\"production\" selected>",
        "<option value=\"7\" selected>",
        ">Clear<",
    ] {
        page.shows(text);
    }
    let nothing = ada.get("/api-keys?q=nowhere").await;
    nothing.shows("No key fits this search.");
    nothing.shows("value=\"nowhere\"");
}

#[actix_web::test]
async fn pages_lead_both_ways_and_keep_the_search() {
    let (world, ada) = World::with_ada().await;
    for number in 0..32 {
        generate(&world, &ada, &format!("Worker & {number}"), &[]).await;
    }
    let link = |page: &Answer, rel: &str| {
        let before = page.text.split_once(&format!("\" rel=\"{rel}\""))?.0;
        let address = before.rsplit("href=\"").next()?;
        Some(address.replace("&#38;", "&"))
    };
    let mut pages = vec![ada.get("/api-keys?q=Worker+%26").await];
    while let Some(older) = link(pages.last().unwrap(), "next") {
        pages.push(ada.get(&older).await);
    }
    let found: Vec<_> = pages.iter().map(names).collect();
    assert_eq!(found.iter().map(Vec::len).collect::<Vec<_>>(), [15, 15, 2]);
    assert_eq!(found[0][0], "Worker &#38; 31");
    assert_eq!(found[2][1], "Worker &#38; 0");
    let mut page = pages.pop().unwrap();
    while let Some(newer) = link(&page, "prev") {
        page = ada.get(&newer).await;
        assert_eq!(names(&page), names(&pages.pop().unwrap()));
    }
    assert!(pages.is_empty());
}

#[actix_web::test]
async fn a_row_leads_to_what_can_be_done_with_its_key() {
    let (world, ada) = World::with_ada().await;
    world.clock.advance(Duration::milliseconds(1));
    let (id, _) = ada.generate("Worker").await;
    let list = ada.get("/api-keys").await;
    for what in ["rotate", "disable", "delete"] {
        let address = format!("/api-keys/{id}/{what}");
        list.shows(&format!(
            "aria-labelledby=\"{what}-1 key-1\" href=\"{address}\""
        ));
        ada.get(&address).await.shows("Worker");
    }
    ada.submitted("/settings", &format!("/api-keys/{id}/disable"), &[])
        .await;
    let list = ada.get("/api-keys").await;
    list.hides(&format!("/api-keys/{id}/disable"));
}

#[actix_web::test]
async fn the_keys_of_one_maker_are_a_click_away() {
    let (world, ada) = World::with_ada().await;
    let max = world
        .colleague(&ada, sendook_domain::entities::Role::Admin)
        .await;
    max.generate("Of Max").await;
    let id = max.user_id().await;
    let address = format!("/api-keys?created_by={id}");
    ada.get("/api-keys")
        .await
        .shows(&format!("href=\"{address}\">"));
    let page = ada.get(&address).await;
    assert_eq!(names(&page), ["Of Max"]);
    page.shows(&format!("<option value=\"{id}\" selected>Ada</option>"));
}
