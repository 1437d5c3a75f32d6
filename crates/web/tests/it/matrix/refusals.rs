use super::cast::Cast;
use crate::support::{Audience, ROUTES};

const BODY_AND_CHECKSUM: &str = "zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ0mLq17";

/// The same credential with one character of its body changed, so that its checksum no longer fits.
fn mistyped(credential: &str) -> String {
    let at = credential.len() - 10;
    let other = if credential.as_bytes()[at] == b'x' {
        "y"
    } else {
        "x"
    };
    format!("{}{other}{}", &credential[..at], &credential[at + 1..])
}

/// Wrong for every route: malformed, or of a kind that no guarded route accepts.
fn hopeless(good: &str) -> Vec<(String, &'static str)> {
    vec![
        ("junk".to_owned(), "invalid_token"),
        (good[..good.len() - 1].to_owned(), "invalid_token"),
        (format!("{good}0"), "invalid_token"),
        (mistyped(good), "invalid_token"),
        (good.to_uppercase(), "invalid_token"),
        (format!("sndr_{BODY_AND_CHECKSUM}"), "wrong_credential_type"),
    ]
}

/// Access tokens that are no longer good, or never were.
fn dead_tokens(cast: &Cast) -> Vec<(String, &'static str)> {
    vec![
        (format!("snda_{BODY_AND_CHECKSUM}"), "invalid_token"),
        (cast.ended_token.to_string(), "invalid_token"),
        (cast.expired_token.to_string(), "token_expired"),
    ]
}

/// Keys and run tokens that are no longer good, or never were.
fn dead_keys(cast: &Cast) -> Vec<(String, &'static str)> {
    vec![
        (format!("sndk_prod_{BODY_AND_CHECKSUM}"), "invalid_token"),
        (cast.owner.key.replace("_prod_", "_dev_"), "invalid_token"),
        (cast.deleted_key.to_string(), "invalid_token"),
        (cast.disabled_key.to_string(), "api_key_disabled"),
        (cast.expired_key.to_string(), "api_key_expired"),
        (format!("sndt_{BODY_AND_CHECKSUM}"), "invalid_token"),
        (cast.ended_run_token.to_string(), "invalid_token"),
        (cast.expired_run_token.to_string(), "token_expired"),
    ]
}

/// Credentials of the other kind: no route reveals their condition.
fn wrong_kind(
    dead: Vec<(String, &'static str)>,
    good: &str,
) -> impl Iterator<Item = (String, &'static str)> {
    let all = dead.into_iter().map(|(credential, _)| credential);
    all.chain([good.to_owned()])
        .map(|credential| (credential, "wrong_credential_type"))
}

fn refused_by(cast: &Cast, audience: Audience) -> Vec<(String, &'static str)> {
    let (token, key) = (&cast.owner.token, &cast.owner.key);
    let (tokens, keys) = (dead_tokens(cast), dead_keys(cast));
    match audience {
        Audience::Anyone => vec![],
        Audience::Person | Audience::Member(_) => {
            let other = wrong_kind(keys, key);
            hopeless(token)
                .into_iter()
                .chain(tokens)
                .chain(other)
                .collect()
        }
        Audience::Key(_) | Audience::AnyKey => {
            let other = wrong_kind(tokens, token);
            hopeless(key).into_iter().chain(keys).chain(other).collect()
        }
        Audience::Either => {
            let either = hopeless(token).into_iter().chain(hopeless(key));
            either.chain(tokens).chain(keys).collect()
        }
    }
}

#[actix_web::test]
async fn a_wrong_credential_is_refused_everywhere_and_changes_nothing() {
    let cast = Cast::gather().await;
    for route in ROUTES
        .iter()
        .filter(|route| route.audience != Audience::Anyone)
    {
        cast.refused(route, None)
            .await
            .error(401, "missing_credentials");
        for (credential, code) in refused_by(&cast, route.audience) {
            cast.refused(route, Some(&credential))
                .await
                .error(401, code);
        }
    }
}

#[actix_web::test]
async fn an_open_route_does_not_look_at_credentials() {
    for route in ROUTES
        .iter()
        .filter(|route| route.audience == Audience::Anyone)
    {
        let probe = Cast::gather().await;
        let dead = dead_tokens(&probe).into_iter().chain(dead_keys(&probe));
        for (credential, _) in dead.chain(hopeless(&probe.owner.key)) {
            let cast = Cast::gather().await;
            cast.ask(route, Some(&credential)).await.json(route.success);
        }
    }
}
