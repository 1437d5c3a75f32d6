//! The overview, and the chart that it shares with the page of a key.

use chrono::TimeDelta;
use sendook_domain::entities::Role;

use crate::support::{Answer, Browser, World};

/// What stands between two headings of the overview.
fn part<'a>(page: &'a Answer, heading: &str) -> &'a str {
    page.between(&format!("id=\"{heading}-heading\""), "</section>")
}

async fn generate(browser: &Browser, name: &str, lifetime: &str) {
    let fields = [("name", name), ("lifetime", lifetime)];
    let page = browser.submit("/api-keys/new", "/api-keys", &fields).await;
    assert_eq!(page.status, 201, "{}", page.text);
}

#[actix_web::test]
async fn requests_show_at_once_as_a_picture_and_as_a_table() {
    let (world, ada) = World::with_ada().await;
    let (busy, busy_key) = ada.generate("Busy").await;
    let (quiet, quiet_key) = ada.generate("Quiet").await;
    let page = ada.get("/overview").await;
    page.shows("No requests in the last 90 days.");
    page.hides("<svg");
    for key in [&busy_key, &busy_key, &quiet_key] {
        assert_eq!(world.with_key(key).await, 200);
    }
    for (path, total) in [
        ("/overview".to_owned(), 3),
        (format!("/api-keys/{busy}"), 2),
        (format!("/api-keys/{quiet}"), 1),
    ] {
        let page = ada.get(&path).await;
        let plural = if total == 1 { "" } else { "s" };
        page.shows(&format!("{total} request{plural} in the last 90 days"));
        // Today is the last of 90 bars.
        page.shows("<svg viewBox=\"0 0 900 100\"");
        page.shows("<rect x=\"891\" y=\"0\" width=\"8\" height=\"100\">");
        let row = "<th scope=\"row\">1 Mar 2026</th><td class=\"number\">";
        page.shows(&format!("{row}{total}</td>"));
        page.hides("style=");
    }
}

#[actix_web::test]
async fn enabled_keys_that_expire_soon_are_listed_the_soonest_first() {
    let (world, ada) = World::with_ada().await;
    let page = ada.get("/overview").await;
    assert!(part(&page, "expiring").contains("No enabled key expires soon."));
    for (name, lifetime) in [
        ("In a week", "7"),
        ("In a month", "30"),
        ("In a year", "365"),
        ("Over", "1"),
        ("Off", "7"),
    ] {
        world.clock.advance(TimeDelta::seconds(1));
        generate(&ada, name, lifetime).await;
    }
    let off = ada.key_id().await;
    let off = format!("/api-keys/{off}");
    ada.submitted(&off, &format!("{off}/disable"), &[]).await;
    world.clock.advance(TimeDelta::days(2));
    let ada = world.logged_in("ada@example.com").await;
    let page = ada.get("/overview").await;
    let expiring = part(&page, "expiring");
    let places = ["In a week", "In a month"].map(|name| expiring.find(&format!(">{name}<")));
    assert!(places[0].is_some() && places[0] < places[1], "{expiring}");
    for name in ["In a year", "Over", "Off", "more"] {
        assert!(!expiring.contains(name), "{name}: {expiring}");
    }
}

#[actix_web::test]
async fn enabled_keys_that_nothing_uses_are_listed_unless_they_are_new() {
    let (world, ada) = World::with_ada().await;
    let (_, used) = ada.generate("Used").await;
    for number in 1..=7 {
        ada.generate(&format!("Idle {number}")).await;
    }
    world.clock.advance(TimeDelta::days(91));
    let ada = world.logged_in("ada@example.com").await;
    ada.generate("New").await;
    // Not written yet.
    assert_eq!(world.with_key(&used).await, 200);
    let page = ada.get("/overview").await;
    let unused = part(&page, "unused");
    // The first key of the account is among them.
    for name in ["Idle 7", "Idle 3", "And 3 more."] {
        assert!(unused.contains(name), "{name}: {unused}");
    }
    for name in ["Idle 2", ">Used<", ">New<"] {
        assert!(!unused.contains(name), "{name}: {unused}");
    }
}

#[actix_web::test]
async fn failed_logins_are_shown_to_those_who_may_read_the_audit_trail() {
    let (world, ada) = World::with_ada().await;
    let max = world.colleague(&ada, Role::Member).await;
    let page = ada.get("/overview").await;
    page.shows("Nobody failed to log in to the account of a member.");
    for _ in 0..6 {
        world.browser().log_in("max@example.com", "wrong", "").await;
    }
    let page = ada.get("/overview").await;
    let failed = part(&page, "failed");
    assert_eq!(failed.matches("max@example.com").count(), 5, "{failed}");
    page.shows("All 6 in the audit trail");
    let all = page
        .between("href=\"/audit?action=", "\"")
        .replace("&amp;", "&");
    let all = ada.get(&format!("/audit?action={all}")).await;
    assert_eq!(all.text.matches("scope=\"row\"").count(), 6);
    max.get("/overview").await.hides("Failed logins");

    world.clock.advance(TimeDelta::days(8));
    let ada = world.logged_in("ada@example.com").await;
    let page = ada.get("/overview").await;
    page.shows("Nobody failed to log in");
}
