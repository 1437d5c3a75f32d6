//! Sentences for a credential that is spoilt, or stands where none is read. What was sent is not repeated.

use actix_web::http::header::HeaderValue;

use crate::support::{Answer, World};

const KEY: &str = "sndk_prod_zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ0mLq17";

#[track_caller]
fn says(answer: &Answer, status: u16, code: &str, words: &str) {
    answer.says(status, code, words);
    answer.hides("zQWB");
    let challenge = answer.header("www-authenticate").unwrap();
    assert!(challenge.is_ascii() && !challenge.contains("zQWB"));
}

#[actix_web::test]
async fn the_error_says_what_is_wrong_with_a_damaged_credential() {
    let world = World::new().await;
    let bom = format!("Bearer \u{feff}{KEY}").into_bytes();
    let zero_width = format!("Bearer {KEY}\u{200b}").into_bytes();
    let no_break = format!("Bearer {KEY}\u{a0}").into_bytes();
    let one_byte = [format!("Bearer {KEY}").as_bytes(), b"\xa0"].concat();
    for (value, words) in [
        (format!("Bearer \"{KEY}\"").into_bytes(), "quotation marks"),
        (format!("Bearer “{KEY}”").into_bytes(), "quotation marks"),
        (format!("Bearer <{KEY}>").into_bytes(), "brackets"),
        (bom, "U+FEFF, byte order mark) stands before it"),
        (
            zero_width,
            "U+200B, zero width space) stands after its 46th",
        ),
        (no_break, "U+00A0, no-break space) stands after its 46th"),
        (one_byte, "U+00A0, no-break space) stands after its 46th"),
        (b"Bearer $KEY".to_vec(), "name of a variable"),
        (b"Bearer ${KEY}".to_vec(), "name of a variable"),
        (b"Bearer <YOUR_API_KEY>".to_vec(), "placeholder"),
        (b"Bearer undefined".to_vec(), "is not set"),
        (b"Bearer null".to_vec(), "is not set"),
        (b"Bearer None".to_vec(), "is not set"),
        (
            format!("Bearer {}", "0f".repeat(48)).into_bytes(),
            "mail platform",
        ),
        (b"Bearer sndk_prod".to_vec(), "truncated"),
    ] {
        let value = HeaderValue::from_bytes(&value).unwrap();
        let ask = world.get("/v1/inboxes").header(("authorization", value));
        says(&ask.await, 401, "invalid_token", words);
    }
    let twice = format!("Bearer Bearer {KEY}");
    let ask = world.get("/v1/inboxes").header(("authorization", twice));
    says(&ask.await, 400, "invalid_request", "\"Bearer\" twice");
}

#[actix_web::test]
async fn the_error_says_where_a_misplaced_credential_belongs() {
    let world = World::new().await;
    for (name, value, words) in [
        ("authorization", KEY.to_owned(), "has no scheme"),
        (
            "authorization",
            format!("\"Bearer {KEY}\""),
            "quotation marks",
        ),
        ("authorization", format!("Bearer:{KEY}"), "a space"),
        ("authorization", "Basic YTpi".to_owned(), "scheme Basic"),
        ("authorization", format!("Token {KEY}"), "another scheme"),
        ("x-api-key", KEY.to_owned(), "Authorization header alone"),
        ("cookie", KEY.to_owned(), "has no credential"),
    ] {
        let answer = world.get("/v1/inboxes").header((name, value)).await;
        says(&answer, 401, "missing_credentials", words);
        says(
            &answer,
            401,
            "missing_credentials",
            "Send \"Authorization: Bearer\"",
        );
    }
    let path = format!("/v1/inboxes?api_key={KEY}");
    let answer = world.get(&path).await;
    says(
        &answer,
        401,
        "missing_credentials",
        "never read from the query",
    );
}
