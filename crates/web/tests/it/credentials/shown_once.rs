//! A secret is shown once, by the answer that made it.

use sendook_web::Fields;
use serde_json::{Value, json};

use crate::support::{Account, Answer, PASSWORD, ROUTES, Route, World};

/// Whether a text holds anything that looks like a whole credential.
fn holds_a_credential(text: &str) -> bool {
    let long = |rest: &str| rest.bytes().take_while(u8::is_ascii_alphanumeric).count() >= 30;
    ["sndk_prod_", "sndk_stage_", "sndk_dev_", "snda_", "sndr_"]
        .iter()
        .any(|prefix| {
            text.match_indices(prefix)
                .any(|(at, _)| long(&text[at + prefix.len()..]))
        })
}

fn holds_a_password(text: &str) -> bool {
    let lower = text.to_lowercase();
    [
        PASSWORD,
        "$fake$",
        "$argon2",
        "passwordhash",
        "password_hash",
        "digest",
    ]
    .iter()
    .any(|word| lower.contains(word))
}

/// What a route answers to each kind of credential.
async fn answers(route: &Route) -> Vec<Answer> {
    let mut answers = Vec::new();
    let kinds: [fn(&Account) -> &str; 3] = [|one| &one.key, |one| &one.token, |_| "junk"];
    for credential in kinds {
        let (world, person) = World::with_person().await;
        let ask = route.ask(&world, &person);
        answers.push(ask.bearer(credential(&person)).await);
    }
    answers
}

#[actix_web::test]
async fn only_the_answers_that_make_a_credential_show_one() {
    let mut shown = Vec::new();
    for route in ROUTES {
        for answer in answers(&route).await {
            let whole = format!("{} {:?}", answer.text, answer.headers);
            assert!(!holds_a_password(&whole), "{route:?}: {whole}");
            if holds_a_credential(&whole) {
                assert!(answer.status < 300, "{route:?}: {whole}");
                shown.push(format!("{} {}", route.method, route.path));
            }
        }
    }
    shown.dedup();
    let expected = [
        "POST /auth/register",
        "POST /auth/login",
        "POST /auth/refresh",
        "POST /organizations/{organization}/api_keys",
        "POST /organizations/{organization}/api_keys/{key}/rotate",
        "POST /v1/api_keys",
        "POST /v1/api_keys/{key}/rotate",
    ];
    assert_eq!(shown, expected);
}

#[actix_web::test]
async fn a_key_is_shown_by_the_answer_that_made_it_and_never_again() {
    let (_, person) = World::with_person().await;
    let (id, key) = person.create_key(&json!({"name": "Once"})).await;
    let path = person.path(&format!("/api_keys/{id}"));
    let ask = |method: &str, path: &str| person.token.ask(method, path).into_future();
    let mut later = vec![
        ask("GET", &path).await,
        ask("GET", &person.path("/api_keys")).await,
    ];
    later.push(key.get("/v1/whoami").await);
    let rename = person.token.patch(&path).json(&json!({"name": "Twice"}));
    later.push(rename.await);
    later.push(ask("DELETE", &path).await);
    for answer in later {
        answer.hides(&key[10..]);
        assert!(!holds_a_credential(&answer.text) && !answer.text.contains(r#""key":"#));
        assert!(
            answer.text.contains(&key[key.len() - 4..]),
            "the hint: {}",
            answer.text
        );
    }
}

#[actix_web::test]
async fn no_answer_repeats_a_credential_that_it_refuses() {
    let (world, person) = World::with_person().await;
    let cut = &person.key[..person.key.len() - 1];
    for (path, credential) in [
        ("/v1/inboxes", cut),
        ("/v1/inboxes", &person.token),
        ("/auth/user", &person.key),
    ] {
        let answer = world.get(path).bearer(credential).await;
        answer.json(401);
        let whole = format!("{} {:?}", answer.text, answer.headers);
        assert!(!whole.contains(&credential[10..20]), "{whole}");
    }
}

#[test]
fn fields_do_not_show_their_values() {
    let Value::Object(object) = json!({"password": "hunter2", "email": "a@example.com"}) else {
        unreachable!("it is an object")
    };
    let shown = format!("{:?}", Fields::new(object));
    assert!(
        !shown.contains("hunter2") && !shown.contains("example"),
        "{shown}"
    );
    assert!(shown.contains("password"), "{shown}");
}
