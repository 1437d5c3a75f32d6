//! The request that brings each action about.

use sendook_domain::entities::{AuditAction, Role};
use serde_json::json;

use crate::support::{Account, App, Ask, PASSWORD, World};

pub(super) const NEW: &str = "seven quiet lanterns";
pub(super) const WRONG: &str = "wrong horse battery staple";

/// The request that brings an action about, everything that it needs done before.
pub(super) async fn request(world: &World, person: &Account, action: AuditAction) -> Ask {
    let as_person = |ask: Ask| ask.bearer(&person.token);
    let key = person.path(&format!("/api_keys/{}", person.key_id));
    let login = |password: &str| {
        let body = json!({"email": person.email, "password": password});
        world.post("/auth/login").json(&body)
    };
    let change_password = |current: &str| {
        let body = json!({"currentPassword": current, "newPassword": NEW});
        as_person(world.post("/auth/password")).json(&body)
    };
    let change_email = |password: &str| {
        let body = json!({"email": "ada.king@example.com", "password": password});
        as_person(world.post("/auth/email")).json(&body)
    };
    let name = json!({"name": "Analytical Engines"});
    match action {
        AuditAction::Registered => unreachable!("the person has registered"),
        AuditAction::LoggedIn => login(PASSWORD),
        AuditAction::LoginFailed => login(WRONG),
        AuditAction::PasswordChanged => change_password(PASSWORD),
        AuditAction::PasswordChangeFailed => change_password(WRONG),
        AuditAction::RefreshReused => {
            let first = world.begin_session(&person.email).await;
            let second = world.renewed(&first.refresh).await;
            world.refresh(&second.refresh).await.json(200);
            world.refresh(&first.refresh)
        }
        AuditAction::LoggedOut => as_person(world.post("/auth/logout")),
        AuditAction::KeyCreated => as_person(world.post(&person.path("/api_keys"))).json(&name),
        AuditAction::KeyChanged => as_person(world.patch(&key)).json(&name),
        AuditAction::KeyRotated => as_person(world.post(&format!("{key}/rotate"))),
        AuditAction::KeyRotationCompleted | AuditAction::KeyRotationCancelled => {
            let rotate = format!("{key}/rotate");
            as_person(world.post(&rotate)).await.json(200);
            let completed = action == AuditAction::KeyRotationCompleted;
            let end = if completed { "complete" } else { "cancel" };
            as_person(world.post(&format!("{rotate}/{end}")))
        }
        AuditAction::SessionLeaked => world.post("/leaks").json(&json!({"key": person.token})),
        AuditAction::KeyLeaked => world.post("/leaks").json(&json!({"key": person.key})),
        AuditAction::KeyUsedAfterEnd | AuditAction::KeyUsedElsewhere => {
            unreachable!("it is told by a flush, not by a request")
        }
        AuditAction::KeyDeleted => as_person(world.delete(&key)),
        AuditAction::RunTokenCreated => {
            let body = json!({"grant_type": "client_credentials", "label": "import"});
            person.key.post("/oauth/token").json(&body)
        }
        AuditAction::RunTokenEnded => {
            let token = person.key.run_token(&json!({})).await;
            token.delete("/v1/whoami")
        }
        AuditAction::RunTokenLeaked => {
            let token = person.key.run_token(&json!({})).await;
            world.post("/leaks").json(&json!({"key": *token}))
        }
        AuditAction::InboxCreated => as_person(world.post(&person.path("/inboxes"))).json(&name),
        AuditAction::InboxDeleted => {
            let inbox = format!("/v1/inboxes/{}", person.inbox_id);
            person.key.delete(&inbox)
        }
        AuditAction::UserRenamed => unreachable!("the dashboard alone asks for it"),
        AuditAction::PasswordReset => {
            let token = world.reset_token(person);
            let body = json!({"token": token, "newPassword": NEW});
            world.post("/auth/password/reset").json(&body)
        }
        AuditAction::EmailChangeRequested => change_email(PASSWORD),
        AuditAction::EmailChangeFailed => change_email(WRONG),
        AuditAction::EmailChanged => {
            change_email(PASSWORD).await.json(202);
            let body = json!({"token": world.mailed_token("ada.king@example.com")});
            world.post("/auth/email/verify").json(&body)
        }
        AuditAction::EmailVerified => {
            let body = json!({"token": world.mailed_token(&person.email)});
            world.post("/auth/email/verify").json(&body)
        }
        AuditAction::EmailLinkLeaked => {
            change_email(PASSWORD).await.json(202);
            let token = world.mailed_token("ada.king@example.com");
            world.post("/leaks").json(&json!({"key": token}))
        }
        AuditAction::ResetLinkLeaked => {
            let token = world.reset_token(person);
            world.post("/leaks").json(&json!({"key": token}))
        }
        AuditAction::UserUnlocked
        | AuditAction::UserDisabled
        | AuditAction::UserEnabled
        | AuditAction::FactorsReset
        | AuditAction::ResetLinkCreated => {
            unreachable!("the command line alone asks for it")
        }
        AuditAction::OrganizationRenamed => as_person(world.patch(&person.path(""))).json(&name),
        other => about_people(world, person, other).await,
    }
}

