use sendook_domain::ports::{PasskeyError, UserVerification};

use super::support::{register, show, turned};

#[test]
fn who_uses_it_is_verified_where_that_is_required_and_nowhere_else() {
    for verified_who_made_it in [false, true] {
        let mut device = turned(|device| device.verifies_user = verified_who_made_it);
        let passkey = register(&mut device).unwrap();
        for verifies_who_uses_it in [false, true] {
            device.verifies_user = verifies_who_uses_it;
            show(&mut device, &passkey, UserVerification::Preferred).unwrap();
            match show(&mut device, &passkey, UserVerification::Required) {
                Ok(_) => assert!(verifies_who_uses_it),
                Err(PasskeyError::NotVerified) => assert!(!verifies_who_uses_it),
                Err(error) => panic!("{error:?}"),
            }
        }
    }
}
