//! A server that does not accept the keys of every environment.

use sendook_domain::values::Environment;
use serde_json::json;

use crate::support::World;

async fn production_only() -> World {
    World::with(|settings| settings.services.accepted_environments = vec![Environment::Production])
        .await
}

#[actix_web::test]
async fn keys_of_other_environments_are_refused_by_name_and_without_a_challenge() {
    let world = production_only().await;
    let person = world.register().await;
    for environment in ["development", "staging"] {
        let body = json!({"name": "Other", "environment": environment});
        let (_, key) = person.create_key(&body).await;
        for path in ["/v1/inboxes", "/v1/whoami"] {
            let answer = key.get(path).await;
            answer.says(403, "forbidden", environment);
            assert_eq!(answer.header("www-authenticate"), None);
        }
    }
    world.try_key(&person.key).await.json(200);
}

#[actix_web::test]
async fn only_a_valid_key_is_told_that_its_environment_is_refused() {
    let world = production_only().await;
    let person = world.register().await;
    let body = json!({"name": "Other", "environment": "development"});
    let (id, key) = person.create_key(&body).await;
    let path = person.path(&format!("/api_keys/{id}"));
    let edited = person.key.replace("_prod_", "_dev_");
    world.try_key(&edited).await.error(401, "invalid_token");
    let disable = person.token.patch(&path);
    disable.json(&json!({"active": false})).await.json(200);
    world.try_key(&key).await.error(401, "api_key_disabled");
}
