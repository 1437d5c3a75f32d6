use serde_json::{Value, json};

use super::Site;
use crate::support::client::text;

pub(super) fn walk(site: &Site) {
    a_key_is_made_and_its_secret_shown_alone(site);
    keys_are_listed_as_the_filter_says(site);
    a_key_ends_on_the_next_request_of_every_server(site);
    a_key_is_rotated(site);
    a_secret_is_identified(site);
    what_refers_to_no_key_is_refused(site);
}

/// Makes a key with this name, and gives it with its secret.
fn make(site: &Site, name: &str, more: &[&str]) -> Value {
    let org = site.text("/organization/id");
    let command = ["key", "create", "--json", "--org", org, "--name", name];
    let mut made = site.lines(&[&command, more].concat());
    assert_eq!(made.len(), 1);
    made.remove(0)
}

fn a_key_is_made_and_its_secret_shown_alone(site: &Site) {
    let org = site.text("/organization/id");
    let command = ["key", "create", "--org", org, "--name", "Deploy 1"];
    let (code, secret, told) = site.world.outcome(&command);
    assert_eq!(code, Some(0), "{told}");
    assert!(secret.starts_with("sndk_prod_") && !secret.contains(char::is_whitespace));
    assert!(told.contains("Deploy 1") && !told.contains(&secret));
    assert_eq!(site.key_statuses(&secret), [200, 200]);

    let scopes = [
        "--scope",
        "inboxes:read",
        "--scope",
        "keys:read",
        "--expires-in",
        "90d",
    ];
    let limits = [
        "--rate-limit",
        "100/1m",
        "--allow-ip",
        "127.0.0.0/8",
        "--allow-ip",
        "2001:db8::1",
    ];
    let inbox = [
        "--environment",
        "staging",
        "--inbox",
        site.text("/inbox/id"),
    ];
    let made = make(site, "Reader", &[&scopes[..], &limits, &inbox].concat());
    assert_eq!(made["scopes"], json!(["inboxes:read", "keys:read"]));
    assert_eq!(made["inboxIds"], json!([site.text("/inbox/id")]));
    assert_eq!(text(&made, "/environment"), "staging");
    assert!(made["expiresAt"].is_string());
    let minute = json!({"limit": 100, "windowSeconds": 60});
    assert_eq!(made["rateLimit"], minute);
    assert_eq!(
        made["allowedIps"],
        json!(["127.0.0.0/8", "2001:db8::1/128"])
    );
    let shown = site.does(&["key", "show", text(&made, "/id")]);
    assert!(shown.contains("100 requests in 60 seconds"), "{shown}");
    assert!(shown.contains("127.0.0.0/8 2001:db8::1/128"), "{shown}");
    assert_eq!(site.key_statuses(text(&made, "/key")), [200, 200]);

    let lines = site.audited("api_key.created");
    assert_eq!(lines.len(), 2, "a registration has its own line");
    assert_eq!(lines[0]["targetId"], made["id"]);
    assert_eq!(lines[0]["actor"], json!({"type": "operator"}));
    let told = site.refuses(1, &[&command[..], &["--inbox", "inbox_1"]].concat());
    assert_eq!(told, "There is no inbox \"inbox_1\" in this organization.");
    let past = ["--expires-at", "2020-01-01T00:00:00Z"];
    let told = site.refuses(1, &[&command[..], &past].concat());
    assert_eq!(told, "The expiry must lie in the future.");
    for wrong in [
        ["--scope", "all"],
        ["--expires-in", "soon"],
        ["--environment", "prod"],
        ["--rate-limit", "100"],
        ["--rate-limit", "0/60s"],
        ["--rate-limit", "100/2d"],
        ["--allow-ip", "10.0.0.5/8"],
    ] {
        site.refuses(2, &[&command[..], &wrong].concat());
    }
    let told = site.refuses(1, &["key", "create", "--org", "org_1", "--name", "A"]);
    assert!(told.contains("There is no organization org_1."), "{told}");
}

