//! `/organizations/{id}/members`.

use chrono::TimeDelta;
use sendook_domain::entities::Role;
use serde_json::{Value, json};

use crate::support::{Account, Answer, World};

/// An owner, an admin and a member of the owner's organization.
async fn team() -> (World, [Account; 3]) {
    let world = World::new().await;
    let mut people = Vec::new();
    for _ in Role::ALL {
        people.push(world.register().await);
        world.clock.advance(TimeDelta::seconds(1));
    }
    let people: [Account; 3] = people.try_into().unwrap();
    for (person, role) in people.iter().zip(Role::ALL) {
        let organization = people[0].organization();
        if role != Role::Owner {
            world.store.set_role(&person.user(), &organization, role);
        }
    }
    (world, people)
}

fn member(team: &[Account; 3], id: &str) -> String {
    team[0].path(&format!("/members/{id}"))
}

async fn change(team: &[Account; 3], by: usize, whose: usize, role: &str) -> Answer {
    let path = member(team, &team[whose].user_id);
    let ask = team[by].token.patch(&path);
    ask.json(&json!({"role": role})).await
}

async fn remove(team: &[Account; 3], by: usize, whom: usize) -> Answer {
    let path = member(team, &team[whom].user_id);
    team[by].token.delete(&path).await
}

async fn listed(team: &[Account; 3], query: &str) -> (Vec<Value>, Option<String>) {
    let path = team[0].path(&format!("/members{query}"));
    let answer = team[2].token.get(&path).await;
    let link = answer.header("link").map(str::to_owned);
    (answer.json(200).as_array().unwrap().clone(), link)
}

#[actix_web::test]
async fn members_are_listed_newest_account_first() {
    let (world, team) = team().await;
    world.flush();
    let (list, link) = listed(&team, "").await;
    let roles: Vec<_> = list.iter().map(|one| one["role"].clone()).collect();
    assert_eq!(roles, ["member", "admin", "owner"]);
    let owner = &team[0];
    let expected = json!({"_id": owner.user_id, "id": owner.user_id, "userId": owner.user_id, "email": owner.email,
        "firstName": "Ada", "role": "owner", "joinedAt": "2026-03-01T10:00:00.000Z",
        "lastActiveAt": "2026-03-01T10:00:00.000Z", "secondFactor": false});
    assert_eq!(list[2], expected);
    assert_eq!(link, None);
}

#[actix_web::test]
async fn members_are_paged() {
    let (_, team) = team().await;
    let (all, _) = listed(&team, "").await;
    let (first, link) = listed(&team, "?limit=2").await;
    assert_eq!(first, all[..2]);
    let next = link.unwrap();
    let (query, _) = next.trim_start_matches('<').split_once('>').unwrap();
    let (rest, link) = listed(&team, query).await;
    assert_eq!((&rest[..], link), (&all[2..], None));
}

#[actix_web::test]
async fn the_last_activity_stays_after_a_logout() {
    let (world, team) = team().await;
    let (before, _) = listed(&team, "").await;
    world.clock.advance(TimeDelta::hours(1));
    team[0].token.post("/auth/logout").await.json(200);
    let (list, _) = listed(&team, "").await;
    assert_eq!(list[2]["lastActiveAt"], before[2]["lastActiveAt"]);
    assert_ne!(list[2]["lastActiveAt"], Value::Null);
}

#[actix_web::test]
async fn a_lower_role_counts_from_the_next_request_on() {
    let (_, team) = team().await;
    let audit = team[0].path("/audit");
    team[1].token.get(&audit).await.json(200);
    let changed = change(&team, 0, 1, "member").await.json(200);
    assert_eq!(changed["role"], "member");
    assert_eq!(changed["userId"], team[1].user_id);
    team[1].token.get(&audit).await.error(403, "forbidden");
}

#[actix_web::test]
async fn a_removed_member_is_refused_from_the_next_request_on_and_their_keys_stay() {
    let (_, team) = team().await;
    let keys = team[0].path("/api_keys");
    let made = team[1].token.post(&keys).json(&json!({"name": "Theirs"}));
    let made = made.await.json(201);
    let removed = remove(&team, 0, 1).await.json(200);
    assert_eq!(removed["role"], "admin");
    team[1].token.get(&keys).await.error(403, "forbidden");
    let own = team[1].token.get("/organizations").await.json(200);
    assert_eq!(own.as_array().unwrap().len(), 1);
    let query = format!("{keys}?created_by={}", team[1].user_id);
    let found = team[0].token.get(&query).await.json(200);
    assert_eq!(found[0]["id"], made["id"]);
    let key = team[0].token.beside(&made["key"]);
    key.get("/v1/whoami").await.json(200);
}

#[actix_web::test]
async fn everyone_may_leave_but_the_last_owner() {
    let (_, team) = team().await;
    remove(&team, 2, 2).await.json(200);
    let list = team[0].get("/members").await.json(200);
    assert_eq!(list.as_array().unwrap().len(), 2);
    remove(&team, 0, 0).await.error(409, "last_owner");
    change(&team, 0, 0, "admin").await.error(409, "last_owner");
    change(&team, 0, 1, "owner").await.json(200);
    remove(&team, 0, 0).await.json(200);
}

#[actix_web::test]
async fn nobody_manages_above_their_role() {
    let (_, team) = team().await;
    for answer in [
        change(&team, 1, 0, "member").await,
        change(&team, 1, 2, "owner").await,
        remove(&team, 1, 0).await,
        change(&team, 2, 2, "admin").await,
        remove(&team, 2, 1).await,
    ] {
        answer.error(403, "forbidden");
    }
    change(&team, 1, 2, "admin").await.json(200);
}

#[actix_web::test]
async fn somebody_else_is_not_found() {
    let (world, team) = team().await;
    let stranger = world.register().await.user_id;
    for id in [&*stranger, "user_01h455vb4pex5vsknk084sn02q", "$ne"] {
        let path = member(&team, id);
        let ask = team[0].token.patch(&path).json(&json!({"role": "admin"}));
        ask.await.error(404, "not_found");
        let ask = team[0].token.delete(&path);
        ask.await.error(404, "not_found");
    }
}

#[actix_web::test]
async fn only_a_role_can_be_changed_and_only_to_one() {
    let (_, team) = team().await;
    let path = member(&team, &team[2].user_id);
    for (body, field) in [
        (json!({}), "role"),
        (json!({"role": null}), "role"),
        (json!({"role": "Owner"}), "role"),
        (json!({"role": "root"}), "role"),
        (json!({"role": "admin", "roles": "admin"}), "roles"),
        (
            json!({"role": "admin", "email": "new@example.com"}),
            "email",
        ),
    ] {
        let ask = team[0].token.patch(&path).json(&body);
        assert_eq!(ask.await.faulty_fields(), [field], "{body}");
    }
}
