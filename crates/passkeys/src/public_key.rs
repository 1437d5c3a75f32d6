use webauthn_rs_core::proto::{COSEAlgorithm, COSEKey, COSEKeyType, ECDSACurve};

/// Whether a public key is of the kind, and on the curve, that its algorithm goes with (`WebAuthn` level 3, section 5.8.5). RFC 9053 would
/// allow any curve, and the library does.
pub(crate) fn fits_its_algorithm(key: &COSEKey) -> bool {
    match (&key.type_, &key.key) {
        (COSEAlgorithm::ES256, COSEKeyType::EC_EC2(key)) => key.curve == ECDSACurve::SECP256R1,
        (COSEAlgorithm::ES384, COSEKeyType::EC_EC2(key)) => key.curve == ECDSACurve::SECP384R1,
        (COSEAlgorithm::RS256, COSEKeyType::RSA(_)) => true,
        // Nothing else is offered.
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use webauthn_rs_core::proto::{COSEEC2Key, COSERSAKey};

    use super::*;

    #[test]
    fn an_algorithm_goes_with_one_curve() {
        let curves = [
            ECDSACurve::SECP256R1,
            ECDSACurve::SECP384R1,
            ECDSACurve::SECP521R1,
        ];
        for (algorithm, fitting) in [
            (COSEAlgorithm::ES256, Some(&curves[0])),
            (COSEAlgorithm::ES384, Some(&curves[1])),
            (COSEAlgorithm::ES521, None),
            (COSEAlgorithm::RS256, None),
        ] {
            for curve in &curves {
                let key = COSEKeyType::EC_EC2(COSEEC2Key {
                    curve: curve.clone(),
                    x: Vec::new(),
                    y: Vec::new(),
                });
                let key = COSEKey {
                    type_: algorithm,
                    key,
                };
                assert_eq!(fits_its_algorithm(&key), fitting == Some(curve), "{key:?}");
            }
        }
    }

    #[test]
    fn an_rsa_key_signs_as_such() {
        for (algorithm, fits) in [(COSEAlgorithm::RS256, true), (COSEAlgorithm::ES256, false)] {
            let key = COSEKey {
                type_: algorithm,
                key: COSEKeyType::RSA(COSERSAKey {
                    n: Vec::new(),
                    e: [1, 0, 1],
                }),
            };
            assert_eq!(fits_its_algorithm(&key), fits, "{key:?}");
        }
    }
}
