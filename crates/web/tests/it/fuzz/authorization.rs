use actix_web::http::header::HeaderValue;
use actix_web::rt::System;
use proptest::collection::vec;
use proptest::prelude::*;

use super::{cases, run};
use crate::support::World;

/// What the contract says about a header value, for a client that holds one valid key.
fn expected(value: &[u8], key: &str, token: &str) -> (u16, &'static str) {
    // Every byte one character, as HTTP reads them; inner ones matter here only as being no ASCII.
    let text: String = value.iter().map(|byte| char::from(*byte)).collect();
    let text = text.trim_matches([' ', '\t']);
    let (scheme, rest) = match text.find([' ', '\t']) {
        Some(at) => text.split_at(at),
        None => (text, ""),
    };
    if !scheme.eq_ignore_ascii_case("bearer") {
        return (401, "missing_credentials");
    }
    match rest.trim_start_matches(' ') {
        "" => (400, "invalid_request"),
        given if given.contains([' ', '\t', ',']) => (400, "invalid_request"),
        given if given == key => (200, ""),
        given if given == token => (401, "wrong_credential_type"),
        _ => (401, "invalid_token"),
    }
}

/// A byte that HTTP allows in a header; those that matter to the grammar come often.
fn header_byte(byte: u8) -> u8 {
    match byte {
        0..=9 | 0x7f => b' ',
        10..=19 => b'\t',
        20..=31 => b',',
        other => other,
    }
}

/// Any value that HTTP allows in a header.
fn any_value() -> impl Strategy<Value = Vec<u8>> {
    let bytes = vec(any::<u8>(), 0..24);
    bytes.prop_map(|bytes| bytes.into_iter().map(header_byte).collect())
}

/// Something like `Bearer <token>`.
fn nearly_bearer(key: String, token: String) -> impl Strategy<Value = Vec<u8>> {
    let scheme = prop::sample::select(vec![
        "Bearer", "bearer", "BEARER", "Basic", "Bearer:", "Bear er", "",
    ]);
    let gap = prop::sample::select(vec![" ", "", "  ", "\t", " \t", ",", " ,"]);
    let whole = prop_oneof![Just(key.clone()), Just(token)].prop_map(String::into_bytes);
    let changed = (0..key.len(), any::<u8>().prop_map(header_byte));
    let changed = changed.prop_map(move |(at, byte)| {
        let mut bytes = key.clone().into_bytes();
        bytes[at] = byte;
        bytes
    });
    let credential = prop_oneof![whole, changed, any_value()];
    (scheme, gap, credential).prop_map(|(scheme, gap, credential)| {
        [scheme.as_bytes(), gap.as_bytes(), &credential].concat()
    })
}

#[test]
fn any_authorization_header() {
    let system = System::new();
    let world = system.block_on(World::new());
    let person = system.block_on(world.register());
    let (key, token) = (person.key.to_string(), person.token.to_string());
    let values = prop_oneof![1 => any_value(), 3 => nearly_bearer(key.clone(), token.clone())];
    run(cases(100_000), &values, |value| {
        let header = HeaderValue::from_bytes(&value).unwrap();
        let ask = world
            .get("/v1/inboxes?limit=1")
            .header(("authorization", header));
        let answer = system.block_on(ask.into_future());
        let (status, code) = expected(&value, &key, &token);
        prop_assert_eq!(answer.status, status, "{}", answer.text);
        let said = format!("\"code\":\"{code}\"");
        prop_assert!(
            code.is_empty() || answer.text.contains(&said),
            "{}",
            answer.text
        );
        Ok(())
    });
}
