//! What Prometheus gets, and whether the page, the alerts and the dashboard that go with it say the same.

use std::collections::{BTreeMap, BTreeSet};
use std::net::{TcpListener, TcpStream};
use std::time::{Duration, Instant};

use serde_json::json;
use ureq::Agent;

use crate::support::client::{Client, text};
use crate::support::program::{Running, World};

pub(crate) const ON: [(&str, &str); 1] = [("SENDOOK_METRICS_BIND", "127.0.0.1:0")];

/// Where this server says that its metrics are.
fn address(server: &Running) -> String {
    let (_, rest) = server
        .log_until_it_listened
        .split_once("metrics are at ")
        .unwrap();
    let url = rest.lines().next().unwrap().trim();
    url.strip_suffix("/metrics").unwrap().to_owned()
}

/// Status, content type and body.
fn ask(method: &str, url: &str) -> (u16, String, String) {
    let config = Agent::config_builder()
        .http_status_as_error(false)
        .proxy(None);
    let agent: Agent = config.build().into();
    let request = ureq::http::Request::builder().method(method).uri(url);
    let mut answer = agent.run(request.body(()).unwrap()).unwrap();
    let kind = answer.headers().get("content-type");
    let kind = kind.map_or("", |kind| kind.to_str().unwrap()).to_owned();
    let body = answer.body_mut().read_to_string().unwrap();
    (answer.status().as_u16(), kind, body)
}

pub(crate) fn scrape(server: &Running) -> String {
    let (status, _, body) = ask("GET", &format!("{}/metrics", address(server)));
    assert_eq!(status, 200, "{body}");
    body
}

/// The value of a series: its name, and its labels as they are written.
pub(crate) fn value(scraped: &str, name: &str) -> u64 {
    let line = scraped
        .lines()
        .find_map(|line| line.strip_prefix(&format!("{name} ")));
    line.unwrap_or_else(|| panic!("no {name} in {scraped}"))
        .parse()
        .unwrap()
}

/// The metrics of a server on which everything has happened that is counted, with their types.
fn metrics() -> BTreeMap<String, String> {
    let (_world, server, client) = World::serving(&ON);
    client.register("ada@example.com");
    client.log_in("ada@example.com");
    client.get("/v1/whoami", "none");
    let scraped = scrape(&server);
    let types = scraped
        .lines()
        .filter_map(|line| line.strip_prefix("# TYPE "));
    types
        .map(|line| {
            let (name, kind) = line.split_once(' ').unwrap();
            (name.to_owned(), kind.to_owned())
        })
        .collect()
}

#[test]
fn metrics_have_an_address_of_their_own() {
    let (_world, server, _) = World::serving(&ON);
    let metrics = address(&server);
    let (status, kind, _) = ask("GET", &format!("{metrics}/metrics"));
    assert_eq!(
        (status, &*kind),
        (200, "text/plain; version=0.0.4; charset=utf-8")
    );
    assert_eq!(ask("HEAD", &format!("{metrics}/metrics")).0, 200);
    assert_eq!(ask("POST", &format!("{metrics}/metrics")).0, 405);
    for path in ["/", "/health", "/v1/whoami", "/metrics/"] {
        assert_eq!(ask("GET", &format!("{metrics}{path}")).0, 404, "{path}");
    }
    let public = format!("http://{}/metrics", server.address);
    assert_eq!(ask("GET", &public).0, 404);
    let log = server.stop();
    assert!(log.contains("Sendook has stopped"), "{log}");
}

#[test]
fn without_an_address_there_are_none() {
    let server = World::new().start(&[]);
    assert!(!server.log_until_it_listened.contains("metrics"));
    let public = format!("http://{}/metrics", server.address);
    assert_eq!(ask("GET", &public).0, 404);
}

#[test]
fn an_address_in_use_is_told_in_a_sentence() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let output = World::new().run(&[], &[("SENDOOK_METRICS_BIND", &address)]);
    assert_eq!(output.status.code(), Some(1));
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    let sentence = format!(
        "The address {address} is already in use: stop the other program, or set SENDOOK_METRICS_BIND."
    );
    assert!(told.lines().any(|line| line == sentence), "{told}");
}

