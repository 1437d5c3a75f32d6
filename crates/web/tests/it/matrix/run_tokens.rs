use sendook_domain::entities::Scope;
use serde_json::json;

use super::cast::Cast;
use crate::support::{Audience, ROUTES, Route};

/// Whether a run token with every scope that its key has may call the route.
fn is_open(route: &Route) -> bool {
    match route.audience {
        Audience::Key(scope) => ![Scope::KeysWrite, Scope::TokensIntrospect].contains(&scope),
        Audience::Either => true,
        Audience::AnyKey => route.path.starts_with("/v1/"),
        _ => false,
    }
}

#[actix_web::test]
async fn a_run_token_with_full_access_makes_no_keys_and_has_no_access_to_oauth() {
    for route in ROUTES {
        if route.audience == Audience::Anyone {
            continue;
        }
        let cast = Cast::gather().await;
        let token = cast.owner.key.run_token(&json!({})).await;
        if is_open(&route) {
            cast.ask(&route, Some(&token)).await.json(route.success);
            continue;
        }
        let answer = cast.refused(&route, Some(&token)).await;
        if route.path.starts_with("/v1/") {
            answer.error(403, "forbidden");
        } else {
            answer.error(401, "wrong_credential_type");
        }
    }
}

#[actix_web::test]
async fn a_run_token_may_what_its_scope_says_and_no_more() {
    for route in ROUTES.into_iter().filter(is_open) {
        for scope in Scope::ALL {
            let cast = Cast::gather().await;
            let token = cast
                .owner
                .key
                .run_token(&json!({"scope": scope.as_str()}))
                .await;
            let has_all = scope == Scope::FullAccess;
            match route.audience {
                Audience::Key(needed) if needed != scope && !has_all => {
                    let answer = cast.refused(&route, Some(&token)).await;
                    answer.says(403, "insufficient_scope", needed.as_str());
                }
                _ => {
                    cast.ask(&route, Some(&token)).await.json(route.success);
                }
            }
        }
    }
}
