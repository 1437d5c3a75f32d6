//! Whose address a session keeps, as `/v1/whoami` shows it.

use sendook_domain::values::AddressRange;
use sendook_web::TrustedProxies;
use serde_json::{Value, json};

use crate::support::{PASSWORD, World};

const PROXY: &str = "10.0.0.1:4711";

async fn behind(ranges: &[&str]) -> World {
    let ranges = ranges
        .iter()
        .map(|range| AddressRange::parse(range).unwrap());
    World::with(|settings| settings.trusted_proxies = TrustedProxies::new(ranges.collect())).await
}

/// The address of a session that was begun from this peer with these `X-Forwarded-For` lines.
async fn seen(world: &World, peer: &str, lines: &[&[u8]]) -> Value {
    let email = "ada@example.com";
    let body = json!({"email": email, "password": PASSWORD, "first_name": "Ada"});
    let registered = world.post("/auth/register").json(&body).await;
    assert!([201, 409].contains(&registered.status));
    let mut login = world.post("/auth/login").json(&body).peer(peer);
    for line in lines {
        login = login.header(("x-forwarded-for", *line));
    }
    let token = login.await.json(200)["token"].as_str().unwrap().to_owned();
    world.get("/v1/whoami").bearer(&token).await.json(200)["session"]["ip"].clone()
}

#[actix_web::test]
async fn without_trust_the_peer_counts_alone() {
    let world = behind(&[]).await;
    assert_eq!(seen(&world, "192.0.2.1:80", &[]).await, "192.0.2.1");
    assert_eq!(
        seen(&world, "192.0.2.1:80", &[b"203.0.113.5"]).await,
        "192.0.2.1"
    );
    assert_eq!(
        seen(&world, "[2001:db8::1]:80", &[b"203.0.113.5"]).await,
        "2001:db8::1"
    );
    assert_eq!(
        seen(&world, "[::ffff:192.0.2.1]:80", &[]).await,
        "192.0.2.1"
    );
}

#[actix_web::test]
async fn a_peer_outside_the_trusted_ranges_is_not_believed() {
    let world = behind(&["10.0.0.0/8"]).await;
    assert_eq!(
        seen(&world, "192.0.2.1:80", &[b"203.0.113.5"]).await,
        "192.0.2.1"
    );
}

#[actix_web::test]
async fn behind_a_trusted_proxy_its_word_counts() {
    let world = behind(&["10.0.0.0/8"]).await;
    for (line, address) in [
        ("203.0.113.5", "203.0.113.5"),
        (" 203.0.113.5 ", "203.0.113.5"),
        ("203.0.113.5:4711", "203.0.113.5"),
        ("2001:db8::5", "2001:db8::5"),
        ("[2001:db8::5]", "2001:db8::5"),
        ("[2001:db8::5]:4711", "2001:db8::5"),
        ("::ffff:203.0.113.5", "203.0.113.5"),
    ] {
        assert_eq!(
            seen(&world, PROXY, &[line.as_bytes()]).await,
            address,
            "{line}"
        );
    }
    assert_eq!(seen(&world, PROXY, &[]).await, "10.0.0.1");
    assert_eq!(
        seen(&world, "[::ffff:10.0.0.1]:80", &[b"203.0.113.5"]).await,
        "203.0.113.5"
    );
}

#[actix_web::test]
async fn the_rightmost_hop_that_is_not_trusted_counts() {
    let world = behind(&["10.0.0.0/8", "2001:db8:aaaa::/48"]).await;
    let lines: &[&[u8]] = &[b"198.51.100.9, 203.0.113.5, 10.9.9.9"];
    assert_eq!(seen(&world, PROXY, lines).await, "203.0.113.5");
    let lines: &[&[u8]] = &[
        b"198.51.100.9",
        b"203.0.113.5",
        b"2001:db8:aaaa::1,10.9.9.9",
    ];
    assert_eq!(seen(&world, PROXY, lines).await, "203.0.113.5");
    assert_eq!(
        seen(&world, PROXY, &[b"10.3.3.3, 10.2.2.2"]).await,
        "10.3.3.3"
    );
    assert_eq!(
        seen(&world, "[2001:db8:aaaa::9]:80", &[b"203.0.113.5"]).await,
        "203.0.113.5"
    );
}

#[actix_web::test]
async fn what_stands_left_of_a_hop_that_is_no_address_is_not_believed() {
    let world = behind(&["10.0.0.0/8"]).await;
    for line in [
        "198.51.100.9, unknown",
        "198.51.100.9,",
        "198.51.100.9, _hidden, 10.1.1.1",
        "x",
    ] {
        let address = seen(&world, PROXY, &[line.as_bytes()]).await;
        let nearest = if line.ends_with("10.1.1.1") {
            "10.1.1.1"
        } else {
            "10.0.0.1"
        };
        assert_eq!(address, nearest, "{line}");
    }
}

#[actix_web::test]
async fn bytes_beyond_ascii_hide_no_hop() {
    let world = behind(&["10.0.0.0/8"]).await;
    let lines: &[&[u8]] = &[b"198.51.100.9", b"\xff, 203.0.113.5"];
    assert_eq!(seen(&world, PROXY, lines).await, "203.0.113.5");
    let lines: &[&[u8]] = &[b"198.51.100.9", b"203.0.113.5, \xff"];
    assert_eq!(seen(&world, PROXY, lines).await, "10.0.0.1");
}
