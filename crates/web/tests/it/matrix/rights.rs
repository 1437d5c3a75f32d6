use sendook_domain::entities::{Role, Scope};
use serde_json::json;

use super::cast::Cast;
use crate::support::{Audience, ROUTES};

fn rank(role: Role) -> usize {
    [Role::Member, Role::Admin, Role::Owner]
        .iter()
        .position(|one| *one == role)
        .unwrap()
}

#[actix_web::test]
async fn each_role_may_what_the_contract_says_and_no_more() {
    for route in ROUTES {
        for role in Role::ALL {
            let cast = Cast::gather().await;
            let person = cast.of_role(role);
            match route.audience {
                Audience::Member(least) if rank(role) < rank(least) => {
                    cast.refused(&route, Some(&person.token))
                        .await
                        .error(403, "forbidden");
                }
                Audience::Member(_) | Audience::Either => {
                    let ask = cast.ask(&route, Some(&person.token));
                    ask.await.json(route.success);
                }
                Audience::Person => {
                    if route.needs_factor() {
                        cast.world.keep_factor(person);
                    }
                    let ask = route.ask(&cast.world, person).bearer(&person.token);
                    ask.await.json(route.success);
                }
                Audience::Anyone | Audience::Key(_) | Audience::AnyKey => {}
            }
        }
    }
}

#[actix_web::test]
async fn each_scope_alone_may_what_the_contract_says_and_no_more() {
    for route in ROUTES {
        let needed = match route.audience {
            Audience::Key(scope) => Some(scope),
            Audience::Either | Audience::AnyKey => None,
            _ => continue,
        };
        for scope in Scope::ALL {
            let cast = Cast::gather().await;
            let body = json!({"name": "Scoped", "scopes": [scope.as_str()]});
            let (_, key) = cast.owner.create_key(&body).await;
            let missing = needed.filter(|needed| scope != Scope::FullAccess && scope != *needed);
            match missing {
                Some(missing) => {
                    let answer = cast.refused(&route, Some(&key)).await;
                    answer.says(403, "insufficient_scope", missing.as_str());
                }
                None => {
                    cast.ask(&route, Some(&key)).await.json(route.success);
                }
            }
        }
    }
}

#[actix_web::test]
async fn a_stranger_is_refused_in_the_organization() {
    let cast = Cast::gather().await;
    for route in ROUTES
        .iter()
        .filter(|route| matches!(route.audience, Audience::Member(_)))
    {
        let answer = cast.refused(route, Some(&cast.stranger.token)).await;
        answer.error(403, "forbidden");
    }
}

#[actix_web::test]
async fn a_key_of_another_organization_finds_nothing_of_this_one() {
    for route in ROUTES
        .iter()
        .filter(|route| matches!(route.audience, Audience::Key(_)))
    {
        let cast = Cast::gather().await;
        if route.path.contains('{') {
            let answer = cast.refused(route, Some(&cast.stranger.key)).await;
            answer.error(404, "not_found");
        } else {
            let answer = cast.ask(route, Some(&cast.stranger.key)).await;
            answer.json(route.success);
            answer.hides(&cast.owner.organization_id);
        }
    }
}

#[actix_web::test]
async fn an_organization_that_does_not_exist_is_answered_as_a_foreign_one() {
    let cast = Cast::gather().await;
    for route in ROUTES
        .iter()
        .filter(|route| matches!(route.audience, Audience::Member(_)))
    {
        let foreign = cast.refused(route, Some(&cast.stranger.token)).await;
        let malformed = "a.b $ne 1 undefined null [object $$ 507f1f77bcf86cd799439011 '-- *";
        let (unknown, long) = ("org_01h455vb4pex5vsknk084sn02q", "x".repeat(65));
        for id in malformed.split(' ').chain([unknown, &long]) {
            let path = route.path.replace("{organization}", id);
            let ask = cast.stranger.token.ask(route.method, &path);
            let answer = ask.raw("application/json", route.body).await;
            let mut body = answer.error(403, "forbidden");
            body["requestId"] = foreign.error(403, "forbidden")["requestId"].clone();
            assert_eq!(body, foreign.error(403, "forbidden"));
        }
    }
}
