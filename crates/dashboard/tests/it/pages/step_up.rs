//! Sensitive changes take a recent proof of who asks, and nothing that was typed is lost on the way to it.

use chrono::TimeDelta;
use sendook_domain::entities::Role;

use crate::support::{Answer, App, Browser, FACTORS, PASSWORD, World};

const INVITE: [(&str, &str); 2] = [("email", "grace@example.com"), ("role", "owner")];

/// What the page that asks for a proof would send, with this password.
fn completed<'a>(asked: &'a Answer, password: &'a str) -> Vec<(&'a str, &'a str)> {
    completed_by(asked, &[("proof_password", password)])
}

fn completed_by<'a>(asked: &'a Answer, proofs: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let hidden = asked.text.split("<input type=\"hidden\" name=\"").skip(1);
    let mut fields: Vec<_> = hidden
        .map(|rest| {
            let (name, rest) = rest.split_once("\" value=\"").unwrap();
            (name, rest.split('"').next().unwrap())
        })
        .filter(|(name, _)| *name != "form_token")
        .collect();
    fields.extend(proofs);
    fields
}

async fn invite(by: &Browser) -> Answer {
    by.submit("/members/invite", "/members/invite", &INVITE)
        .await
}

#[track_caller]
fn asks(page: &Answer) {
    assert_eq!(page.status, 403, "{}", page.text);
    page.shows("<h1>Confirm that it is you</h1>");
    page.hides(PASSWORD);
}

#[actix_web::test]
async fn who_logged_in_lately_is_not_asked() {
    let (_, ada) = World::with_ada().await;
    assert_eq!(invite(&ada).await.status, 201);
}

#[actix_web::test]
async fn the_password_carries_out_what_was_typed() {
    let (world, ada) = World::with_ada().await;
    world.let_proofs_age();
    let before = world.store.audit_events();
    let asked = invite(&ada).await;
    asks(&asked);
    asked.shows("You are about to invite somebody as an owner");
    asked.shows("name=\"email\" value=\"grace@example.com\"");
    assert_eq!(world.store.audit_events(), before);
    let fields = completed(&asked, PASSWORD);
    let made = ada.submit_from(&asked, "/members/invite", &fields).await;
    assert_eq!(made.status, 201, "{}", made.text);
    made.shows("grace@example.com, as owner");
    // For a while that is enough for further ones.
    assert_eq!(invite(&ada).await.status, 201);
}

#[actix_web::test]
async fn every_sensitive_form_asks_and_goes_on() {
    for (path, purpose, fields, leads_to) in [
        (
            "/members/{user}/role",
            "You are about to make somebody an owner",
            ("role", "owner"),
            "/members?notice=role-changed",
        ),
        (
            "/organization/delete",
            "You are about to delete the organization",
            ("name", "Default Organization"),
            "/overview?notice=organization-deleted",
        ),
    ] {
        let (world, ada) = World::with_ada().await;
        let max = world.colleague(&ada, Role::Member).await;
        let path = max.path(path).await;
        world.let_proofs_age();
        let asked = ada.submit(&path, &path, &[fields]).await;
        asks(&asked);
        asked.shows(purpose);
        let again = completed(&asked, PASSWORD);
        let done = ada.submit_from(&asked, &path, &again).await;
        assert_eq!(done.location(), leads_to);
    }
}

#[actix_web::test]
async fn a_wrong_password_is_told_beside_it_and_counts() {
    let (world, ada) = World::with_ada().await;
    world.let_proofs_age();
    let asked = invite(&ada).await;
    for _ in 0..10 {
        let fields = completed(&asked, "wrong one");
        let form = ada.form_with(&asked.form_token(), "/members/invite", &fields);
        let form = form.peer_addr("192.0.2.7:1024".parse().unwrap());
        let page = ada.send(form).await;
        asks(&page);
        assert_eq!(page.fault("proof_password"), "The password is wrong.");
        page.shows("name=\"email\" value=\"grace@example.com\"");
        page.hides("wrong one");
    }
    let fields = completed(&asked, PASSWORD);
    let form = ada.form_with(&asked.form_token(), "/members/invite", &fields);
    let form = form.peer_addr("192.0.2.7:1024".parse().unwrap());
    let page = ada.send(form).await;
    assert_eq!(page.status, 429);
    assert_eq!(page.header("retry-after"), Some("1"));
    page.shows("name=\"email\" value=\"grace@example.com\"");
    ada.get("/audit")
        .await
        .shows("Failed to prove who they are");
    ada.get("/members").await.shows("Nobody is invited");
}

#[actix_web::test]
async fn what_is_wrong_otherwise_is_told_first() {
    let (world, ada) = World::with_ada().await;
    world.let_proofs_age();
    let path = "/organization/delete";
    let page = ada.submit(path, path, &[("name", "Engines")]).await;
    assert_eq!(page.status, 400);
    let page = ada
        .submit(
            "/members",
            "/members/invite",
            &[("role", "owner"), ("email", "grace")],
        )
        .await;
    assert_eq!(page.status, 400);
    assert_ne!(page.fault("email"), "");
}

