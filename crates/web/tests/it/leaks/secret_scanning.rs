//! The expressions of `docs/secret-scanning.md`, tried as a scanner would.

use regex::Regex;
use serde_json::json;

use crate::support::World;

const PAGE: &str = include_str!("../../../../../docs/secret-scanning.md");

const VECTOR: &str = "zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ0mLq17";

/// The expression in the page's row about this credential.
fn expression(credential: &str) -> Regex {
    let row = PAGE
        .lines()
        .find(|line| line.starts_with(&format!("| {credential} |")));
    let text = row.unwrap().split('`').nth(1).unwrap();
    Regex::new(&text.replace("\\|", "|")).unwrap()
}

fn all() -> [Regex; 3] {
    ["API key", "access token", "refresh token"].map(expression)
}

/// How many of the three find something in a text.
fn hits(text: &str) -> usize {
    all().iter().filter(|one| one.is_match(text)).count()
}

#[actix_web::test]
async fn what_the_service_issues_is_found_by_its_expression_alone() {
    let (_, person) = World::with_person().await;
    let [keys, access, refresh] = all();
    let mut issued = vec![
        (&keys, person.key.clone()),
        (&access, person.token.clone()),
        (&refresh, person.refresh_token.clone()),
    ];
    for environment in ["staging", "development"] {
        let body = json!({"name": "One", "environment": environment});
        issued.push((&keys, person.create_key(&body).await.1));
    }
    for (own, credential) in issued {
        for text in [
            credential.to_string(),
            format!("KEY={credential}"),
            format!("Authorization: Bearer {credential}\r\n"),
            format!("{{\"key\":\"{credential}\"}}"),
            format!("https://example.com/?key={credential}&x=1"),
        ] {
            let found = own.find(&text).map(|found| found.as_str());
            assert_eq!(found, Some(credential.as_str()), "{text}");
            assert_eq!(hits(&text), 1, "{text}");
        }
    }
}

#[test]
fn near_misses_are_left_alone() {
    #[rustfmt::skip] // Short texts, several a line.
    let texts = [
        format!("sndk_prod_{}", &VECTOR[1..]), format!("sndk_prod_{VECTOR}0"),
        format!("sndk_test_{VECTOR}"), format!("sndk__{VECTOR}"), format!("sndk_{VECTOR}"),
        format!("snda_prod_{VECTOR}"), format!("sndx_{VECTOR}"), format!("SNDK_PROD_{VECTOR}"),
        format!("xsndk_prod_{VECTOR}"), format!("sndk_prod_{}-{}", &VECTOR[..20], &VECTOR[21..]),
        format!("sndr {VECTOR}"), VECTOR.to_owned(), "sndk_prod_…x4Qz".to_owned(),
        "https://example.com/sndk_prod_docs".to_owned(),
    ];
    for text in texts {
        assert_eq!(hits(&text), 0, "{text}");
    }
}

#[test]
fn the_rule_for_gitleaks_and_the_table_say_the_same() {
    let rule = PAGE
        .lines()
        .find_map(|line| line.strip_prefix("regex = '''"));
    let rule = rule.unwrap().trim_end_matches('\'');
    assert_eq!(rule, expression("API key").as_str());
}
