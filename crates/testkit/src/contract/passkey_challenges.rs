//! Challenges of passkeys are taken once, few wait for one asker, and they are swept when their time is over.

use chrono::{DateTime, TimeDelta, Utc};
use sendook_domain::entities::{PasskeyChallenge, PasskeyPurpose, User};
use sendook_domain::ports::StoreError;
use sendook_domain::values::{Digest, Id};

use super::World;
use super::support::{at_once, opened};
use super::sweeping::{CUT, MOMENT, sweep_at_once};
use crate::builders::{a_digest, a_late_moment, an_id};

/// Every field comes back, on another server, once.
pub fn a_challenge_is_taken_once_with_all_its_fields(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let user_id = opened(&*store)?.user.id;
    let session_id = an_id();
    let factor_id = an_id();
    let purposes = [
        PasskeyPurpose::Login,
        PasskeyPurpose::SecondFactor {
            user_id: user_id.clone(),
            login: a_digest(),
        },
        PasskeyPurpose::Reauthentication {
            user_id: user_id.clone(),
            session_id: session_id.clone(),
        },
        PasskeyPurpose::Registration {
            user_id,
            session_id,
            factor_id,
        },
    ];
    let challenges = purposes.map(|purpose| PasskeyChallenge {
        purpose,
        ..a_challenge(a_late_moment())
    });
    for challenge in &challenges {
        store.keep_passkey_challenge(challenge)?;
    }
    for challenge in challenges {
        let other = world.other_server();
        let taken = other.take_passkey_challenge(&challenge.digest)?;
        assert_eq!(taken.as_ref(), Some(&challenge));
        assert_eq!(store.take_passkey_challenge(&challenge.digest)?, None);
    }
    assert_eq!(store.take_passkey_challenge(&a_digest())?, None);
    Ok(())
}

/// Of many who take a challenge at once, one gets it.
pub fn a_challenge_taken_at_once_is_taken_once(world: &dyn World) -> Result<(), StoreError> {
    let challenge = a_challenge(a_late_moment());
    world.store().keep_passkey_challenge(&challenge)?;
    let taken = at_once(world, |store| {
        store.take_passkey_challenge(&challenge.digest)
    })?;
    let taken: Vec<_> = taken.into_iter().flatten().collect();
    assert_eq!(taken, [challenge]);
    Ok(())
}

/// Challenges whose time was over before the moment given are swept in batches; the others stay.
pub fn old_challenges_are_swept(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let over = [CUT - MOMENT; 3].map(a_challenge);
    let kept = [CUT, CUT + MOMENT].map(a_challenge);
    for challenge in over.iter().chain(&kept) {
        store.keep_passkey_challenge(challenge)?;
    }
    assert_eq!(store.sweep_passkey_challenges(CUT, 2)?, 2);
    let rest = sweep_at_once(world, |store| store.sweep_passkey_challenges(CUT, 2))?;
    assert_eq!(rest, 1);
    for challenge in over {
        assert_eq!(store.take_passkey_challenge(&challenge.digest)?, None);
    }
    for challenge in kept {
        let taken = store.take_passkey_challenge(&challenge.digest)?;
        assert_eq!(taken, Some(challenge));
    }
    Ok(())
}

fn a_challenge(expires_at: DateTime<Utc>) -> PasskeyChallenge {
    PasskeyChallenge {
        digest: a_digest(),
        purpose: PasskeyPurpose::Login,
        expires_at,
    }
}

/// A new challenge takes the place of the one that ends first, of those for the same purpose of the same session or login; those of
/// others stay. Those that end later than the new one go before that: a clock was set back since, and the next ones end before them, too.
pub fn only_the_newest_challenges_of_one_asker_wait(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let (user, other) = (opened(&*store)?.user.id, opened(&*store)?.user.id);
    let keep = |purpose: &PasskeyPurpose, after: i64| {
        let challenge = PasskeyChallenge {
            purpose: purpose.clone(),
            ..a_challenge(a_late_moment() + TimeDelta::seconds(after))
        };
        store.keep_passkey_challenge(&challenge)?;
        Ok::<_, StoreError>(challenge.digest)
    };
    let waits =
        |digest: &Digest| Ok::<_, StoreError>(store.take_passkey_challenge(digest)?.is_some());
    let all = [&user, &other].map(purposes).into_iter().flatten();
    let kept_before: Vec<_> = all
        .chain([PasskeyPurpose::Login])
        .map(|purpose| keep(&purpose, 0))
        .collect::<Result<_, _>>()?;
    for purpose in purposes(&user) {
        let mut digests = Vec::new();
        // Of the second, a clock was ahead; before the last two, it was set back.
        for after in [1, 9, 2, 3, 4, 5, 6, -3, -2] {
            let mut purpose = purpose.clone();
            if let PasskeyPurpose::Registration { factor_id, .. } = &mut purpose {
                *factor_id = an_id();
            }
            digests.push(keep(&purpose, after)?);
        }
        let left: Vec<_> = digests.iter().map(waits).collect::<Result<_, _>>()?;
        let expected = [false, false, false, false, true, true, true, true, true];
        assert_eq!(left, expected, "{purpose:?}");
    }
    for _ in 0..2 * PasskeyChallenge::AT_ONCE {
        keep(&PasskeyPurpose::Login, 1)?;
    }
    for digest in &kept_before {
        assert!(waits(digest)?);
    }
    Ok(())
}

/// What a person can be asked for: each time of a session or a login of its own.
fn purposes(user_id: &Id<User>) -> [PasskeyPurpose; 3] {
    let user_id = user_id.clone();
    [
        PasskeyPurpose::SecondFactor {
            user_id: user_id.clone(),
            login: a_digest(),
        },
        PasskeyPurpose::Reauthentication {
            user_id: user_id.clone(),
            session_id: an_id(),
        },
        PasskeyPurpose::Registration {
            user_id,
            session_id: an_id(),
            factor_id: an_id(),
        },
    ]
}