/// The same for what concerns the people of an organization.
async fn about_people(world: &World, person: &Account, action: AuditAction) -> Ask {
    let as_person = |ask: Ask| ask.bearer(&person.token);
    let invite = |email: &str| {
        let body = json!({"email": email, "role": "member"});
        as_person(world.post(&person.path("/invitations"))).json(&body)
    };
    let prove = |password: &str| {
        as_person(world.post("/auth/reauthenticate")).json(&json!({"password": password}))
    };
    match action {
        AuditAction::Reauthenticated => prove(PASSWORD),
        AuditAction::ReauthenticationFailed => prove(WRONG),
        AuditAction::OrganizationCreated | AuditAction::OrganizationDeleted => {
            unreachable!("it stands in the trail of another organization, or of one that is gone")
        }
        AuditAction::InvitationCreated => invite("grace@example.com"),
        AuditAction::InvitationEnded => {
            let invited = invite("grace@example.com").await.json(201);
            let id = invited["id"].as_str().unwrap();
            as_person(world.delete(&person.path(&format!("/invitations/{id}"))))
        }
        AuditAction::InvitationLeaked => {
            let invited = invite("grace@example.com").await.json(201);
            world.post("/leaks").json(&json!({"key": invited["token"]}))
        }
        AuditAction::MemberJoined => {
            let grace = world.register().await;
            let invited = invite(&grace.email).await.json(201);
            let accept = grace.token.post("/auth/invitations/accept");
            accept.json(&json!({"token": invited["token"]}))
        }
        AuditAction::MemberRoleChanged | AuditAction::MemberRemoved => {
            let colleague = world.register().await;
            let organization = person.organization();
            let role = Role::Member;
            world.store.set_role(&colleague.user(), &organization, role);
            let path = person.path(&format!("/members/{}", colleague.user_id));
            match action {
                AuditAction::MemberRemoved => as_person(world.delete(&path)),
                _ => as_person(world.patch(&path)).json(&json!({"role": "admin"})),
            }
        }
        other => about_factors(world, person, other).await,
    }
}

/// The same for what concerns second factors.
async fn about_factors(world: &World, person: &Account, action: AuditAction) -> Ask {
    if action == AuditAction::FactorAdded {
        let offered = person.token.post("/auth/factors/totp").await.json(201);
        return App::new(&offered).confirm(world, person);
    }
    world.keep_factor(person);
    match action {
        AuditAction::FactorRenamed => {
            let factor = format!("/auth/factors/{}", person.factor_id());
            let body = json!({"name": "Old phone"});
            person.token.patch(&factor).json(&body)
        }
        AuditAction::FactorRemoved => {
            let factor = format!("/auth/factors/{}", person.factor_id());
            person.token.delete(&factor)
        }
        AuditAction::RecoveryCodesRenewed => person.token.post("/auth/recovery-codes"),
        AuditAction::SecondFactorDue => {
            let body = json!({"email": person.email, "password": PASSWORD});
            world.post("/auth/login").json(&body)
        }
        AuditAction::SecondFactorFailed => {
            let token = world.first_step(person).await;
            let code = "0000-0000-0000-0000";
            world.second_step(&json!({"mfa_token": token, "recovery_code": code}))
        }
        AuditAction::SecondFactorLoginLeaked => {
            let token = world.first_step(person).await;
            world.post("/leaks").json(&json!({"key": token}))
        }
        AuditAction::SecondFactorRequirementChanged => person
            .patch("")
            .json(&json!({"require_second_factor": false})),
        other => unreachable!("no request brings {other:?} about"),
    }
}
