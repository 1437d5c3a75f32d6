//! What `RingAnswerSealer` promises.

use std::sync::Arc;

use sendook_crypto::{RingAnswerSealer, RingSecrets};
use sendook_domain::ports::{AnswerSealer, KeyedRequest};
use sendook_domain::values::{IdempotencyKey, Secret};

const ANSWER: &str = r#"{"key":"sndk_prod_secret"}"#;

fn sealer() -> RingAnswerSealer {
    RingAnswerSealer::new(Arc::new(RingSecrets::new()))
}

fn key(text: &str) -> IdempotencyKey {
    IdempotencyKey::parse(text).unwrap()
}

/// A request, and others that differ from it in one part, or only in where a part ends.
fn with_requests(check: impl Fn(&KeyedRequest<'_>, &[KeyedRequest<'_>])) {
    let (own, other) = (key("8e03978e"), key("8e03978f"));
    let request = |key, route, caller| KeyedRequest { key, route, caller };
    let first = request(&own, "POST /v1/api_keys", "key_1");
    let others = [
        request(&other, first.route, first.caller),
        request(&own, "POST /v1/inboxes", first.caller),
        request(&own, first.route, "key_2"),
        request(&own, "POST /v1/api_keysk", "ey_1"),
        request(&own, "POST /v1/api_key", "skey_1"),
    ];
    check(&first, &others);
}

#[test]
fn an_answer_is_opened_by_its_own_request_alone() {
    with_requests(|request, others| {
        let sealed = sealer()
            .seal(request, 201, &Secret::new(ANSWER.to_owned()))
            .unwrap();
        let opened = |request| sealer().open(request, 201, &sealed);
        assert_eq!(opened(request).unwrap().expose(), ANSWER);
        for other in others {
            assert!(opened(other).is_none(), "{other:?}");
        }
        assert!(sealer().open(request, 200, &sealed).is_none());
    });
}

#[test]
fn a_sealed_answer_neither_shows_nor_repeats_itself() {
    with_requests(|request, _| {
        let seal = || {
            sealer()
                .seal(request, 201, &Secret::new(ANSWER.to_owned()))
                .unwrap()
        };
        let (first, second) = (seal(), seal());
        assert_ne!(first, second);
        assert!(!first.windows(4).any(|bytes| bytes == b"sndk"));
    });
}

#[test]
fn an_answer_that_was_changed_or_cut_is_not_opened() {
    with_requests(|request, _| {
        let sealed = sealer()
            .seal(request, 201, &Secret::new(ANSWER.to_owned()))
            .unwrap();
        for place in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[place] ^= 1;
            assert!(sealer().open(request, 201, &changed).is_none(), "{place}");
            assert!(
                sealer().open(request, 201, &sealed[..place]).is_none(),
                "{place}"
            );
        }
    });
}

#[test]
fn ids_and_fingerprints_differ_wherever_the_request_does() {
    with_requests(|request, others| {
        let sealer = sealer();
        let id = sealer.id(request);
        let fingerprint = sealer.fingerprint(request, b"{}");
        assert_eq!(sealer.id(request), id);
        assert_eq!(sealer.fingerprint(request, b"{}"), fingerprint);
        assert_ne!(sealer.fingerprint(request, b"{ }"), fingerprint);
        for other in others {
            assert_ne!(sealer.id(other), id, "{other:?}");
            assert_ne!(sealer.fingerprint(other, b"{}"), fingerprint, "{other:?}");
        }
    });
}
