//! How often, and from where, a key may be used: set, shown, and held against its requests.

use chrono::TimeDelta;
use sendook_domain::values::AddressRange;
use sendook_web::TrustedProxies;
use serde_json::{Value, json};

use crate::support::{Account, Answer, Ask, Credential, World};

const HOME: &str = "203.0.113.7:4711";
const ELSEWHERE: &str = "198.51.100.7:4711";

/// A key with these limits, and its path.
async fn limited(person: &Account, limits: &Value) -> (String, Credential) {
    let mut body = json!({"name": "Limited"});
    let limits = limits.as_object().unwrap().clone();
    body.as_object_mut().unwrap().extend(limits);
    let (id, key) = person.create_key(&body).await;
    (format!("/api_keys/{id}"), key)
}

fn rate(limit: u32, window_seconds: u32) -> Value {
    json!({"rate_limit": {"limit": limit, "window_seconds": window_seconds}})
}

fn fields(answer: &Answer) -> [Option<&str>; 2] {
    ["ratelimit", "ratelimit-policy"].map(|name| answer.header(name))
}

/// What clients do with a key at each place where one is judged.
fn at_every_door(world: &World, key: &Credential) -> [Ask; 4] {
    let form = format!("client_id=key_1&client_secret={key}&token=sndk_1");
    [
        key.get("/v1/whoami"),
        key.get("/v1/inboxes"),
        key.post("/oauth/introspect")
            .json(&json!({"token": "sndk_1"})),
        world
            .post("/oauth/revoke")
            .raw("application/x-www-form-urlencoded", form),
    ]
}

#[actix_web::test]
async fn limits_are_set_shown_changed_and_removed() {
    let (world, person) = World::with_person().await;
    let both = json!({"rateLimit": {"limit": 100, "windowSeconds": 60},
        "allowedIps": ["203.0.113.7", "::ffff:198.51.100.0/120", "2001:DB8::/32", "203.0.113.7/32"]});
    let (path, key) = limited(&person, &both).await;
    let shown = person.get(&path).await.json(200);
    assert_eq!(
        shown["rateLimit"],
        json!({"limit": 100, "windowSeconds": 60})
    );
    let ranges = json!(["203.0.113.7/32", "198.51.100.0/24", "2001:db8::/32"]);
    assert_eq!(shown["allowedIps"], ranges);
    let whoami = key.get("/v1/whoami").peer(HOME).await.json(200);
    assert_eq!(whoami["apiKey"], shown);
    let change = async |change: Value| {
        // So that the trail has them in their order.
        world.clock.advance(TimeDelta::seconds(1));
        person.patch(&path).json(&change).await.json(200)
    };
    let changed = change(json!({"rate_limit": {"limit": 5.0, "window_seconds": 1}})).await;
    assert_eq!(
        changed["rateLimit"],
        json!({"limit": 5, "windowSeconds": 1})
    );
    assert_eq!(changed["allowedIps"], ranges);
    let changed = change(json!({"allowed_ips": ["10.0.0.0/8"], "rate_limit": null})).await;
    assert_eq!(changed["allowedIps"], json!(["10.0.0.0/8"]));
    assert_eq!(changed.get("rateLimit"), None);
    let changed = change(json!({"allowedIps": null})).await;
    assert_eq!(changed.get("allowedIps"), None);
    let trail = person.get("/audit?action=api_key.changed").await.json(200);
    let details: Vec<_> = trail
        .as_array()
        .unwrap()
        .iter()
        .map(|line| &line["detail"])
        .collect();
    assert_eq!(
        details,
        [
            "addresses 10.0.0.0/8 → all",
            "rate limit 5 requests in 1 second → none; \
             addresses 203.0.113.7/32, 198.51.100.0/24, 2001:db8::/32 → 10.0.0.0/8",
            "rate limit 100 requests in 60 seconds → 5 requests in 1 second",
        ]
    );
}

