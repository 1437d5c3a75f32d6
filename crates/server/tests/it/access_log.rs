use crate::support::client::text;
use crate::support::program::World;

/// The lines that four requests with credentials leave, and those credentials.
fn lines(settings: &[(&str, &str)]) -> (Vec<String>, [String; 2]) {
    let (_world, server, client) = World::serving(settings);
    let account = client.register("ada@example.com");
    let key = text(&account, "/apiKey/key");
    assert_eq!(client.get("/v1/whoami?note=hunter2", key).0, 200);
    assert_eq!(client.get("/v1/nowhere", key).0, 404);
    let credentials = [key, text(&account, "/token")].map(str::to_owned);
    let (status, _) = client.delete(&format!("/v1/inboxes/{key}"), &credentials[1]);
    assert_eq!(status, 401);
    let log = server.stop();
    let lines = log
        .lines()
        .filter(|line| line.contains("sendook::access"))
        .map(str::to_owned);
    (lines.collect(), credentials)
}

#[test]
fn each_request_leaves_a_line_if_the_access_log_is_on() {
    let (lines, credentials) = lines(&[("SENDOOK_ACCESS_LOG", "on")]);
    let expected = [
        " 127.0.0.1 POST /auth/register 201 ",
        " 127.0.0.1 GET /v1/whoami 200 ",
        " 127.0.0.1 GET /v1/nowhere 404 ",
        " 127.0.0.1 DELETE /v1/inboxes/… 401 ",
    ];
    assert_eq!(lines.len(), expected.len(), "{lines:#?}");
    for (line, expected) in lines.iter().zip(expected) {
        assert!(line.contains(expected), "{line}");
        assert!(line.contains(" req_"), "{line}");
        assert!(!line.contains("hunter2"), "{line}");
        for credential in &credentials {
            assert!(!line.contains(credential), "{line}");
        }
    }
}

#[test]
fn no_request_leaves_a_line_by_default() {
    assert_eq!(lines(&[]).0, Vec::<String>::new());
}
