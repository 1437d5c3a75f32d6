//! The commands that give and take access to accounts, beside servers that run.

use std::io::Write as _;
use std::process::Stdio;

use serde_json::{Value, json};

use crate::support::client::{Client, PASSWORD, text};
use crate::support::program::World;

const EMAIL: &str = "ada@example.com";
const NEW: &str = "seven quiet lanterns";

/// Runs a command that succeeds, and gives its JSON.
fn told(world: &World, arguments: &[&str]) -> Value {
    let arguments = [arguments, &["--json"]].concat();
    let (code, printed, complaint) = world.outcome(&arguments);
    assert_eq!(code, Some(0), "{arguments:?}: {complaint}");
    serde_json::from_str(&printed).unwrap()
}

fn reset(client: &Client, token: &str) -> (u16, Value) {
    let body = json!({"token": token, "new_password": NEW});
    client.try_post("/auth/password/reset", &body).unwrap()
}

/// Disables and enables an account, and sets its password by a link: each holds on the next request to either server.
pub(crate) fn walk(world: &World) {
    let servers = [world.start(&[]), world.start(&[])];
    let [one, other] = &servers.each_ref().map(Client::new);
    let account = one.register(EMAIL);
    let (token, key) = (text(&account, "/token"), text(&account, "/apiKey/key"));
    for client in [one, other] {
        assert_eq!(client.get("/auth/user", token).0, 200, "a copy is kept now");
    }
    let disabled = told(world, &["user", "disable", EMAIL]);
    assert_eq!(
        (&disabled["changed"], &disabled["sessionsEnded"]),
        (&json!(true), &json!(1))
    );
    assert_eq!(disabled["apiKeys"][0]["id"], account["apiKey"]["id"]);
    let refresh = json!({"refreshToken": text(&account, "/refreshToken")});
    for client in [one, other] {
        assert_eq!(client.get("/auth/user", token).0, 401);
        assert_eq!(client.try_post("/auth/refresh", &refresh).unwrap().0, 401);
        assert_eq!(client.log_in(EMAIL).0, 401);
        assert_eq!(client.get("/v1/whoami", key).0, 200, "keys go on");
    }
    let shown = told(world, &["user", "show", EMAIL]);
    assert!(shown["disabledAt"].is_string(), "{shown}");
    let (code, _, complaint) = world.outcome(&["user", "reset-link", EMAIL]);
    assert_eq!(code, Some(1));
    assert!(complaint.contains("is disabled"), "{complaint}");
    assert_eq!(told(world, &["user", "disable", EMAIL])["changed"], false);

    assert_eq!(told(world, &["user", "enable", EMAIL])["changed"], true);
    let (status, session) = other.log_in(EMAIL);
    assert_eq!((status, one.get("/auth/user", token).0), (200, 401));

    let older = told(world, &["user", "reset-link", EMAIL]);
    let link = told(world, &["user", "reset-link", EMAIL]);
    let token = text(&session, "/token");
    assert_eq!(
        one.get("/auth/user", token).0,
        200,
        "making a link ends nothing"
    );
    let (status, refused) = reset(other, text(&older, "/token"));
    assert_eq!((status, text(&refused, "/code")), (401, "invalid_token"));
    assert_eq!(reset(other, text(&link, "/token")).0, 200);
    assert_eq!(reset(one, text(&link, "/token")).0, 401);
    assert_eq!(one.get("/auth/user", token).0, 401);
    assert_eq!(one.log_in(EMAIL).0, 401);
    let body = json!({"email": EMAIL, "password": NEW});
    let (status, session) = one.try_post("/auth/login", &body).unwrap();
    assert_eq!(
        (status, &session["user"]["emailVerified"]),
        (200, &json!(false))
    );
    assert_eq!(
        told(world, &["user", "verify-email", EMAIL])["changed"],
        true
    );
    let (_, user) = other.get("/auth/user", text(&session, "/token"));
    assert_eq!(user["emailVerified"], true);
}

#[test]
fn access_is_given_and_taken_on_sqlite() {
    walk(&World::new());
}

