use sendook_domain::ports::{AnswerSealer, Digester as _, KeyedRequest, RandomError};
use sendook_domain::values::{Digest, Secret};

use super::{FakeDigester, veil};

/// Hides answers behind digests of [`FakeDigester`]. **Not cryptographic**: whoever knows the digests can read them.
#[derive(Debug, Clone, Copy, Default)]
pub struct FakeAnswerSealer;

impl AnswerSealer for FakeAnswerSealer {
    fn id(&self, request: &KeyedRequest<'_>) -> Digest {
        digest("id", request)
    }

    fn fingerprint(&self, request: &KeyedRequest<'_>, body: &[u8]) -> Digest {
        digest(&format!("fingerprint {body:?}"), request)
    }

    fn seal(
        &self,
        request: &KeyedRequest<'_>,
        status: u16,
        answer: &Secret,
    ) -> Result<Vec<u8>, RandomError> {
        let mut sealed = self.bound_to(request, status);
        sealed.extend(masked(request, answer.expose().as_bytes()));
        Ok(sealed)
    }

    fn open(&self, request: &KeyedRequest<'_>, status: u16, sealed: &[u8]) -> Option<Secret> {
        let hidden = sealed.strip_prefix(&*self.bound_to(request, status))?;
        let answer = String::from_utf8(masked(request, hidden)).ok()?;
        Some(Secret::new(answer))
    }
}

impl FakeAnswerSealer {
    fn bound_to(self, request: &KeyedRequest<'_>, status: u16) -> Vec<u8> {
        let id = self.id(request);
        [id.as_bytes().as_slice(), &status.to_be_bytes()].concat()
    }
}

fn digest(purpose: &str, request: &KeyedRequest<'_>) -> Digest {
    let (key, route, caller) = (request.key.expose(), request.route, request.caller);
    FakeDigester.digest(&format!("{:?}", (purpose, key, route, caller)))
}

/// Hides what is there, and shows what is hidden.
fn masked(request: &KeyedRequest<'_>, bytes: &[u8]) -> Vec<u8> {
    veil(digest("answer", request).as_bytes(), bytes)
}

#[cfg(test)]
mod tests {
    use sendook_domain::values::IdempotencyKey;

    use super::*;

    #[test]
    fn an_answer_opens_for_its_own_request_and_status_alone() {
        let keys = ["1", "2"].map(|key| IdempotencyKey::parse(key).unwrap());
        let of = |key, route, caller| KeyedRequest { key, route, caller };
        let own = of(&keys[0], "a", "b");
        let sealed = FakeAnswerSealer.seal(&own, 201, &Secret::new("told".to_owned()));
        let sealed = sealed.unwrap();
        let open = |request: &KeyedRequest<'_>, status| {
            let opened = FakeAnswerSealer.open(request, status, &sealed);
            opened.map(|answer| answer.expose().to_owned())
        };
        assert_eq!(open(&own, 201).as_deref(), Some("told"));
        assert!(!sealed.windows(4).any(|part| part == b"told"));
        assert_eq!(open(&own, 200), None);
        for other in [
            of(&keys[1], "a", "b"),
            of(&keys[0], "ab", ""),
            of(&keys[0], "", "ab"),
        ] {
            assert_eq!(open(&other, 201), None);
        }
    }
}
