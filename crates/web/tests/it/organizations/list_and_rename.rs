//! `/organizations` and `/organizations/{id}`.

use chrono::TimeDelta;
use sendook_domain::entities::Role;
use serde_json::json;

use crate::support::World;

#[actix_web::test]
async fn a_person_sees_their_organizations_newest_first() {
    let world = World::new().await;
    let older = world.register().await;
    world.clock.advance(TimeDelta::seconds(1));
    let newer = world.register().await;
    let list = older.token.get("/organizations").await.json(200);
    assert_eq!(list.as_array().unwrap().len(), 1);
    world
        .store
        .set_role(&older.user(), &newer.organization(), Role::Member);
    let list = older.token.get("/organizations").await.json(200);
    let ids: Vec<_> = list
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["id"].clone())
        .collect();
    assert_eq!(ids, [newer.organization_id, older.organization_id]);
    assert_eq!(list[0]["role"], "member");
    assert_eq!(list[1]["role"], "owner");
}

#[actix_web::test]
async fn an_organization_is_shown_with_the_callers_role() {
    let (_, person) = World::with_person().await;
    let shown = person.get("").await.json(200);
    let expected = json!({"_id": person.organization_id, "id": person.organization_id,
        "name": "Default Organization", "role": "owner", "requireSecondFactor": false,
        "createdAt": "2026-03-01T10:00:00.000Z", "updatedAt": "2026-03-01T10:00:00.000Z"});
    assert_eq!(shown, expected);
}

#[actix_web::test]
async fn renaming_shows_and_stays() {
    let (world, person) = World::with_person().await;
    world.clock.advance(TimeDelta::seconds(1));
    let rename = person.patch("");
    let renamed = rename
        .json(&json!({"name": "  Analytical Engines "}))
        .await
        .json(200);
    assert_eq!(renamed["name"], "Analytical Engines");
    assert_eq!(renamed["role"], "owner");
    assert_eq!(renamed["createdAt"], "2026-03-01T10:00:00.000Z");
    assert_eq!(renamed["updatedAt"], "2026-03-01T10:00:01.000Z");
    let shown = person.get("").await.json(200);
    assert_eq!(shown, renamed);
}

#[actix_web::test]
async fn a_bad_name_is_refused() {
    let (_, person) = World::with_person().await;
    for body in [
        json!({}),
        json!({"name": null}),
        json!({"name": " \t"}),
        json!({"name": "x".repeat(101)}),
        json!({"name": "a\u{202e}b"}),
        json!({"name": ["a"]}),
    ] {
        assert_eq!(
            person.patch("").json(&body).await.faulty_fields(),
            ["name"],
            "{body}"
        );
    }
}
