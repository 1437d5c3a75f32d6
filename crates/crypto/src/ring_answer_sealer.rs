use std::sync::Arc;

use ring::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use ring::digest::SHA256_OUTPUT_LEN;
use ring::hkdf::{HKDF_SHA256, KeyType, Okm, Prk, Salt};
use ring::hmac;
use sendook_domain::ports::{AnswerSealer, KeyedRequest, RandomError, SecretSource};
use sendook_domain::values::{Digest, Secret};
use zeroize::Zeroizing;

/// AES-256-GCM, HMAC-SHA-256 and digests, all under keys that HKDF (RFC 5869) derives from the idempotency key, through ring.
///
/// The route and the caller are part of the derivation, so that each request has keys of its own. An answer is stored behind its random nonce.
pub struct RingAnswerSealer(Arc<dyn SecretSource>);

/// For what something is derived.
#[derive(Clone, Copy)]
enum Purpose {
    Id,
    Fingerprint,
    Answer,
}

impl Purpose {
    fn label(self) -> &'static [u8] {
        match self {
            Self::Id => b"sendook idempotency id 1",
            Self::Fingerprint => b"sendook idempotency fingerprint 1",
            Self::Answer => b"sendook idempotency answer 1",
        }
    }
}

impl RingAnswerSealer {
    /// A cipher that takes its nonces from there.
    pub fn new(secrets: Arc<dyn SecretSource>) -> Self {
        Self(secrets)
    }

    /// What is authenticated beside an answer: the row that it stands in, and its status.
    fn bound_to(&self, request: &KeyedRequest<'_>, status: u16) -> Aad<Vec<u8>> {
        let id = self.id(request);
        Aad::from([id.as_bytes().as_slice(), &status.to_be_bytes()].concat())
    }
}

impl AnswerSealer for RingAnswerSealer {
    fn id(&self, request: &KeyedRequest<'_>) -> Digest {
        let mut bytes = [0; SHA256_OUTPUT_LEN];
        derive(request, Purpose::Id, HKDF_SHA256, |okm| {
            okm.fill(&mut bytes)
        })
        .expect("the length of a digest is that of the buffer");
        Digest::from_bytes(bytes)
    }

    fn fingerprint(&self, request: &KeyedRequest<'_>, body: &[u8]) -> Digest {
        let key = derive(request, Purpose::Fingerprint, hmac::HMAC_SHA256, |okm| {
            hmac::Key::from(okm)
        });
        let mut bytes = [0; SHA256_OUTPUT_LEN];
        bytes.copy_from_slice(hmac::sign(&key, body).as_ref());
        Digest::from_bytes(bytes)
    }

    fn seal(
        &self,
        request: &KeyedRequest<'_>,
        status: u16,
        answer: &Secret,
    ) -> Result<Vec<u8>, RandomError> {
        let mut nonce = [0; NONCE_LEN];
        self.0.fill(&mut nonce)?;
        let failed = |_| RandomError("the answer could not be encrypted".into());
        // Wiped where encryption fails; otherwise the ciphertext has taken its place.
        let mut text = Zeroizing::new(answer.expose().as_bytes().to_vec());
        let tag = answer_key(request)
            .seal_in_place_separate_tag(
                Nonce::assume_unique_for_key(nonce),
                self.bound_to(request, status),
                &mut text,
            )
            .map_err(failed)?;
        Ok([&nonce, text.as_slice(), tag.as_ref()].concat())
    }

    fn open(&self, request: &KeyedRequest<'_>, status: u16, sealed: &[u8]) -> Option<Secret> {
        let (nonce, text) = sealed.split_first_chunk::<NONCE_LEN>()?;
        let mut text = Zeroizing::new(text.to_vec());
        let nonce = Nonce::assume_unique_for_key(*nonce);
        let opened = answer_key(request)
            .open_in_place(nonce, self.bound_to(request, status), &mut text)
            .ok()?;
        let answer = std::str::from_utf8(opened).ok()?;
        Some(Secret::new(answer.to_owned()))
    }
}

fn answer_key(request: &KeyedRequest<'_>) -> LessSafeKey {
    derive(request, Purpose::Answer, &AES_256_GCM, |okm| {
        LessSafeKey::new(UnboundKey::from(okm))
    })
}

/// Derives something from a request. Each part of it stands behind its length.
fn derive<L: KeyType, T>(
    request: &KeyedRequest<'_>,
    purpose: Purpose,
    length: L,
    make: impl FnOnce(Okm<'_, L>) -> T,
) -> T {
    let prk: Prk = Salt::new(HKDF_SHA256, b"sendook").extract(request.key.expose().as_bytes());
    let (route, caller) = (request.route.as_bytes(), request.caller.as_bytes());
    let lengths = [route.len(), caller.len()].map(|length| (length as u64).to_be_bytes());
    let info = [purpose.label(), &lengths[0], route, &lengths[1], caller];
    let okm = prk.expand(&info, length);
    make(okm.expect("HKDF gives as many bytes as a key has"))
}
