//! An organization that requires a second factor of its members.

use sendook_domain::entities::Role;
use serde_json::json;

use crate::support::{Account, App, World};

#[actix_web::test]
async fn who_has_none_reaches_nothing_of_it_and_keys_go_on() {
    let (world, owner, member) = World::with_two().await;
    let organization = owner.organization();
    world
        .store
        .set_role(&member.user(), &organization, Role::Admin);
    let require = |required: bool| {
        owner
            .patch("")
            .json(&json!({"require_second_factor": required}))
    };
    require(true).await.says(403, "forbidden", "second factor");
    App::of(&world, &owner).await;
    let changed = require(true).await.json(200);
    assert_eq!(changed["requireSecondFactor"], true);
    for path in ["", "/members", "/api_keys", "/inboxes", "/audit"] {
        let barred = member.token.get(&owner.path(path)).await;
        barred.says(403, "forbidden", "requires a second factor");
        owner.get(path).await.json(200);
    }
    world.try_key(&owner.key).await.json(200);
    owner.key.get("/v1/inboxes").await.json(200);
    let members = owner.get("/members").await.json(200);
    let factors: Vec<_> = members.as_array().unwrap().iter().collect();
    let has =
        |id: &str| factors.iter().find(|one| one["id"] == *id).unwrap()["secondFactor"].clone();
    assert_eq!(has(&owner.user_id), true);
    assert_eq!(has(&member.user_id), false);
    // What is the member's own goes on.
    member.get("/inboxes").await.json(200);
    App::of(&world, &member).await;
    member.token.get(&owner.path("/inboxes")).await.json(200);
    require(false).await.json(200);
}

#[actix_web::test]
async fn who_has_none_may_leave_and_remove_nobody_else() {
    let (world, owner, member) = World::with_two().await;
    world
        .store
        .set_role(&member.user(), &owner.organization(), Role::Admin);
    App::of(&world, &owner).await;
    let require = owner.patch("");
    let required = require.json(&json!({"require_second_factor": true}));
    required.await.json(200);
    let path = |account: &Account| owner.path(&format!("/members/{}", account.user_id));
    let other = member.token.delete(&path(&owner)).await;
    other.says(403, "forbidden", "requires a second factor");
    let left = member.token.delete(&path(&member)).await.json(200);
    assert_eq!(left["id"], *member.user_id);
    let gone = member.token.get(&owner.path("")).await;
    gone.says(403, "forbidden", "no access");
}

#[actix_web::test]
async fn only_owners_require_one() {
    let (world, owner, admin) = World::with_two().await;
    let organization = owner.organization();
    world
        .store
        .set_role(&admin.user(), &organization, Role::Admin);
    App::of(&world, &admin).await;
    let ask = admin.token.patch(&owner.path(""));
    let refused = ask.json(&json!({"require_second_factor": true})).await;
    refused.says(403, "forbidden", "\"owner\"");
    let shown = owner.get("").await.json(200);
    assert_eq!(shown["requireSecondFactor"], false);
}

#[actix_web::test]
async fn a_change_names_what_it_changes() {
    let (_, owner) = World::with_person().await;
    for (body, faulty) in [
        (json!({}), "name"),
        (json!({"require_mfa": true}), "require_mfa"),
        (
            json!({"require_second_factor": null}),
            "require_second_factor",
        ),
        (
            json!({"require_second_factor": "yes"}),
            "require_second_factor",
        ),
        (json!({"name": null}), "name"),
    ] {
        assert_eq!(owner.patch("").json(&body).await.faulty_fields(), [faulty]);
    }
}