fn keys_are_listed_as_the_filter_says(site: &Site) {
    let names = |filter: &[&str]| -> Vec<String> {
        let listed = site.lines(&[&["key", "list", "--json"], filter].concat());
        listed
            .iter()
            .map(|key| text(key, "/name").to_owned())
            .collect()
    };
    let all = ["Reader", "Deploy 1", "Default API Key"];
    assert_eq!(names(&[]), all);
    assert_eq!(names(&["--limit", "2"]), all[..2]);
    let org = site.text("/organization/id");
    assert_eq!(names(&["--org", org, "--query", "DEPLOY"]), ["Deploy 1"]);
    assert_eq!(names(&["--environment", "staging"]), ["Reader"]);
    assert_eq!(
        names(&["--created-by", site.text("/user/id")]),
        ["Default API Key"]
    );
    assert_eq!(
        names(&["--expires-before", "2100-01-01T00:00:00Z"]),
        ["Reader"]
    );
    assert_eq!(names(&["--enabled"]), all);
    assert!(names(&["--disabled"]).is_empty() && names(&["--expired"]).is_empty());
    let as_http = site.clients()[0].get(
        &format!("/organizations/{org}/api_keys"),
        site.text("/token"),
    );
    // The servers count the keys' use apart until it is written.
    let ids = |keys: &[Value]| -> Vec<Value> { keys.iter().map(|key| key["id"].clone()).collect() };
    let listed = site.lines(&["key", "list", "--json"]);
    assert_eq!(ids(&listed), ids(as_http.1.as_array().unwrap()));
    let table = site.does(&["key", "list", "--query", "reader"]);
    assert!(table.lines().nth(1).unwrap().contains("active"), "{table}");
    let told = site.refuses(2, &["key", "list", "--enabled", "--disabled"]);
    assert!(told.contains("cannot be used with"), "{told}");
}

fn a_key_ends_on_the_next_request_of_every_server(site: &Site) {
    let made = make(site, "To end", &[]);
    let (id, secret) = (text(&made, "/id"), text(&made, "/key"));
    assert_eq!(site.key_statuses(secret), [200, 200]);
    let told = site.does(&["key", "disable", id]);
    assert!(
        told.ends_with("is disabled: its next request is refused."),
        "{told}"
    );
    assert_eq!(site.key_statuses(secret), [401, 401]);
    assert!(site.does(&["key", "show", id]).contains("disabled"));
    site.does(&["key", "enable", text(&made, "/hint")]);
    assert_eq!(site.key_statuses(secret), [200, 200]);
    let deleted = site.lines(&["key", "delete", id, "--json"]);
    assert_eq!(deleted[0]["active"], false);
    assert_eq!(site.key_statuses(secret), [401, 401]);
    let told = site.refuses(1, &["key", "delete", id]);
    assert!(told.starts_with("There is no such API key."), "{told}");
    for (action, count) in [("api_key.changed", 2), ("api_key.deleted", 1)] {
        let lines = site.audited(action);
        assert_eq!(lines.len(), count, "{action}");
        for line in lines {
            assert_eq!(
                (&line["actor"]["type"], &line["targetId"]),
                (&json!("operator"), &made["id"])
            );
        }
    }
}

fn a_key_is_rotated(site: &Site) {
    let made = make(site, "To rotate", &[]);
    let (id, first) = (text(&made, "/id"), text(&made, "/key"));
    assert_eq!(site.key_statuses(first), [200, 200]);
    let (code, second, told) = site.world.outcome(&["key", "rotate", id]);
    assert_eq!(code, Some(0), "{told}");
    assert!(told.contains("the old one goes on until 2") && !told.contains(&second));
    for secret in [first, &second] {
        assert_eq!(site.key_statuses(secret), [200, 200]);
    }
    let told = site.refuses(1, &["key", "rotate", id]);
    assert!(
        told.ends_with("With --end-oldest, the older one ends."),
        "{told}"
    );
    let rotate = [
        "key",
        "rotate",
        id,
        "--end-oldest",
        "--grace",
        "0",
        "--json",
    ];
    let third = site.lines(&rotate).remove(0);
    assert_eq!(third["id"], made["id"]);
    for (secret, statuses) in [
        (first, [401, 401]),
        (&second, [401, 401]),
        (text(&third, "/key"), [200, 200]),
    ] {
        assert_eq!(site.key_statuses(secret), statuses);
    }
    let lines = site.audited("api_key.rotated");
    assert_eq!(lines.len(), 2);
    for line in lines {
        assert_eq!(
            (&line["actor"]["type"], &line["targetId"]),
            (&json!("operator"), &made["id"])
        );
    }
    site.refuses(2, &["key", "rotate", id, "--grace", "8d"]);
    site.does(&["key", "delete", id]);
}