#[actix_web::test]
async fn what_was_typed_is_text() {
    let (world, ada) = World::with_ada().await;
    world.let_proofs_age();
    let mut fields = INVITE.to_vec();
    fields.push(("\"><script>", "\"><script>"));
    let asked = ada.submit("/members", "/members/invite", &fields).await;
    asks(&asked);
    asked.hides("<script>");
}

#[actix_web::test]
async fn who_has_an_app_proves_it_by_its_code_as_well() {
    let (world, ada) = World::with_ada().await;
    let app = App::of(&world, &ada).await;
    world.let_proofs_age();
    let asked = invite(&ada).await;
    asks(&asked);
    asked.shows("name=\"proof_code\" type=\"text\" value=\"\" autocomplete=\"one-time-code\"");
    asked.hides(" required");
    let code = app.code(&world);
    let spaced = format!("{} {}", &code[..3], &code[3..]);
    // A browser has filled the password in, wrongly.
    let proofs = [("proof_password", "an old one"), ("proof_code", &*spaced)];
    let fields = completed_by(&asked, &proofs);
    let made = ada.submit_from(&asked, "/members/invite", &fields).await;
    assert_eq!(made.status, 201, "{}", made.text);
    world.let_proofs_age();
    let asked = invite(&ada).await;
    let fields = completed_by(&asked, &[("proof_password", PASSWORD), ("proof_code", "")]);
    let made = ada.submit_from(&asked, "/members/invite", &fields).await;
    assert_eq!(made.status, 201, "{}", made.text);
}

#[actix_web::test]
async fn a_wrong_code_is_told_beside_it() {
    let (world, ada) = World::with_ada().await;
    let app = App::of(&world, &ada).await;
    world.let_proofs_age();
    let asked = invite(&ada).await;
    let right = app.code(&world);
    let wrong = if right == "000000" {
        "000001"
    } else {
        "000000"
    };
    for (code, status, field, fault) in [
        ("12345", 400, "proof_code", "six digits"),
        (wrong, 403, "proof_code", "not right, or was used before"),
        ("", 400, "proof_password", "Type your password, or a code"),
    ] {
        let fields = completed_by(&asked, &[("proof_password", ""), ("proof_code", code)]);
        let page = ada.submit_from(&asked, "/members/invite", &fields).await;
        assert_eq!(page.status, status);
        page.shows("<h1>Confirm that it is you</h1>");
        assert!(page.fault(field).contains(fault), "{}", page.text);
        page.shows("name=\"email\" value=\"grace@example.com\"");
    }
    ada.get("/members").await.shows("Nobody is invited");
}

#[actix_web::test]
async fn who_has_no_app_is_asked_for_the_password_alone() {
    let (world, ada) = World::with_ada().await;
    world.let_proofs_age();
    let asked = invite(&ada).await;
    asked.hides("proof_code");
    let fields = completed_by(&asked, &[("proof_code", "123456")]);
    let page = ada.submit_from(&asked, "/members/invite", &fields).await;
    asks(&page);
    ada.get("/members").await.shows("Nobody is invited");
}

#[actix_web::test]
async fn every_change_of_second_factors_asks_and_goes_on() {
    let (world, ada) = World::with_ada().await;
    let app = App::of(&world, &ada).await;
    let prove = async |asked: &Answer, path: &str, purpose: &str| {
        asks(asked);
        asked.shows(purpose);
        asked.shows("href=\"/settings/second-factor\">Cancel</a>");
        world.clock.advance(TimeDelta::seconds(30));
        let code = app.code(&world);
        let fields = completed_by(asked, &[("proof_code", &*code)]);
        let fields: Vec<_> = fields
            .into_iter()
            .map(|(name, value)| (name, value.replace("&#38;", "&")))
            .collect();
        let fields: Vec<_> = fields
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
            .collect();
        ada.submit_from(asked, path, &fields).await
    };
    world.let_proofs_age();
    let path = "/settings/second-factor/app";
    let asked = ada.submit(FACTORS, path, &[("name", "Tablet")]).await;
    let offered = prove(&asked, path, "You are about to set up a second factor").await;
    let tablet = App::reading(&offered);
    world.let_proofs_age();
    let path = format!(
        "{path}/{}",
        offered.between("action=\"/settings/second-factor/app/", "\"")
    );
    world.clock.advance(TimeDelta::seconds(30));
    // The code outlives the page in between: it is good for a step more.
    let asked = ada.confirm(&offered, &tablet.code(&world)).await;
    let done = prove(&asked, &path, "You are about to set up a second factor").await;
    assert_eq!(
        done.location(),
        "/settings/second-factor?notice=factor-added"
    );
    world.let_proofs_age();
    let path = "/settings/second-factor/recovery-codes";
    let asked = ada.submit(path, path, &[]).await;
    let renewed = prove(&asked, path, "You are about to make new recovery codes").await;
    renewed.recovery_codes();
    world.let_proofs_age();
    let list = ada.get(FACTORS).await;
    list.shows("Tablet");
    let id = list.between("href=\"/settings/second-factor/factor_", "/");
    let path = format!("{FACTORS}/factor_{id}/remove");
    let asked = ada.submit(&path, &path, &[]).await;
    let removed = prove(&asked, &path, "You are about to remove a second factor").await;
    assert_eq!(
        removed.location(),
        "/settings/second-factor?notice=factor-removed"
    );
    ada.get(FACTORS).await.hides("Tablet</th>");
}