#[actix_web::test]
async fn what_can_be_no_limit_is_refused() {
    let (_, person) = World::with_person().await;
    let many: Vec<_> = (0..51).map(|number| format!("10.0.0.{number}")).collect();
    let wrong_rates = [
        json!(100),
        json!("100/60"),
        json!({}),
        json!({"limit": 100}),
        json!({"limit": 0, "window_seconds": 60}),
        json!({"limit": 1_000_001, "window_seconds": 60}),
        json!({"limit": 100, "window_seconds": 86_401}),
        json!({"limit": "100", "window_seconds": 60}),
        json!({"limit": 100, "window_seconds": 60, "windowSeconds": 60}),
    ];
    let wrong_lists = [
        json!("10.0.0.0/8"),
        json!([]),
        json!([""]),
        json!(["10.0.0.5/8"]),
        json!(["10.0.0.0/33"]),
        json!(["example.com"]),
        json!([10]),
        json!(many),
    ];
    let rates = wrong_rates.map(|wrong| ("rate_limit", wrong));
    let lists = wrong_lists.map(|wrong| ("allowed_ips", wrong));
    for (field, wrong) in rates.into_iter().chain(lists) {
        let create = person
            .post("/api_keys")
            .json(&json!({"name": "Wrong", field: wrong}));
        let change = person.change_key(&json!({ field: wrong }));
        for ask in [create, change] {
            let mut faulty = ask.await.faulty_fields();
            faulty.dedup();
            assert_eq!(faulty, [field], "{wrong}");
        }
    }
    for (name, meant) in [("ip_allowlist", "allowed_ips"), ("rate", "rate_limit")] {
        let answer = person.change_key(&json!({name: null})).await;
        let sentence = format!("There is no field \"{name}\": did you mean \"{meant}\"?");
        assert_eq!(answer.json(400)["message"], sentence);
    }
    for (wrong, sentence) in [
        (
            json!({"rate_limit": {"limit": 1, "window": 60}}),
            "In rate_limit: There is no field \"window\": did you mean \"window_seconds\"?",
        ),
        (
            json!({"rate_limit": {"limit": 1}}),
            "In rate_limit: The window in seconds is required.",
        ),
        (
            json!({"allowed_ips": ["10.0.0.0/8", "010.0.0.1", "::1"]}),
            "\"010.0.0.1\" is not an address range, which is written as 203.0.113.0/24, 2001:db8::/32 or 203.0.113.7.",
        ),
    ] {
        let answer = person.change_key(&wrong).await;
        assert_eq!(answer.json(400)["message"], sentence);
    }
}

#[actix_web::test]
async fn beyond_its_rate_limit_a_key_is_told_when_to_come_back() {
    let (world, person) = World::with_person().await;
    let (_, key) = limited(&person, &rate(2, 60)).await;
    let policy = Some("\"default\";q=2;w=60");
    let first = key.get("/v1/inboxes").await;
    first.json(200);
    assert_eq!(fields(&first), [Some("\"default\";r=1;t=30"), policy]);
    // What is refused or not found has been asked all the same.
    let second = key.get("/v1/inboxes/inbox_none").await;
    second.error(404, "not_found");
    assert_eq!(fields(&second), [Some("\"default\";r=0;t=30"), policy]);
    world.clock.advance(TimeDelta::milliseconds(500));
    for ask in at_every_door(&world, &key) {
        let refused = ask.await;
        let words = "may make 2 requests in 60 seconds. Try again in 30 seconds.";
        refused.says(429, "too_many_requests", words);
        assert_eq!(refused.header("retry-after"), Some("30"));
        assert_eq!(fields(&refused), [Some("\"default\";r=0;t=30"), policy]);
    }
    let ours = person.key.get("/v1/inboxes").await;
    ours.json(200);
    assert_eq!(fields(&ours), [None, None]);
    world.clock.advance(TimeDelta::milliseconds(29_500));
    key.get("/v1/inboxes").await.json(200);
}

#[actix_web::test]
async fn a_request_counts_although_the_key_lacks_the_scope() {
    let (_, person) = World::with_person().await;
    let mut limits = rate(1, 60);
    limits["scopes"] = json!(["inboxes:read"]);
    let (_, key) = limited(&person, &limits).await;
    let refused = key.get("/v1/api_keys").await;
    refused.error(403, "insufficient_scope");
    assert_eq!(fields(&refused)[0], Some("\"default\";r=0;t=60"));
    key.get("/v1/inboxes").await.error(429, "too_many_requests");
}

#[actix_web::test]
async fn a_key_is_accepted_from_its_addresses_alone_at_every_door() {
    let (world, person) = World::with_person().await;
    let (path, key) = limited(&person, &json!({"allowed_ips": ["203.0.113.0/24"]})).await;
    for ask in at_every_door(&world, &key) {
        let refused = ask.peer(ELSEWHERE).await;
        refused.says(403, "ip_not_allowed", "198.51.100.7");
        assert_eq!(refused.header("www-authenticate"), None);
    }
    // The address of this one is not known.
    let unknown = key.get("/v1/inboxes").await;
    unknown.error(403, "ip_not_allowed");
    key.get("/v1/inboxes").peer(HOME).await.json(200);
    let refused = key.get("/v1/inboxes").peer(ELSEWHERE);
    let believed = refused.header(("x-forwarded-for", "203.0.113.7")).await;
    believed.error(403, "ip_not_allowed");
    person
        .patch(&path)
        .json(&json!({"active": false}))
        .await
        .json(200);
    let disabled = key.get("/v1/inboxes").peer(ELSEWHERE).await;
    disabled.error(401, "api_key_disabled");
}