fn a_secret_is_identified(site: &Site) {
    let made = make(site, "Rotated", &[]);
    let (id, org) = (text(&made, "/id"), site.text("/organization/id"));
    let path = format!("/organizations/{org}/api_keys/{id}/rotate");
    let (_, rotated) = site.clients()[0].post(&path, site.text("/token"), &json!({}));
    for (secret, which) in [(&made["key"], "old"), (&rotated["key"], "current")] {
        let secret = secret.as_str().unwrap();
        let (code, told, complaint) = site.reads(secret, &["key", "identify", "--json"]);
        assert_eq!(code, Some(0), "{complaint}");
        let found: Value = serde_json::from_str(&told).unwrap();
        assert_eq!(
            (&found["id"], &found["secret"]),
            (&made["id"], &json!(which))
        );
        assert_eq!(found["state"], "active");
        let pasted = format!("KEY=\"{secret}\"\n");
        let (code, told, complaint) = site.reads(&pasted, &["key", "identify"]);
        assert_eq!((code, complaint.as_str()), (Some(0), ""));
        assert!(told.contains(id) && told.contains("This secret:"), "{told}");
        assert_eq!(told.contains("the old one"), which == "old", "{told}");
        assert!(!told.contains(secret));
    }
    // A log is no text in one encoding, and has no limit.
    let secret = rotated["key"].as_str().unwrap();
    let mut log = b"caf\xe9 /v1?key=".to_vec();
    log.extend(secret.bytes().chain(*b"\n"));
    log.extend(b"\xff GET /health 200\n".repeat(10_000));
    log.extend(text(&made, "/key").bytes());
    let (code, told, complaint) = site.reads(&log, &["key", "identify", "--json"]);
    assert_eq!((code, complaint.as_str()), (Some(0), ""));
    let found: Vec<Value> = told
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let which: Vec<_> = found.iter().map(|key| text(key, "/secret")).collect();
    assert_eq!(which, ["current", "old"]);
    let unknown = "sndk_prod_zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ0mLq17";
    for (text, sentence) in [
        (unknown, "No API key has this secret"),
        (&unknown[..40], "This is no API key."),
        ("", "This is no API key."),
        (site.text("/token"), "an access token of a person"),
        (site.text("/refreshToken"), "a refresh token of a person"),
        (
            &"GET /health 200\n".repeat(1000),
            "There is no API key in this text.",
        ),
    ] {
        let (code, told, complaint) = site.reads(text, &["key", "identify"]);
        assert_eq!((code, told.as_str()), (Some(1), ""), "{text}");
        assert!(complaint.contains(sentence), "{complaint}");
        assert!(text.is_empty() || !complaint.contains(text), "{complaint}");
    }
}

fn what_refers_to_no_key_is_refused(site: &Site) {
    let id = site.text("/apiKey/id");
    assert!(
        site.does(&["key", "show", &id[..id.len() - 1]])
            .contains(id)
    );
    let told = site.refuses(2, &["key", "show", "key_"]);
    assert!(told.contains("at least the first 20 characters"), "{told}");
    let told = site.refuses(2, &["key", "show", "sndk_prod_...----"]);
    assert!(told.contains("A key is given by its id"), "{told}");
    let secret = site.text("/apiKey/key");
    let told = site.refuses(2, &["key", "show", secret]);
    assert!(
        told.contains("key identify") && !told.contains(secret),
        "{told}"
    );
}
