//! `POST /organizations/{id}/api_keys/identify`: which key a found text is.

use sendook_domain::entities::Role;
use serde_json::{Value, json};

use crate::support::{Account, Answer, World};

async fn identify(person: &Account, text: &str) -> Answer {
    let path = person.path("/api_keys/identify");
    let ask = person.token.post(&path);
    ask.json(&json!({"key": text})).await
}

fn described(person: &Account, key: &str, state: &str) -> Value {
    json!({"_id": person.key_id, "id": person.key_id, "name": "Default API Key",
        "hint": format!("sndk_prod_…{}", &key[key.len() - 4..]), "state": state})
}

#[actix_web::test]
async fn a_key_of_the_organization_is_shown_with_its_state() {
    let (world, person) = World::with_person().await;
    let found = identify(&person, &format!(" {}\n", person.key)).await;
    assert_eq!(found.json(200), described(&person, &person.key, "active"));
    person.change_key(&json!({"active": false})).await.json(200);
    assert_eq!(
        identify(&person, &person.key).await.json(200)["state"],
        "disabled"
    );
    let change = json!({"active": true, "expires_in": 60});
    person.change_key(&change).await.json(200);
    world.clock.advance(chrono::TimeDelta::seconds(60));
    assert_eq!(
        identify(&person, &person.key).await.json(200)["state"],
        "expired"
    );
}

#[actix_web::test]
async fn either_secret_leads_to_the_key() {
    let (_, person) = World::with_person().await;
    let new = person.rotated().await;
    for key in [&person.key, &new] {
        let found = identify(&person, key).await.json(200);
        assert_eq!(found["id"], json!(person.key_id));
        assert_eq!(found["state"], "active");
    }
}

#[actix_web::test]
async fn every_key_in_a_text_is_identified() {
    let (_, person, stranger) = World::with_two().await;
    let (id, second) = person.create_key(&json!({"name": "Two"})).await;
    let text = format!("A=\"{}\"\nB={}\nC=%20{second}", stranger.key, person.key);
    let mut expected = described(&person, &person.key, "active");
    expected["others"] = json!([{"_id": id, "id": id, "name": "Two",
        "hint": format!("sndk_prod_…{}", &second[second.len() - 4..]), "state": "active"}]);
    assert_eq!(identify(&person, &text).await.json(200), expected);
}

#[actix_web::test]
async fn any_other_text_is_not_found() {
    let (world, person, stranger) = World::with_two().await;
    let deleted = person.create_key(&json!({"name": "Deleted"})).await;
    let path = person.path(&format!("/api_keys/{}", deleted.0));
    person.token.delete(&path).await.json(200);
    for text in [
        stranger.key.as_str(),
        &deleted.1,
        &person.token,
        &person.key[..40],
        "sndk_prod_zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ0mLq17",
        "junk",
        "",
    ] {
        identify(&person, text).await.error(404, "not_found");
    }
    for body in [json!({}), json!({"key": 1}), json!({"key": null})] {
        let ask = world.post(&person.path("/api_keys/identify"));
        assert_eq!(
            ask.bearer(&person.token).json(&body).await.faulty_fields(),
            ["key"]
        );
    }
}

#[actix_web::test]
async fn members_and_api_keys_may_not_identify_keys() {
    let (world, person, member) = World::with_two().await;
    let organization = person.organization();
    world
        .store
        .set_role(&member.user(), &organization, Role::Member);
    let body = json!({"key": person.key});
    let ask = || world.post(&person.path("/api_keys/identify")).json(&body);
    ask().bearer(&member.token).await.error(403, "forbidden");
    ask()
        .bearer(&person.key)
        .await
        .error(401, "wrong_credential_type");
}

#[actix_web::test]
async fn neither_answer_nor_audit_trail_repeats_the_text() {
    let (world, person, stranger) = World::with_two().await;
    let before = world.store.audit_events();
    for key in [&person.key, &stranger.key] {
        let answer = identify(&person, key).await;
        let whole = format!("{} {:?}", answer.text, answer.headers);
        assert!(!whole.contains(&key[10..30]), "{whole}");
    }
    assert_eq!(world.store.audit_events(), before);
}
