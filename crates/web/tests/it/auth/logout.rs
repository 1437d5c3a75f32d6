//! `POST /auth/logout` and what it ends.

use serde_json::json;

use crate::support::{Account, World};

/// A person with three sessions, and which of them still live.
struct Sessions {
    world: World,
    person: Account,
    tokens: Vec<String>,
}

impl Sessions {
    async fn three() -> Self {
        let world = World::new().await;
        let person = world.register().await;
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
            let answer = self.world.get("/auth/user").bearer(token).await;
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
    let logout = sessions
        .world
        .post("/auth/logout")
        .bearer(&sessions.tokens[1]);
    assert_eq!(logout.await.json(200), json!({"success": true}));
    assert_eq!(sessions.alive().await, [false, false, false]);
    sessions
        .world
        .get("/v1/inboxes")
        .bearer(&sessions.person.key)
        .await
        .json(200);
    sessions
        .world
        .get("/auth/user")
        .bearer(&other.token)
        .await
        .json(200);
}

#[actix_web::test]
async fn a_scope_narrows_it() {
    for (body, left) in [
        (json!({"scope": "current"}), [true, false, true]),
        (json!({"scope": "others"}), [false, true, false]),
        (json!({"scope": "all"}), [false, false, false]),
        (json!({"scope": null}), [false, false, false]),
        (json!({}), [false, false, false]),
    ] {
        let sessions = Sessions::three().await;
        let logout = sessions
            .world
            .post("/auth/logout")
            .bearer(&sessions.tokens[1]);
        assert_eq!(logout.json(&body).await.json(200), json!({"success": true}));
        assert_eq!(sessions.alive().await, left, "{body}");
    }
}

#[actix_web::test]
async fn an_unknown_scope_ends_nothing() {
    let sessions = Sessions::three().await;
    for scope in [json!("everything"), json!("ALL"), json!(1), json!(["all"])] {
        let logout = sessions
            .world
            .post("/auth/logout")
            .bearer(&sessions.tokens[0]);
        let answer = logout.json(&json!({"scope": scope})).await;
        assert_eq!(answer.faulty_fields(), ["scope"]);
    }
    assert_eq!(sessions.alive().await, [true, true, true]);
}

#[actix_web::test]
async fn a_body_that_is_no_json_ends_nothing() {
    let sessions = Sessions::three().await;
    let logout = || {
        sessions
            .world
            .post("/auth/logout")
            .bearer(&sessions.tokens[0])
    };
    logout()
        .raw("application/json", "{")
        .await
        .error(400, "invalid_json");
    logout()
        .raw("text/plain", "all")
        .await
        .error(415, "unsupported_media_type");
    assert_eq!(sessions.alive().await, [true, true, true]);
}
