use super::world::{UNLIMITED, World};

#[test]
fn requests_that_are_sent_at_once_are_answered_in_their_order() {
    let world = World::new(UNLIMITED);
    let mut client = world.connect();
    let mut sent = Vec::new();
    let mut wanted = Vec::new();
    for number in 0..40 {
        for kind in ["now", "later"] {
            let path = format!("/{kind}/{number}");
            sent.push(format!("GET {path} HTTP/1.1\r\nHost: a\r\n\r\n"));
            wanted.push(path);
        }
        let body = format!("{number}\r\n\r\n{number}");
        let length = body.len();
        sent.extend([
            format!("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: {length}\r\n\r\n{body}\r\n"),
            "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n".to_owned(),
            format!("{length:x}\r\n{body}\r\n0\r\n\r\n"),
        ]);
        wanted.extend([body.clone(), body]);
    }
    client.send(&sent.concat());
    for wanted in wanted {
        assert_eq!(client.answer(), ("http/1.1 200 ok".to_owned(), wanted));
    }
}

#[test]
fn a_request_may_come_byte_by_byte() {
    let world = World::new(UNLIMITED);
    let mut client = world.connect();
    for _ in 0..2 {
        for byte in "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\n\n\n\n\n".chars() {
            client.send(byte.encode_utf8(&mut [0]));
        }
        assert_eq!(client.answer().1, "\n\n\n\n");
    }
}

#[test]
fn a_body_may_wait_until_it_is_asked_for() {
    let world = World::new(UNLIMITED);
    let mut client = world.connect();
    client.send(
        "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n",
    );
    assert_eq!(client.answer().0, "http/1.1 100 continue");
    client.send("{}");
    assert_eq!(client.answer().1, "{}");
    assert_eq!(client.get("/after"), "/after");
}

#[test]
fn bodies_and_answers_that_need_many_turns_arrive_whole() {
    let world = World::new(UNLIMITED);
    let mut client = world.connect();
    let body = "0123456789abcdef".repeat(12_000);
    for _ in 0..2 {
        client.send(&format!(
            "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        ));
        let (status, echo) = client.answer();
        assert_eq!(status, "http/1.1 200 ok");
        assert!(echo == body, "{} bytes came back", echo.len());
    }
    assert_eq!(client.get("/after"), "/after");
}

#[test]
fn head_is_answered_without_a_body_and_the_connection_goes_on() {
    let world = World::new(UNLIMITED);
    let mut client = world.connect();
    client.send("HEAD /large HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    let answer = client.rest().unwrap();
    assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
    assert!(answer.ends_with("\r\n\r\n"), "{answer}");
    let mut client = world.connect();
    client.send("HEAD /now HTTP/1.1\r\nHost: a\r\n\r\nGET /next HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    let answers = client.rest().unwrap();
    assert_eq!(answers.matches("HTTP/1.1 200 ").count(), 2, "{answers}");
    assert!(answers.ends_with("\r\n\r\n/next"), "{answers}");
}
