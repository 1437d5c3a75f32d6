//! What the audit trail records: every action once, with where it came from, and no secret.

use sendook_domain::entities::{AuditAction, Role};
use sendook_domain::values::EmailAddress;
use serde_json::{Value, json};

use super::audited_requests::{NEW, WRONG, request};
use crate::support::{Account, PASSWORD, World};

/// Every action but the one that a person begins with, and those that no request of the API records.
fn told_by_requests() -> impl Iterator<Item = AuditAction> {
    let others = [
        AuditAction::Registered,
        AuditAction::KeyUsedAfterEnd,
        AuditAction::KeyUsedElsewhere,
        AuditAction::UserRenamed,
        AuditAction::OrganizationCreated,
        AuditAction::OrganizationDeleted,
        AuditAction::UserUnlocked,
        AuditAction::FactorsReset,
        AuditAction::UserDisabled,
        AuditAction::UserEnabled,
        AuditAction::ResetLinkCreated,
    ];
    let all = AuditAction::ALL.iter().copied();
    all.filter(move |action| !others.contains(action))
}

async fn trail(world: &World, person: &Account, token: &str) -> (Vec<Value>, String) {
    let answer = world.get(&person.path("/audit")).bearer(token).await;
    let lines = answer.json(200).as_array().unwrap().clone();
    (lines, answer.text)
}

#[actix_web::test]
async fn every_action_is_audited_once_with_its_origin() {
    for action in told_by_requests() {
        let (world, person) = World::with_person().await;
        let ask = request(&world, &person, action).await;
        let before = world.store.audit_events().len();
        let ask = ask.peer("192.0.2.7:80").header(("user-agent", "Agent/1.0"));
        ask.header(("x-request-id", "trace-1")).await;
        assert_eq!(world.store.audit_events().len(), before + 1, "{action:?}");

        let reader = world.register().await;
        world
            .store
            .set_role(&reader.user(), &person.organization(), Role::Admin);
        let (lines, text) = trail(&world, &person, &reader.token).await;
        let told = lines.iter().find(|line| line["requestId"] == "trace-1");
        let told = told.unwrap_or_else(|| panic!("{action:?} is not in {text}"));
        assert_eq!(told["action"], action.as_str());
        assert_eq!(told["ip"], "192.0.2.7");
        assert_eq!(told["userAgent"], "Agent/1.0");
        assert_eq!(told["createdAt"], "2026-03-01T10:00:00.000Z");
        assert_eq!(told["id"], told["_id"]);
    }
}

#[actix_web::test]
async fn a_registration_is_audited_too() {
    let world = World::new().await;
    let body = json!({"email": "ada@example.com", "password": PASSWORD, "first_name": "Ada"});
    let register = world.post("/auth/register").json(&body);
    let register = register
        .peer("192.0.2.7:80")
        .header(("x-request-id", "trace-1"));
    let person = world.account(&register.await.json(201)).await;
    let (lines, _) = trail(&world, &person, &person.token).await;
    let id = lines[0]["id"].as_str().unwrap();
    let expected = json!({"_id": id, "id": id, "action": "user.registered",
        "actor": {"type": "user", "id": person.user_id}, "organizationId": person.organization_id,
        "userId": person.user_id, "ip": "192.0.2.7", "requestId": "trace-1",
        "createdAt": "2026-03-01T10:00:00.000Z"});
    assert_eq!(lines, [expected]);
    assert!(id.starts_with("event_"), "{id}");
}

#[actix_web::test]
async fn what_an_operator_did_to_an_account_stands_in_the_trail_of_its_organizations() {
    let (world, person) = World::with_person().await;
    let throttle = &world.api.services.login_throttle;
    let email = EmailAddress::parse(&person.email).unwrap();
    throttle.unlock(&email, &[]).unwrap();
    let (lines, text) = trail(&world, &person, &person.token).await;
    let told = lines.iter().find(|line| line["action"] == "user.unlocked");
    let told = told.unwrap_or_else(|| panic!("it is not in {text}"));
    assert_eq!(told["actor"], json!({"type": "operator"}));
    assert_eq!(told["userId"], person.user_id);
}

#[actix_web::test]
async fn the_actor_is_the_authenticated_key_or_user() {
    let (world, person) = World::with_person().await;
    let key = json!({"type": "api_key", "id": person.key_id});
    let user = json!({"type": "user", "id": person.user_id});
    let nobody = json!({"type": "anonymous"});
    for (action, actor, target) in [
        (AuditAction::InboxDeleted, key, Some(&person.inbox_id)),
        (AuditAction::KeyDeleted, user, Some(&person.key_id)),
        (AuditAction::LoginFailed, nobody, None),
    ] {
        request(&world, &person, action).await.await;
        let (lines, _) = trail(&world, &person, &person.token).await;
        let line = lines.iter().find(|line| line["action"] == action.as_str());
        let line = line.unwrap();
        assert_eq!(line["actor"], actor);
        assert_eq!(line["targetId"].as_str(), target.map(String::as_str));
    }
}

#[actix_web::test]
async fn throttled_logins_are_not_audited() {
    let (world, person) = World::with_person().await;
    for _ in 0..15 {
        request(&world, &person, AuditAction::LoginFailed)
            .await
            .await;
    }
    let (lines, _) = trail(&world, &person, &person.token).await;
    let failed = |line: &&Value| line["action"] == "user.login_failed";
    assert_eq!(lines.iter().filter(failed).count(), 10);
}

#[actix_web::test]
async fn the_audit_trail_holds_no_secret() {
    let (world, person) = World::with_person().await;
    let mut secrets = vec![
        PASSWORD.to_owned(),
        NEW.to_owned(),
        WRONG.to_owned(),
        person.refresh_token.to_string(),
        person.key.to_string(),
        person.token.to_string(),
    ];
    // The first takes the person's address away, the next four end the person's token, the others the person's key, which comes last but for them.
    let last = [
        AuditAction::EmailChanged,
        AuditAction::PasswordReset,
        AuditAction::PasswordChanged,
        AuditAction::LoggedOut,
        AuditAction::SessionLeaked,
        AuditAction::InboxDeleted,
        AuditAction::KeyLeaked,
        AuditAction::KeyDeleted,
    ];
    // A rotation ends the key that makes run tokens.
    let first = [
        AuditAction::RunTokenCreated,
        AuditAction::RunTokenEnded,
        AuditAction::RunTokenLeaked,
    ];
    let others =
        told_by_requests().filter(|action| !last.contains(action) && !first.contains(action));
    let all = first.into_iter().chain(others);
    for action in all.chain(last[5..].iter().copied()) {
        let answer = request(&world, &person, action).await.await;
        let answer: Value = serde_json::from_str(&answer.text).unwrap();
        for name in ["token", "refreshToken", "key", "access_token"] {
            secrets.extend(answer[name].as_str().map(str::to_owned));
        }
    }
    let change = request(&world, &person, AuditAction::PasswordChanged).await;
    change.await.json(200);
    let (lines, text) = trail(&world, &person, &person.token).await;
    assert!(lines.len() >= told_by_requests().count() - 1, "{text}");
    for secret in secrets {
        let end = &secret[secret.len() - 12..];
        assert!(!text.contains(end), "{end} in {text}");
    }
}
