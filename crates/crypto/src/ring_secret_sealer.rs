use std::sync::Arc;

use ring::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use sendook_domain::ports::{
    RandomError, SealError, SecretOwner, SecretSealer, SecretSource, UnsealError,
};
use zeroize::Zeroizing;

use crate::SecretKey;
use crate::secret_key::shown_id;

/// How secrets are sealed. Another way would have another number.
const VERSION: u8 = 1;

/// AES-256-GCM through ring. What is kept is the version, the id of the key, the random nonce, and the ciphertext with its tag.
pub struct RingSecretSealer {
    keys: Vec<SecretKey>,
    secrets: Arc<dyn SecretSource>,
}

impl RingSecretSealer {
    /// Seals under the first of these keys, and opens under all of them.
    pub fn new(keys: Vec<SecretKey>, secrets: Arc<dyn SecretSource>) -> Self {
        Self { keys, secrets }
    }

    fn newest(&self) -> Result<&SecretKey, SealError> {
        self.keys.first().ok_or(SealError::NoKey)
    }
}

impl SecretSealer for RingSecretSealer {
    fn seal(&self, owner: &SecretOwner<'_>, secret: &[u8]) -> Result<Vec<u8>, SealError> {
        let key = self.newest()?;
        let mut nonce = [0; NONCE_LEN];
        self.secrets.fill(&mut nonce)?;
        // Wiped where encryption fails; otherwise the ciphertext has taken its place.
        let mut text = Zeroizing::new(secret.to_vec());
        let tag = cipher(key)
            .seal_in_place_separate_tag(
                Nonce::assume_unique_for_key(nonce),
                bound_to(owner),
                &mut text,
            )
            .map_err(|_| RandomError("the secret could not be encrypted".into()))?;
        let id = key.id_bytes();
        Ok([&[VERSION][..], &id, &nonce, text.as_slice(), tag.as_ref()].concat())
    }

    fn open(
        &self,
        owner: &SecretOwner<'_>,
        sealed: &[u8],
    ) -> Result<Zeroizing<Vec<u8>>, UnsealError> {
        let (id, rest) = key_id(sealed).ok_or(UnsealError::Changed)?;
        let key = self.keys.iter().find(|key| key.id_bytes() == id);
        let key = key.ok_or_else(|| UnsealError::OtherKey(shown_id(id)))?;
        let (nonce, text) = rest
            .split_first_chunk::<NONCE_LEN>()
            .ok_or(UnsealError::Changed)?;
        let mut text = Zeroizing::new(text.to_vec());
        let nonce = Nonce::assume_unique_for_key(*nonce);
        let opened = cipher(key)
            .open_in_place(nonce, bound_to(owner), &mut text)
            .map_err(|_| UnsealError::Changed)?;
        Ok(Zeroizing::new(opened.to_vec()))
    }

    fn is_current(&self, sealed: &[u8]) -> Result<bool, SealError> {
        let newest = self.newest()?.id_bytes();
        Ok(key_id(sealed).is_some_and(|(id, _)| id == newest))
    }
}

/// The id of the key, and what follows it.
fn key_id(sealed: &[u8]) -> Option<([u8; SecretKey::ID], &[u8])> {
    let (version, rest) = sealed.split_first()?;
    let (id, rest) = rest.split_first_chunk::<{ SecretKey::ID }>()?;
    (*version == VERSION).then_some((*id, rest))
}

fn cipher(key: &SecretKey) -> LessSafeKey {
    let key = UnboundKey::new(&AES_256_GCM, key.bytes());
    LessSafeKey::new(key.expect("the key is as long as the cipher wants"))
}

/// What is authenticated beside a secret: the row that it stands in. Ids hold no space.
fn bound_to(owner: &SecretOwner<'_>) -> Aad<Vec<u8>> {
    Aad::from(format!("sendook factor {} {}", owner.user, owner.factor).into_bytes())
}
