use ring::rand::{SecureRandom as _, SystemRandom};
use ring::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair};

use super::cbor::{BYTES, ES256, MAP, head, string};

/// A key pair on P-256, for one account at one relying party.
pub(super) struct Passkey {
    pub(super) id: Vec<u8>,
    pub(super) relying_party: String,
    pub(super) handle: Vec<u8>,
    pair: EcdsaKeyPair,
}

impl Passkey {
    pub(super) fn generate(id: Option<Vec<u8>>, relying_party: &str, handle: Vec<u8>) -> Self {
        let (random, algorithm) = (random(), &ECDSA_P256_SHA256_ASN1_SIGNING);
        let mut new_id = vec![0; 16];
        random.fill(&mut new_id).expect("randomness");
        let pkcs8 = EcdsaKeyPair::generate_pkcs8(algorithm, &random).expect("randomness");
        let pair = EcdsaKeyPair::from_pkcs8(algorithm, pkcs8.as_ref(), &random);
        Self {
            id: id.unwrap_or(new_id),
            relying_party: relying_party.to_owned(),
            handle,
            pair: pair.expect("its own key"),
        }
    }

    /// The public key as a COSE key (RFC 9053, section 7.1), with its algorithm or another.
    pub(super) fn cose_key(&self, algorithm: Option<&[u8]>) -> Vec<u8> {
        // 0x04, x, y.
        let point = self.pair.public_key().as_ref();
        let (x, y) = point[1..].split_at(32);
        let mut key = head(MAP, 5);
        // Key type: elliptic curve with x and y; algorithm; curve: P-256.
        let algorithm = algorithm.unwrap_or(&[ES256]);
        key.extend([&[0x01, 0x02, 0x03], algorithm, &[0x20, 0x01]].concat());
        key.push(0x21);
        key.extend(string(BYTES, x));
        key.push(0x22);
        key.extend(string(BYTES, y));
        key
    }

    pub(super) fn sign(&self, message: &[u8]) -> Vec<u8> {
        let signature = self.pair.sign(&random(), message).expect("randomness");
        signature.as_ref().to_vec()
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "ring takes no other randomness for keys"
)]
fn random() -> SystemRandom {
    SystemRandom::new()
}
