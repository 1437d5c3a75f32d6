//! A credential that ends in a line break, as clients such as curl and PHP send it: the rest of the request is lost.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;

use serde_json::{Value, json};

use crate::support::client::Client;
use crate::support::program::{Running, World};

/// Sends a request as curl 7.88 does, with this end of the credential and this body; gives status and body.
fn post(server: &Running, path: &str, credential: &str, body: Option<&str>) -> (u16, Value) {
    let rest = body.map_or_else(String::new, |body| {
        let length = body.len();
        format!("Content-Type: application/json\r\nContent-Length: {length}\r\n\r\n{body}")
    });
    let end = if body.is_some() { "" } else { "\r\n" };
    exchange(
        server,
        &format!(
            "POST {path} HTTP/1.1\r\nHost: a\r\nUser-Agent: curl/7.88.1\r\nAccept: */*\r\n\
             Authorization: Bearer {credential}\r\n{rest}{end}"
        ),
    )
}

fn exchange(server: &Running, request: &str) -> (u16, Value) {
    let mut stream = TcpStream::connect(server.address).unwrap();
    stream.write_all(request.as_bytes()).unwrap();
    // The server need not end the connection of a request that is whole.
    stream.shutdown(std::net::Shutdown::Write).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    assert_eq!(answer.matches("HTTP/1.1 ").count(), 1, "{answer}");
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    (status, serde_json::from_str(body).unwrap())
}

struct Person {
    token: String,
    key: String,
    rotate: String,
}

fn person(client: &Client) -> Person {
    let registered = client.register("ada@example.com");
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    Person {
        token: text(&registered["token"]),
        key: text(&registered["apiKey"]["key"]),
        rotate: format!("/v1/api_keys/{}/rotate", text(&registered["apiKey"]["id"])),
    }
}

#[test]
fn a_request_that_would_mean_another_act_without_its_body_is_refused() {
    let (_world, server, client) = World::serving(&[]);
    let Person { token, key, rotate } = person(&client);
    let inboxes = client.get("/v1/inboxes", &key);
    for line_break in ["\n", "\r\n"] {
        for (path, credential, body) in [
            (rotate.as_str(), &key, r#"{"grace_seconds": 0}"#),
            ("/auth/logout", &token, r#"{"scope": "current"}"#),
            ("/v1/inboxes", &key, r#"{"name": "Support"}"#),
        ] {
            let credential = format!("{credential}{line_break}");
            let (status, answer) = post(&server, path, &credential, Some(body));
            assert_eq!((status, &answer["code"]), (411, &json!("length_required")));
            let sentence = answer["message"].as_str().unwrap();
            assert!(
                sentence.contains("line break at the end of the credential"),
                "{sentence}"
            );
        }
    }
    // Nothing was done by any of them.
    assert_eq!(client.get("/auth/user", &token).0, 200);
    assert_eq!(client.get("/v1/inboxes", &key), inboxes);
    let key = client.get("/v1/whoami", &key).1;
    assert_eq!(key["apiKey"]["secrets"].as_array().unwrap().len(), 1);
}

#[test]
fn a_body_that_is_due_and_was_lost_is_named() {
    let server = World::new().start(&[]);
    let Person { key, .. } = person(&Client::new(&server));
    for path in ["/v1/api_keys", "/oauth/introspect"] {
        let (status, answer) = post(&server, path, &format!("{key}\n"), Some("{}"));
        assert_eq!((status, &answer["code"]), (400, &json!("invalid_json")));
        let sentence = answer["message"].as_str().unwrap();
        assert!(sentence.starts_with("There is no body."), "{sentence}");
    }
    // PHP writes the length before the credential, so that the headers after it become the body.
    let (status, answer) = exchange(
        &server,
        &format!(
            "POST /v1/inboxes HTTP/1.1\r\nHost: a\r\nContent-Length: 16\r\nAuthorization: Bearer {key}\n\r\n\
             Content-Type: application/json\r\n\r\n{{}}"
        ),
    );
    assert_eq!((status, &answer["code"]), (400, &json!("invalid_json")));
    let sentence = answer["message"].as_str().unwrap();
    assert!(sentence.contains("cut off by a line break"), "{sentence}");
}

#[test]
fn a_request_that_is_whole_without_a_body_goes_on() {
    let (_world, server, client) = World::serving(&[]);
    let Person { token, key, rotate } = person(&client);
    let other = client.log_in("ada@example.com").1["token"].clone();
    // `curl -X POST`, which sends no length.
    assert_eq!(post(&server, "/v1/inboxes", &key, None).0, 201);
    assert_eq!(post(&server, &rotate, &key, None).0, 200);
    assert_eq!(post(&server, "/auth/logout", &token, None).0, 200);
    assert_eq!(client.get("/auth/user", other.as_str().unwrap()).0, 401);
    // The acts that no body changes are done, whatever was lost.
    let complete = format!("{rotate}/complete");
    assert_eq!(
        post(&server, &complete, &format!("{key}\n"), Some("{}")).0,
        200
    );
}
