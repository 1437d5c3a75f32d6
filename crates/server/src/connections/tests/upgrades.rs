use super::world::{UNLIMITED, World};

/// The lines of an answer up to the end of its connection, which has to come.
fn lines(request: &str) -> Vec<String> {
    let world = World::new(UNLIMITED);
    let mut client = world.connect();
    client.send(request);
    let answer = client.rest().unwrap();
    assert_eq!(answer.matches("HTTP/1.1 ").count(), 1, "{answer}");
    answer.lines().map(str::to_ascii_lowercase).collect()
}

#[test]
fn an_offer_to_upgrade_is_answered_with_an_announced_end() {
    for offer in [
        "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n",
        "Connection: keep-alive, upgrade\r\nUpgrade: h2c\r\n",
        "Connection: Upgrade\r\nUpgrade: websocket\r\n",
        "Upgrade: WebSocket\r\n",
        "Connection: Upgrade\r\nUpgrade: TLS/1.2\r\n",
    ] {
        for path in ["/now", "/later", "/large"] {
            let answer = lines(&format!("GET {path} HTTP/1.1\r\nHost: a\r\n{offer}\r\n"));
            assert_eq!(answer[0], "http/1.1 200 ok", "{offer}");
            let said: Vec<&String> = answer
                .iter()
                .filter(|line| line.starts_with("connection:") || line.starts_with("upgrade:"))
                .collect();
            assert_eq!(said, ["connection: close"], "{offer}");
        }
    }
}

#[test]
fn a_body_beside_an_offer_is_read_by_its_length() {
    for (framing, body) in [
        ("Content-Length: 2", "{}"),
        ("Transfer-Encoding: chunked", "2\r\n{}\r\n0\r\n\r\n"),
    ] {
        let answer = lines(&format!(
            "POST /echo HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n{framing}\r\n\r\n{body}"
        ));
        assert_eq!(answer[0], "http/1.1 200 ok");
        assert!(
            answer.contains(&"connection: close".to_owned()),
            "{answer:?}"
        );
        assert_eq!(answer.last().unwrap(), "{}");
    }
}

#[test]
fn what_follows_an_offer_or_a_cut_head_is_no_further_request() {
    for head in [
        "Connection: Upgrade\r\nUpgrade: h2c\r\n\r\nGET /next HTTP/1.1\r\nHost: a\r\n\r\n",
        "Authorization: Bearer KEY\n\r\nAccept: */*\r\n\r\n",
        "Authorization: Bearer KEY\r\n\r\nAccept: */*\r\n\r\n",
    ] {
        let answer = lines(&format!("GET /now HTTP/1.1\r\nHost: a\r\n{head}"));
        assert!(
            answer.contains(&"connection: close".to_owned()),
            "{answer:?}"
        );
    }
}

#[test]
fn other_connections_go_on() {
    let world = World::new(UNLIMITED);
    let mut client = world.connect();
    client.send("GET /now HTTP/1.1\r\nHost: a\r\nConnection: keep-alive\r\n\r\n");
    assert_eq!(client.answer().1, "/now");
    // As people type it.
    client.send("GET /now HTTP/1.1\nHost: a\n\n");
    assert_eq!(client.answer().1, "/now");
    client.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\na: b");
    assert_eq!(client.answer().1, "a: b");
    assert_eq!(client.get("/after"), "/after");
}