#[actix_web::test]
async fn behind_a_trusted_proxy_its_client_counts() {
    let proxies = TrustedProxies::new(vec![AddressRange::parse("10.0.0.0/8").unwrap()]);
    let world = World::with(|settings| settings.trusted_proxies = proxies).await;
    let person = world.register().await;
    let (_, key) = limited(&person, &json!({"allowed_ips": ["203.0.113.7"]})).await;
    for (hops, status) in [
        ("203.0.113.7", 200),
        ("::ffff:203.0.113.7", 200),
        ("203.0.113.7, 198.51.100.7", 403),
        ("198.51.100.7", 403),
    ] {
        let ask = key.get("/v1/inboxes").peer("10.0.0.1:4711");
        let answer = ask.header(("x-forwarded-for", hops)).await;
        assert_eq!(answer.status, status, "{hops}");
    }
}

#[actix_web::test]
async fn a_run_token_has_the_limits_of_its_key() {
    let (world, person) = World::with_person().await;
    let (path, key) = limited(&person, &rate(3, 60)).await;
    let token = key.run_token(&json!({})).await;
    key.get("/v1/inboxes").await.json(200);
    let last = token.get("/v1/inboxes").await;
    assert_eq!(fields(&last)[0], Some("\"default\";r=0;t=20"));
    for ask in [token.get("/v1/inboxes"), key.get("/v1/inboxes")] {
        ask.await.error(429, "too_many_requests");
    }
    world.clock.advance(TimeDelta::minutes(1));
    let only_home = json!({"rate_limit": null, "allowed_ips": ["203.0.113.7"]});
    person.patch(&path).json(&only_home).await.json(200);
    let ask = || token.get("/v1/inboxes");
    ask().peer(HOME).await.json(200);
    ask().peer(ELSEWHERE).await.error(403, "ip_not_allowed");
}

#[actix_web::test]
async fn a_key_makes_only_keys_within_its_limits() {
    let (_, person) = World::with_person().await;
    let mut limits = rate(100, 60);
    limits["allowed_ips"] = json!(["203.0.113.0/24"]);
    let (_, maker) = limited(&person, &limits).await;
    let make = |body: Value| {
        maker
            .post("/v1/api_keys")
            .peer(HOME)
            .json(&body)
            .into_future()
    };
    limits["name"] = json!("As far");
    make(limits.clone()).await.json(201);
    make(json!({"name": "All"})).await.error(403, "forbidden");
    limits["allowed_ips"] = json!(["203.0.113.7", "198.51.100.7"]);
    make(limits).await.error(403, "forbidden");
}

#[actix_web::test]
async fn a_resource_server_is_told_the_limits_and_uses_nothing_up() {
    let (_, person) = World::with_person().await;
    let mut limits = rate(1, 60);
    limits["allowed_ips"] = json!(["203.0.113.7"]);
    let (_, key) = limited(&person, &limits).await;
    for _ in 0..3 {
        let ask = person.key.post("/oauth/introspect");
        let told = ask
            .json(&json!({"token": key}))
            .peer(ELSEWHERE)
            .await
            .json(200);
        assert_eq!(told["active"], true);
        assert_eq!(told["rateLimit"], json!({"limit": 1, "windowSeconds": 60}));
        assert_eq!(told["allowedIps"], json!(["203.0.113.7/32"]));
    }
    key.get("/v1/inboxes").peer(HOME).await.json(200);
}

#[actix_web::test]
async fn a_gateway_is_told_403_and_when_to_come_back() {
    let (_, person) = World::with_person().await;
    let mut limits = rate(1, 60);
    limits["allowed_ips"] = json!(["203.0.113.7"]);
    let (_, key) = limited(&person, &limits).await;
    let ask = |peer| key.get("/forward-auth").peer(peer);
    ask(ELSEWHERE).await.error(403, "ip_not_allowed");
    let accepted = ask(HOME).await;
    assert_eq!(accepted.status, 204);
    assert_eq!(fields(&accepted)[0], Some("\"default\";r=0;t=60"));
    let refused = ask(HOME).await;
    refused.error(403, "forbidden");
    assert_eq!(refused.header("retry-after"), Some("60"));
    assert_eq!(fields(&refused), fields(&accepted));
}
