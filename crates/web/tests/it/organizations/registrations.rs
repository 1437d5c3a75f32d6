//! Registering by an invitation, and who may register at all.

use sendook_domain::policies::RegistrationMode;
use sendook_domain::values::EmailDomain;
use serde_json::json;

use super::invitations::{GRACE, invited, register};
use crate::support::{PASSWORD, World};

#[actix_web::test]
async fn a_new_person_registers_into_the_organization() {
    let (world, person) = World::with_person().await;
    let token = invited(&person, GRACE).await;
    let answer = register(&world, "Grace@example.com", &token).await;
    let made = answer.json(201);
    let mut names: Vec<_> = made.as_object().unwrap().keys().collect();
    names.sort();
    assert_eq!(
        names,
        [
            "expiresAt",
            "organization",
            "refreshExpiresAt",
            "refreshToken",
            "token",
            "tokenType",
            "user"
        ]
    );
    assert_eq!(made["organization"]["id"], person.organization_id);
    assert_eq!(made["organization"]["role"], "member");
    let user = world.user(made["token"].as_str().unwrap()).await.json(200);
    assert_eq!(user["organizations"].as_array().unwrap().len(), 1);
    let again = register(&world, "other@example.com", &token).await;
    let body = again.error(401, "invalid_token");
    assert_eq!(body["errors"], json!([{"msg": body["message"]}]));
}

#[actix_web::test]
async fn where_registration_takes_an_invitation_it_takes_a_good_one() {
    let world = World::with(|settings| {
        settings.services.registration = RegistrationMode::Invitation;
    })
    .await;
    let body = json!({"email": GRACE, "password": PASSWORD, "first_name": "Grace"});
    let without = world.post("/auth/register").json(&body).await;
    without.says(403, "registration_closed", "invitation");
    let answer = register(&world, GRACE, "sndi_zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ0mLq17").await;
    answer.error(401, "invalid_token");
    let mut odd = body;
    odd["invitation_token"] = json!(7);
    let answer = world.post("/auth/register").json(&odd).await;
    answer.error(403, "registration_closed");
}

#[actix_web::test]
async fn a_token_that_is_no_text_registers_nobody() {
    let world = World::new().await;
    let body = json!({"email": GRACE, "password": PASSWORD, "first_name": "Grace",
        "invitationToken": 7});
    let answer = world.post("/auth/register").json(&body).await;
    assert_eq!(answer.faulty_fields(), ["invitation_token"]);
}

#[actix_web::test]
async fn only_addresses_of_the_accepted_domains_register() {
    let world = World::with(|settings| {
        settings.services.registration_domains =
            vec![EmailDomain::parse("bücher.example").unwrap()];
    })
    .await;
    for (email, status) in [
        ("ada@example.com", 403),
        ("ada@mail.bücher.example", 403),
        ("ada@xn--bcher-kva.example", 201),
        ("grace@BÜCHER.example", 201),
    ] {
        let body = json!({"email": email, "password": PASSWORD, "first_name": "Ada"});
        let answer = world.post("/auth/register").json(&body).await;
        assert_eq!(answer.status, status, "{email}");
    }
}