#[test]
fn copies_of_keys_and_the_process_are_seen() {
    let (_world, server, client) = World::serving(&ON);
    let registered = client.register("ada@example.com");
    let key = text(&registered, "/apiKey/key");
    for _ in 0..5 {
        assert_eq!(client.get("/v1/whoami", key).0, 200);
    }
    let before = scrape(&server);
    assert_eq!(value(&before, "sendook_credential_copies"), 1);
    assert_eq!(value(&before, "sendook_credential_copy_hits_total"), 4);
    assert_eq!(value(&before, "sendook_credential_copy_misses_total"), 1);
    assert!(value(&before, "sendook_connections") > 0);
    for name in [
        "process_resident_memory_bytes",
        "process_open_fds",
        "process_threads",
        "process_start_time_seconds",
    ] {
        assert!(value(&before, name) > 0, "{name}");
    }
    let path = format!(
        "/organizations/{}/api_keys/{}",
        text(&registered, "/organization/id"),
        text(&registered, "/apiKey/id")
    );
    let change = json!({"active": false});
    assert_eq!(
        client.patch(&path, text(&registered, "/token"), &change).0,
        200
    );
    assert_eq!(client.get("/v1/whoami", key).0, 401);
    let after = scrape(&server);
    let catch_ups = "sendook_freshness_catch_ups_total";
    assert!(value(&after, catch_ups) > value(&before, catch_ups));
    // That of the access token alone.
    assert_eq!(value(&after, "sendook_credential_copies"), 1);
}

#[test]
fn the_page_lists_the_metrics_that_there_are() {
    let page = include_str!("../../../../docs/monitoring/README.md");
    let rows = page.lines().filter_map(|line| {
        let (name, rest) = line.strip_prefix("| `")?.split_once("` | ")?;
        let (kind, _) = rest.split_once(" | ")?;
        Some((name.to_owned(), kind.to_owned()))
    });
    assert_eq!(rows.collect::<BTreeMap<_, _>>(), metrics());
}

#[test]
fn alerts_and_dashboard_show_metrics_that_there_are_and_the_dashboard_all() {
    let metrics = metrics();
    let named = |file: &str| -> BTreeSet<String> {
        let words = file.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_'));
        let names = words.filter(|word| {
            ["sendook_", "process_"]
                .iter()
                .any(|prefix| word.starts_with(prefix))
        });
        let metric = |name: &str| {
            let family = name
                .strip_suffix("_bucket")
                .filter(|family| metrics.contains_key(*family));
            family.unwrap_or(name).to_owned()
        };
        names.map(metric).collect()
    };
    let dashboard = named(include_str!("../../../../docs/monitoring/grafana.json"));
    let alerts = named(include_str!("../../../../docs/monitoring/alerts.yml"));
    for name in alerts.union(&dashboard) {
        assert!(metrics.contains_key(name), "there is no {name}");
    }
    let mut missing = metrics.keys().filter(|name| !dashboard.contains(*name));
    assert_eq!(
        missing.next().map(String::as_str),
        Some("process_virtual_memory_bytes")
    );
    assert_eq!(missing.next(), None);
    assert!(alerts.len() > 10, "{alerts:?}");
}

#[test]
fn requests_of_all_workers_are_counted_together() {
    let (_world, server, _) = World::serving(&[ON[0], ("SENDOOK_WORKERS", "4")]);
    // Each client has a connection of its own, and workers take connections in turn.
    let clients: Vec<_> = (0..8).map(|_| Client::new(&server)).collect();
    for _ in 0..5 {
        for client in &clients {
            assert_eq!(client.get("/health", "").0, 200);
        }
    }
    let line = r#"sendook_http_requests_total{route="/health",method="GET",status="200"}"#;
    assert_eq!(value(&scrape(&server), line), 40);
}

#[test]
fn refused_connections_are_counted_by_reason() {
    let (_world, server, _) = World::serving(&[ON[0], ("SENDOOK_MAX_CONNECTIONS", "64")]);
    let refused = |reason: &str| {
        let line = format!(r#"sendook_connections_refused_total{{reason="{reason}"}}"#);
        value(&scrape(&server), &line)
    };
    assert_eq!((refused("share"), refused("full")), (0, 0));
    // One address may hold 32 of 64.
    let held: Vec<_> = (0..35)
        .map(|_| TcpStream::connect(server.address).unwrap())
        .collect();
    let begun = Instant::now();
    while refused("share") < 3 {
        assert!(begun.elapsed() < Duration::from_secs(30));
        std::thread::yield_now();
    }
    assert_eq!((refused("share"), refused("full")), (3, 0));
    assert_eq!(value(&scrape(&server), "sendook_connections"), 32);
    drop(held);
}
