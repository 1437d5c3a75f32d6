//! `POST /auth/logout` and what it ends.

use serde_json::json;

use crate::support::{Account, Credential, World};

/// A person with three sessions, and which of them still live.
struct Sessions {
    world: World,
    person: Account,
    tokens: Vec<Credential>,
}

impl Sessions {
    async fn three() -> Self {
        let (world, person) = World::with_person().await;
        let mut tokens = vec![person.token.clone()];
        for _ in 0..2 {
            tokens.push(world.log_in(&person.email).await);
        }
        Self {
            world,
            person,
            tokens,
        }
    }

    async fn alive(&self) -> Vec<bool> {
        let mut alive = Vec::new();
        for token in &self.tokens {
            let answer = token.get("/auth/user").await;
            if answer.status != 200 {
                answer.error(401, "invalid_token");
            }
            alive.push(answer.status == 200);
        }
        alive
    }
}

#[actix_web::test]
async fn without_a_body_every_session_ends_and_keys_stay() {
    let sessions = Sessions::three().await;
    let other = sessions.world.register().await;
    assert_eq!(
        sessions.tokens[1].post("/auth/logout").await.json(200),
        json!({"success": true})
    );
    assert_eq!(sessions.alive().await, [false, false, false]);
    sessions.person.key.get("/v1/inboxes").await.json(200);
    other.token.get("/auth/user").await.json(200);
}

#[actix_web::test]
async fn the_scope_decides_which_sessions_end() {
    for (body, left) in [
        (json!({"scope": "current"}), [true, false, true]),
        (json!({"scope": "others"}), [false, true, false]),
        (json!({"scope": "all"}), [false, false, false]),
        (json!({"scope": null}), [false, false, false]),
        (json!({}), [false, false, false]),
    ] {
        let sessions = Sessions::three().await;
        let logout = sessions.tokens[1].post("/auth/logout");
        assert_eq!(logout.json(&body).await.json(200), json!({"success": true}));
        assert_eq!(sessions.alive().await, left, "{body}");
    }
}

#[actix_web::test]
async fn an_unknown_scope_ends_nothing() {
    let sessions = Sessions::three().await;
    for scope in [json!("everything"), json!("ALL"), json!(1), json!(["all"])] {
        let logout = sessions.tokens[0].post("/auth/logout");
        assert_eq!(
            logout.json(&json!({"scope": scope})).await.faulty_fields(),
            ["scope"]
        );
    }
    assert_eq!(sessions.alive().await, [true, true, true]);
}

#[actix_web::test]
async fn a_body_that_is_no_json_ends_nothing() {
    let sessions = Sessions::three().await;
    for (kind, body, status, code) in [
        ("application/json", "{", 400, "invalid_json"),
        ("text/plain", "all", 415, "unsupported_media_type"),
    ] {
        let logout = sessions.tokens[0].post("/auth/logout");
        logout.raw(kind, body).await.error(status, code);
    }
    assert_eq!(sessions.alive().await, [true, true, true]);
}
