//! Keys: made as the form says, changed, ended.

use chrono::Duration;

use crate::support::World;

#[actix_web::test]
async fn a_key_is_what_the_form_says() {
    let (world, ada) = World::with_ada().await;
    let inbox = ada.inbox_id().await;
    let fields = [
        ("name", "Reporting"),
        ("environment", "staging"),
        ("lifetime", "30"),
        ("access", "limited"),
        ("scopes", "inboxes:read"),
        ("scopes", "keys:read"),
        ("reach", "some"),
        ("inbox_ids", inbox.as_str()),
    ];
    let page = ada.submit("/api-keys/new", "/api-keys", &fields).await;
    assert_eq!(page.status, 201, "{}", page.text);
    assert!(page.key().starts_with("sndk_stage_"));
    let list = ada.get("/api-keys").await;
    for text in [
        "Reporting",
        "Staging",
        "Read inboxes, Read API keys",
        "1 inbox",
        "in 30 days",
        ">you</a>",
    ] {
        list.shows(text);
    }
    assert_eq!(world.with_key_at("/v1/inboxes", &page.key()).await, 200);
    world.clock.advance(Duration::days(30));
    assert_eq!(world.with_key(&page.key()).await, 401);
}

#[actix_web::test]
async fn what_is_ticked_counts_only_where_it_is_asked_for() {
    let (_, ada) = World::with_ada().await;
    let inbox = ada.inbox_id().await;
    let fields = [
        ("name", "Full"),
        ("access", "full"),
        ("scopes", "keys:read"),
        ("reach", "all"),
        ("inbox_ids", inbox.as_str()),
    ];
    let page = ada.submit("/api-keys/new", "/api-keys", &fields).await;
    assert_eq!(page.status, 201, "{}", page.text);
    let list = ada.get("/api-keys").await;
    list.shows("Full access");
    list.shows("all inboxes");
}

#[actix_web::test]
async fn the_last_day_belongs_to_the_key() {
    let (world, ada) = World::with_ada().await;
    let today = world.store.audit_events()[0].at.date_naive();
    let fields = [
        ("name", "Short"),
        ("lifetime", "date"),
        ("expires_on", &today.to_string()),
    ];
    let key = ada
        .submit("/api-keys/new", "/api-keys", &fields)
        .await
        .key();
    let midnight = today.and_hms_opt(23, 59, 59).unwrap().and_utc();
    world
        .clock
        .advance(midnight - world.store.audit_events()[0].at);
    assert_eq!(world.with_key(&key).await, 200);
    world.clock.advance(Duration::seconds(1));
    assert_eq!(world.with_key(&key).await, 401);
}

#[actix_web::test]
async fn what_is_wrong_is_said_and_what_was_typed_stays() {
    let (world, ada) = World::with_ada().await;
    let long = "x".repeat(101);
    let page = ada
        .submit(
            "/api-keys/new",
            "/api-keys",
            &[
                ("name", &long),
                ("environment", "development"),
                ("access", "limited"),
                ("reach", "some"),
            ],
        )
        .await;
    assert_eq!(page.status, 400);
    assert_eq!(
        page.fault("name"),
        "The name is too long: at most 100 characters."
    );
    for text in [
        "A key needs at least one scope.",
        "Name at least one inbox",
        "<option value=\"development\" selected>",
        "value=\"limited\" required checked",
        "value=\"some\" required checked",
        &format!("value=\"{long}\""),
    ] {
        page.shows(text);
    }
    let no_day = "Choose the last day on which the key works.";
    for (day, fault) in [
        ("", no_day),
        ("2001-01-01", "The expiry must lie in the future."),
        ("soon", no_day),
    ] {
        let fields = [
            ("name", "Kept"),
            ("lifetime", "date"),
            ("expires_on", day),
            ("access", "limited"),
            ("scopes", "keys:read"),
        ];
        let page = ada.submit("/api-keys/new", "/api-keys", &fields).await;
        assert_eq!(page.status, 400, "{day}");
        assert_eq!(page.fault("expires_on"), fault, "{day}");
        page.shows("value=\"keys:read\" checked");
        page.shows("value=\"Kept\"");
    }
    assert_eq!(
        ada.submit("/api-keys/new", "/api-keys", &[("name", "")])
            .await
            .fault("name"),
        "The name is required."
    );
    assert_eq!(world.store.audit_events().len(), 1);
}

