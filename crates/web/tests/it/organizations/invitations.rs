//! `/organizations/{id}/invitations` and `/auth/invitations/…`.

use chrono::TimeDelta;
use sendook_domain::entities::Role;
use serde_json::{Value, json};

use crate::support::{Account, Answer, PASSWORD, World};

pub(super) const GRACE: &str = "grace@example.com";

async fn invite(by: &Account, email: &str, role: &str) -> Answer {
    let body = json!({"email": email, "role": role});
    by.post("/invitations").json(&body).await
}

pub(super) async fn invited(by: &Account, email: &str) -> String {
    let made = invite(by, email, "member").await.json(201);
    made["token"].as_str().unwrap().to_owned()
}

async fn look(world: &World, token: &str) -> Answer {
    let ask = world.post("/auth/invitations/look");
    ask.json(&json!({"token": token})).await
}

async fn accept(person: &Account, token: &str) -> Answer {
    let ask = person.token.post("/auth/invitations/accept");
    ask.json(&json!({"token": token})).await
}

pub(super) async fn register(world: &World, email: &str, token: &str) -> Answer {
    let body = json!({"email": email, "password": PASSWORD, "first_name": "Grace",
        "invitation_token": token});
    world.post("/auth/register").json(&body).await
}

#[actix_web::test]
async fn an_invitation_shows_its_token_once() {
    let (_, person) = World::with_person().await;
    let made = invite(&person, "Grace@Example.com", "admin")
        .await
        .json(201);
    let (id, token) = (&made["id"], made["token"].as_str().unwrap());
    let mut expected = json!({"_id": id, "id": id, "organizationId": person.organization_id,
        "email": "Grace@Example.com", "role": "admin", "expiresAt": "2026-03-08T10:00:00.000Z",
        "createdBy": person.user_id, "createdAt": "2026-03-01T10:00:00.000Z"});
    let list = person.get("/invitations").await.json(200);
    assert_eq!(list, json!([expected]));
    expected["token"] = made["token"].clone();
    assert!(
        made["url"]
            .as_str()
            .unwrap()
            .ends_with(&format!("/invitation#{token}"))
    );
    expected["url"] = made["url"].clone();
    assert_eq!(made, expected);
    assert!(token.starts_with("sndi_"));
}

#[actix_web::test]
async fn open_invitations_are_paged() {
    let (world, person) = World::with_person().await;
    for number in 0..3 {
        world.clock.advance(TimeDelta::seconds(1));
        invited(&person, &format!("guest.{number}@example.com")).await;
    }
    let all = person.get("/invitations").await.json(200);
    let all = all.as_array().unwrap();
    let first = person.get("/invitations?limit=2").await;
    let link = first.header("link").unwrap().trim_start_matches('<');
    let (next, _) = link.split_once('>').unwrap();
    assert_eq!(*first.json(200).as_array().unwrap(), all[..2]);
    let rest = person.get(&format!("/invitations{next}")).await;
    assert_eq!(rest.header("link"), None);
    assert_eq!(*rest.json(200).as_array().unwrap(), all[2..]);
}

#[actix_web::test]
async fn the_link_leads_to_the_address_of_the_service() {
    let world = World::with(|settings| {
        settings.public_url = Some("https://auth.example.com".to_owned());
    })
    .await;
    let person = world.register().await;
    let made = invite(&person, GRACE, "member").await.json(201);
    let token = made["token"].as_str().unwrap();
    assert_eq!(
        made["url"],
        format!("https://auth.example.com/invitation#{token}")
    );
}

#[actix_web::test]
async fn somebody_with_an_account_looks_and_accepts_once() {
    let (world, person, guest) = World::with_two().await;
    let token = invited(&person, &guest.email).await;
    let shown = look(&world, &token).await.json(200);
    let expected = json!({"organization": {"_id": person.organization_id, "id": person.organization_id,
        "name": "Default Organization"}, "email": guest.email, "role": "member",
        "expiresAt": "2026-03-08T10:00:00.000Z"});
    assert_eq!(shown, expected);
    assert_eq!(look(&world, &token).await.json(200), shown);
    let accepted = accept(&guest, &token).await.json(200);
    assert_eq!(accepted["organization"]["id"], person.organization_id);
    assert_eq!(accepted["organization"]["role"], "member");
    guest.token.get(&person.path("/members")).await.json(200);
    accept(&guest, &token).await.error(401, "invalid_token");
    look(&world, &token).await.error(401, "invalid_token");
}

#[actix_web::test]
async fn an_invitation_is_for_one_address_alone() {
    let (world, person, eve) = World::with_two().await;
    let token = invited(&person, GRACE).await;
    let answer = accept(&eve, &token).await;
    answer.error(403, "invitation_for_another_address");
    for email in [&*eve.email, "nobody@example.com"] {
        let answer = register(&world, email, &token).await;
        answer.error(403, "invitation_for_another_address");
    }
    register(&world, GRACE, &token).await.json(201);
}