#[test]
fn a_link_has_the_public_url_and_a_token_that_no_server_is_sent() {
    let (world, _server, client) = World::serving(&[]);
    client.register(EMAIL);
    let public = [("SENDOOK_PUBLIC_URL", "https://example.com/auth/")];
    let output = world.run(&["user", "reset-link", EMAIL], &public);
    let printed = String::from_utf8(output.stdout).unwrap();
    let start = "https://example.com/auth/reset-password#sndm_";
    assert!(printed.starts_with(start), "{printed}");
    assert_eq!(printed.lines().count(), 1, "{printed}");
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(told.contains("It is for that person alone."), "{told}");
    assert!(!told.contains("SENDOOK_PUBLIC_URL"), "{told}");
    let (_, printed, told) = world.outcome(&["user", "reset-link", EMAIL]);
    assert_eq!(printed.lines().count(), 1, "{printed}");
    assert!(told.contains("SENDOOK_PUBLIC_URL is not set"), "{told}");
}

#[test]
fn where_registration_is_closed_the_operator_makes_accounts() {
    let (world, _server, client) = World::serving(&[("SENDOOK_REGISTRATION", "closed")]);
    let (status, refused) = client.try_register(EMAIL).unwrap();
    assert_eq!(
        (status, text(&refused, "/code")),
        (403, "registration_closed")
    );

    let made = told(&world, &["user", "create", EMAIL, "--first-name", "Ada"]);
    let shown = told(&world, &["user", "show", EMAIL]);
    for field in [
        "_id",
        "id",
        "email",
        "firstName",
        "emailVerified",
        "createdAt",
    ] {
        assert_eq!(
            (&made[field], made[field].is_null()),
            (&shown[field], false),
            "{field}"
        );
    }
    let emmy = ["user", "create", "emmy@example.com", "--first-name", "Emmy"];
    let (_, printed, complaint) = world.outcome(&emmy);
    assert!(
        printed.starts_with("http") && printed.lines().count() == 1,
        "{printed}"
    );
    assert!(
        complaint.contains("is made for emmy@example.com."),
        "{complaint}"
    );
    assert_eq!(reset(&client, text(&made, "/resetLink/token")).0, 200);
    let body = json!({"email": EMAIL, "password": NEW});
    let (status, session) = client.try_post("/auth/login", &body).unwrap();
    assert_eq!(status, 200);
    let (_, organizations) = client.get("/organizations", text(&session, "/token"));
    assert_eq!(organizations[0]["role"], "owner");

    let (code, _, complaint) = world.outcome(&["user", "create", EMAIL, "--first-name", "Ada"]);
    assert_eq!(code, Some(1));
    assert!(complaint.contains("already exists"), "{complaint}");
}

#[test]
fn a_password_is_read_from_standard_input_and_judged() {
    let (world, _server, client) = World::serving(&[("SENDOOK_REGISTRATION", "closed")]);
    let create = |password: &str| {
        let mut command = world.command();
        command.args([
            "user",
            "create",
            EMAIL,
            "--first-name",
            "Ada",
            "--password-stdin",
        ]);
        command
            .stdin(Stdio::piped())
            .stderr(Stdio::piped())
            .stdout(Stdio::piped());
        let mut child = command.spawn().unwrap();
        // It may stop reading before the end.
        let _ = writeln!(child.stdin.take().unwrap(), "{password}");
        child.wait_with_output().unwrap()
    };
    let refused = create("short");
    assert_eq!(refused.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&refused.stderr).contains("too short"));
    assert_eq!(client.log_in(EMAIL).0, 401);
    for long in ["a".repeat(5000), "é".repeat(1 << 20)] {
        let refused = create(&long);
        assert_eq!(refused.status.code(), Some(1));
        assert!(String::from_utf8_lossy(&refused.stderr).contains("too long"));
    }
    assert_eq!(create(PASSWORD).status.code(), Some(0));
    assert_eq!(client.log_in(EMAIL).0, 200);
}
