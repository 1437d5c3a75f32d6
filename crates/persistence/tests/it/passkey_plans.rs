//! Passkeys and what they are asked are found by indexes, however many there are.

use sendook_domain::entities::{
    AuditAction, AuditEvent, FactorUse, PasskeyChallenge, PasskeyPurpose,
};
use sendook_domain::ports::{Factors as _, Passkeys as _};
use sendook_testkit::builders::{
    a_digest, a_late_moment, a_moment, a_passkey, a_session, an_audit_event, an_id,
};

use crate::query_plans::{check, forget_statements, remember_statements};
use crate::sqlite::SqliteWorld;

fn audit() -> AuditEvent {
    an_audit_event(AuditAction::FactorAdded)
}

#[test]
fn passkeys_and_challenges_are_found_by_an_index() {
    remember_statements();
    let (world, store, account) = SqliteWorld::with_account();
    let user = &account.user.id;
    let mut passkey = a_passkey(user);
    store.offer_factor(&passkey).unwrap();
    passkey.factor.confirmed_at = Some(a_moment());
    store.confirm_factor(&passkey, &[], &audit(), &[]).unwrap();
    let challenge = PasskeyChallenge {
        digest: a_digest(),
        purpose: PasskeyPurpose::Login,
        expires_at: a_moment(),
    };
    store.keep_passkey_challenge(&challenge).unwrap();
    forget_statements();

    let login = PasskeyPurpose::SecondFactor {
        user_id: user.clone(),
        login: a_digest(),
    };
    let proof = PasskeyPurpose::Reauthentication {
        user_id: user.clone(),
        session_id: an_id(),
    };
    for purpose in [login, proof] {
        for _ in 0..PasskeyChallenge::AT_ONCE {
            let digest = a_digest();
            let further = PasskeyChallenge {
                digest,
                purpose: purpose.clone(),
                ..challenge.clone()
            };
            let kept = store.keep_passkey_challenge(&further);
            assert_eq!(check(&world, "keep_passkey_challenge", kept).len(), 1);
        }
        let one_more = PasskeyChallenge {
            digest: a_digest(),
            purpose,
            ..challenge.clone()
        };
        let kept = store.keep_passkey_challenge(&one_more);
        assert_eq!(check(&world, "keep_passkey_challenge", kept).len(), 2);
    }
    let taken = store.take_passkey_challenge(&challenge.digest);
    assert_eq!(check(&world, "take_passkey_challenge", taken).len(), 2);
    let swept = store.sweep_passkey_challenges(a_late_moment(), 10);
    assert_eq!(check(&world, "sweep_passkey_challenges", swept).len(), 1);
    let found = store.passkey(passkey.credential_id.as_ref().unwrap());
    assert_eq!(check(&world, "passkey", found).len(), 1);
    let name = passkey.factor.name.clone();
    let renamed = store.rename_factor(user, &passkey.factor.id, &name, &audit());
    assert_eq!(check(&world, "rename_factor", renamed).len(), 2);
    let shown = FactorUse::Factor {
        id: passkey.factor.id.clone(),
        counter: passkey.counter + 1,
    };
    let (session, counts) = (a_session(user), &mut |_: &[_]| Vec::new());
    let entered = store.log_in_by_passkey(&session, &shown, &[], counts, &audit());
    assert!(!check(&world, "log_in_by_passkey", entered).is_empty());
}