#[actix_web::test]
async fn a_key_is_disabled_enabled_and_deleted() {
    let (world, ada) = World::with_ada().await;
    let (id, key) = ada.generate("Old").await;
    let page = format!("/api-keys/{id}");
    let act = async |what: &str| {
        ada.submit(&page, &format!("{page}/{what}"), &[])
            .await
            .location()
            .to_owned()
    };
    let asked = ada.get(&format!("{page}/disable")).await;
    asked.shows("is refused from the next request on, until you enable the key again");
    asked.shows("No use of it is known.");
    assert_eq!(world.with_key(&key).await, 200);
    assert_eq!(act("disable").await, format!("{page}?notice=key-disabled"));
    assert_eq!(world.with_key(&key).await, 401);
    let shown = ada.get(&page).await;
    shown.shows("state disabled");
    shown.shows(">Enable<");
    assert_eq!(
        ada.get(&format!("{page}/disable")).await.location(),
        page,
        "there is nothing to ask"
    );
    assert_eq!(act("enable").await, format!("{page}?notice=key-enabled"));
    assert_eq!(world.with_key(&key).await, 200);
    let asked = ada.get(&format!("{page}/delete")).await;
    asked.shows("loses access to Default Organization at once");
    asked.shows("The key was last used");
    assert_eq!(act("delete").await, "/api-keys?notice=key-deleted");
    assert_eq!(world.with_key(&key).await, 401);
    assert_eq!(ada.get(&page).await.status, 404);
    assert_eq!(
        ada.submit("/settings", &format!("{page}/delete"), &[])
            .await
            .status,
        404
    );
}

#[actix_web::test]
async fn a_new_key_ends_in_90_days_and_what_it_may_do_is_left_to_choose() {
    let (_, ada) = World::with_ada().await;
    for page in ["/api-keys", "/api-keys/new"] {
        let page = ada.get(page).await;
        page.shows("<option value=\"90\" selected>");
        page.shows("<option value=\"never\">Never</option>");
        for access in ["full", "limited"] {
            page.shows(&format!("name=\"access\" value=\"{access}\" required>"));
        }
    }
}

#[actix_web::test]
async fn a_choice_that_is_not_made_opens_nothing() {
    let (world, ada) = World::with_ada().await;
    let token = ada.get("/api-keys/new").await.form_token();
    let before = world.store.audit_events();
    let chosen = [
        ("name", "Worker"),
        ("access", "full"),
        ("reach", "all"),
        ("lifetime", "never"),
    ];
    for (name, sentence) in [
        ("access", "Choose what the key may do."),
        ("reach", "Choose which inboxes the key reaches."),
        ("lifetime", "Choose when the key expires."),
    ] {
        for said in [None, Some(""), Some("anything"), Some("-1"), Some("keep")] {
            let mut fields = chosen.to_vec();
            fields.retain(|(other, _)| *other != name);
            fields.extend(said.map(|value| (name, value)));
            let page = ada.submit_with(&token, "/api-keys", &fields).await;
            assert_eq!(page.status, 400, "{name} {said:?} {}", page.text);
            page.shows(sentence);
        }
    }
    for days in ["0", "65535"] {
        let mut fields = chosen.to_vec();
        fields.retain(|(other, _)| *other != "lifetime");
        fields.push(("lifetime", days));
        let page = ada.submit_with(&token, "/api-keys", &fields).await;
        assert_ne!(page.fault("lifetime"), "", "{days}");
    }
    assert_eq!(world.store.audit_events(), before);
}
