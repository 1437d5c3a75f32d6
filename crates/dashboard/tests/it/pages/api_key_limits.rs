//! How often, and from where, a key may be used, on the pages of keys.

use crate::support::World;

const RANGES: &str = "203.0.113.7\r\n10.0.0.0/8, 2001:db8::/32\r\n";

#[actix_web::test]
async fn a_key_has_the_limits_that_the_form_says() {
    let (world, ada) = World::with_ada().await;
    let fields = [
        ("name", "Limited"),
        ("rate_limit", "2"),
        ("rate_window", "3600"),
        ("allowed_ips", ""),
    ];
    let made = ada.submit("/api-keys/new", "/api-keys", &fields).await;
    assert_eq!(made.status, 201, "{}", made.text);
    let key = made.key();
    let statuses = [
        world.with_key(&key).await,
        world.with_key(&key).await,
        world.with_key(&key).await,
    ];
    assert_eq!(statuses, [200, 200, 429]);
}

#[actix_web::test]
async fn limits_are_shown_changed_and_removed_on_the_page_of_a_key() {
    let (world, ada) = World::with_ada().await;
    let (id, key) = ada.generate("Worker").await;
    let page = format!("/api-keys/{id}");
    let change = async |rate: [&str; 2], ranges: &str| {
        let fields = [
            ("name", "Worker"),
            ("rate_limit", rate[0]),
            ("rate_window", rate[1]),
            ("allowed_ips", ranges),
        ];
        ada.submit(&page, &format!("{page}/change"), &fields).await
    };
    let before = ada.get(&page).await;
    before.hides("<dt>Rate limit</dt>");
    before.hides("<dt>Accepted from</dt>");
    change(["100", "60"], RANGES).await.location();
    let shown = ada.get(&page).await;
    for text in [
        "<dd>100 requests in 60 seconds, on each server</dd>",
        "<dd>203.0.113.7/32 10.0.0.0/8 2001:db8::/32</dd>",
        "name=\"rate_limit\" type=\"number\" value=\"100\"",
        "name=\"rate_window\" type=\"number\" value=\"60\"",
        "\n203.0.113.7/32\n10.0.0.0/8\n2001:db8::/32</textarea>",
    ] {
        shown.shows(text);
    }
    assert_eq!(world.with_key(&key).await, 403);
    // A page of the version before has no such fields.
    let renamed = [("name", "Clerk")];
    let sent = ada.submit(&page, &format!("{page}/change"), &renamed).await;
    sent.location();
    ada.get(&page).await.shows("203.0.113.7/32");
    change(["", ""], " ").await.location();
    ada.get(&page).await.hides("203.0.113.7/32");
    assert_eq!(world.with_key(&key).await, 200);
}

#[actix_web::test]
async fn what_can_be_no_limit_is_said_and_stays() {
    let (_, ada) = World::with_ada().await;
    for rate in [
        ["0", "60"],
        ["100", ""],
        ["", "60"],
        ["x", "60"],
        ["100", "86401"],
    ] {
        let fields = [
            ("name", "Wrong"),
            ("rate_limit", rate[0]),
            ("rate_window", rate[1]),
            ("allowed_ips", "10.0.0.5/8"),
        ];
        let page = ada.submit("/api-keys/new", "/api-keys", &fields).await;
        assert_eq!(page.status, 400);
        let sentence = "A rate limit is 1 to 1000000 requests in 1 to 86400 seconds.";
        assert_eq!(page.fault("rate_limit"), sentence, "{rate:?}");
        assert!(
            page.fault("allowed_ips")
                .starts_with("10.0.0.5/8 has bits set")
        );
        page.shows("\n10.0.0.5/8</textarea>");
        page.shows(&format!(
            "name=\"rate_window\" type=\"number\" value=\"{}\"",
            rate[1]
        ));
    }
}