#[actix_web::test]
async fn every_token_that_is_not_good_is_answered_alike() {
    let (world, person, guest) = World::with_two().await;
    let replaced = invited(&person, &guest.email).await;
    let ended = invite(&person, &guest.email, "member").await.json(201);
    let id = ended["id"].as_str().unwrap();
    let gone = person.delete(&format!("/invitations/{id}")).await.json(200);
    assert_eq!(gone["id"], ended["id"]);
    assert_eq!(gone.get("token"), None);
    let again = person.delete(&format!("/invitations/{id}"));
    again.await.error(404, "not_found");
    let expired = invited(&person, &guest.email).await;
    world.clock.advance(TimeDelta::days(7));
    let person_token = world.log_in(&person.email).await;
    let list = person_token.get(&person.path("/invitations"));
    assert_eq!(list.await.json(200), json!([]));
    let guest = Account {
        token: world.log_in(&guest.email).await,
        ..guest
    };
    let unknown = "sndi_zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ0mLq17";
    let mut bodies: Vec<Value> = Vec::new();
    for token in [
        &*replaced,
        ended["token"].as_str().unwrap(),
        &expired,
        unknown,
        "junk",
        "",
    ] {
        for answer in [
            look(&world, token).await,
            accept(&guest, token).await,
            register(&world, "new@example.com", token).await,
        ] {
            let mut body = answer.error(401, "invalid_token");
            for own in ["requestId", "errors"] {
                body.as_object_mut().unwrap().remove(own);
            }
            bodies.push(body);
        }
    }
    assert!(bodies.iter().all(|body| *body == bodies[0]));
}

#[actix_web::test]
async fn an_invitation_of_somebody_who_may_not_invite_any_more_is_not_good() {
    let (world, person, maker) = World::with_two().await;
    let organization = person.organization();
    world
        .store
        .set_role(&maker.user(), &organization, Role::Admin);
    let ask = maker.token.post(&person.path("/invitations"));
    let made = ask.json(&json!({"email": GRACE, "role": "member"})).await;
    let token = made.json(201)["token"].as_str().unwrap().to_owned();
    look(&world, &token).await.json(200);
    let removed = person.delete(&format!("/members/{}", maker.user_id));
    removed.await.json(200);
    look(&world, &token).await.error(401, "invalid_token");
    register(&world, GRACE, &token)
        .await
        .error(401, "invalid_token");
}

#[actix_web::test]
async fn members_and_higher_roles_are_not_invited() {
    let (world, person, admin) = World::with_two().await;
    let organization = person.organization();
    world
        .store
        .set_role(&admin.user(), &organization, Role::Admin);
    let answer = invite(&person, &admin.email.to_uppercase(), "member").await;
    answer.error(409, "already_member");
    let ask = admin.token.post(&person.path("/invitations"));
    let answer = ask.json(&json!({"email": GRACE, "role": "owner"})).await;
    answer.says(403, "forbidden", "\"owner\"");
    world.clock.advance(TimeDelta::hours(1));
    let answer = invite(&person, GRACE, "owner").await;
    answer.error(401, "reauthentication_required");
    for (body, field) in [
        (json!({"role": "member"}), "email"),
        (json!({"email": GRACE}), "role"),
        (json!({"email": "grace", "role": "member"}), "email"),
        (json!({"email": GRACE, "role": "guest"}), "role"),
    ] {
        let answer = person.post("/invitations").json(&body).await;
        assert_eq!(answer.faulty_fields(), [field], "{body}");
    }
}

#[actix_web::test]
async fn the_token_of_an_owner_is_shown_again_with_a_recent_proof_alone() {
    let (world, person) = World::with_person().await;
    let invite = |role: &'static str| {
        let ask = person.post("/invitations");
        let ask = ask.header(("idempotency-key", format!("8e03978e-{role}")));
        ask.json(&json!({"email": GRACE, "role": role}))
    };
    for role in ["owner", "admin"] {
        invite(role).await.json(201);
    }
    world.clock.advance(TimeDelta::minutes(16));
    let refused = invite("owner").await;
    refused.error(401, "reauthentication_required");
    let repeated = invite("admin").await;
    assert_eq!(repeated.header("idempotent-replay"), Some("true"));
}

#[actix_web::test]
async fn a_member_does_not_accept_again() {
    let (world, person, guest) = World::with_two().await;
    let token = invited(&person, &guest.email).await;
    let organization = person.organization();
    world
        .store
        .set_role(&guest.user(), &organization, Role::Member);
    accept(&guest, &token).await.error(409, "already_member");
}
