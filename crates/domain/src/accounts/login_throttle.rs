use std::fmt::Write as _;
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};

use crate::entities::{ClientInfo, Session};
use crate::policies::{
    FailureCount, PER_ACCOUNT, PER_ADDRESS, PER_SECOND_FACTOR, ThrottleRule, try_again,
};
use crate::ports::{
    ChangeCounts, Digester, Factors, FailureKey, Issuer, LoginFailures, Sessions, StoreError, Users,
};
use crate::values::{CredentialId, Digest, EmailAddress, Id};

/// Slows guessing down: counts attempts before they are looked at, by account and address and by address
/// alone. Accounts that do not exist count as others do.
#[derive(Clone)]
pub struct LoginThrottle {
    pub(crate) failures: Arc<dyn LoginFailures>,
    pub(crate) users: Arc<dyn Users>,
    pub(crate) sessions: Arc<dyn Sessions>,
    pub(crate) factors: Arc<dyn Factors>,
    pub(crate) issuer: Issuer,
    pub(crate) enabled: bool,
}

/// An attempt that was counted. Report its outcome; an attempt without one counts as a failure.
#[must_use]
pub(crate) struct CountedAttempt {
    counts: Vec<Counted>,
}

/// One of the counts that an attempt is counted in.
struct Counted {
    key: FailureKey,
    rule: ThrottleRule,
    on_success: OnSuccess,
}

/// What becomes of a count when an attempt in it succeeds.
#[derive(Clone, Copy)]
enum OnSuccess {
    /// It starts again at zero.
    Forgets,
    /// It has one failure less: that of the attempt. Whoever guesses beside the owner would have as many guesses again whenever the owner
    /// shows what is right.
    TakesBack,
}

/// Too many attempts: wait this long. At least a microsecond.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("Too many failed attempts. {}", try_again(self.0))]
pub struct TooManyAttempts(pub TimeDelta);

impl LoginThrottle {
    /// Counts an attempt to prove that one is the holder of an account. It counts while it is under way, too: callers keep no
    /// more under way at once than [`ThrottleRule::at_once`], or many right ones would look like guessing.
    ///
    /// # Errors
    /// What the store reports. A refusal is a [`TooManyAttempts`] inside; it was not counted, and must be
    /// answered without hashing.
    pub(crate) fn begin(
        &self,
        email: &EmailAddress,
        origin: &ClientInfo,
    ) -> Result<Result<CountedAttempt, TooManyAttempts>, StoreError> {
        self.count(self.counts(email, origin))
    }

    /// Counts an attempt to end a login by the code of an app: as one to prove a password, and with those at this account from
    /// everywhere. What cannot be guessed, a recovery code and a passkey, is counted by [`Self::begin`] alone: so whoever has the
    /// password, and uses this count up, keeps nobody out who has one of them.
    ///
    /// # Errors
    /// As for [`Self::begin`].
    pub(crate) fn begin_code(
        &self,
        email: &EmailAddress,
        origin: &ClientInfo,
    ) -> Result<Result<CountedAttempt, TooManyAttempts>, StoreError> {
        self.count_code(email, origin, second_factor)
    }

    /// Counts an attempt to prove by the code of an app who holds a session: as one to prove a password, and with those in this
    /// session from everywhere. Not with those at the account: whoever has stolen the session would keep the owner out elsewhere.
    /// Whoever has many sessions has more guesses. A session takes a second factor, though; one from before the first factor took the
    /// password alone, and whoever has that gains nothing by a code here, as the password proves as much in a session.
    ///
    /// # Errors
    /// As for [`Self::begin`].
    pub(crate) fn begin_code_in_session(
        &self,
        email: &EmailAddress,
        session: &Id<Session>,
        origin: &ClientInfo,
    ) -> Result<Result<CountedAttempt, TooManyAttempts>, StoreError> {
        self.count_code(email, origin, |digester, _| {
            second_factor_in(digester, session)
        })
    }

    fn count_code(
        &self,
        email: &EmailAddress,
        origin: &ClientInfo,
        counted_under: impl FnOnce(&dyn Digester, &EmailAddress) -> Digest,
    ) -> Result<Result<CountedAttempt, TooManyAttempts>, StoreError> {
        let mut counts = self.counts(email, origin);
        if self.enabled {
            let anywhere = FailureKey {
                account: Some(counted_under(&*self.issuer.digester, email)),
                address: String::new(),
            };
            counts.push(Counted {
                key: anywhere,
                rule: PER_SECOND_FACTOR,
                on_success: OnSuccess::TakesBack,
            });
        }
        self.count(counts)
    }

    /// Counts an attempt to log in by a passkey alone: with those that show the same credential id, whether there is such a passkey or not.
    /// So the count tells nobody, as that of its account would.
    ///
    /// # Errors
    /// As for [`Self::begin`].
    pub(crate) fn begin_passkey(
        &self,
        shown: &CredentialId,
        origin: &ClientInfo,
    ) -> Result<Result<CountedAttempt, TooManyAttempts>, StoreError> {
        self.count(self.counts_of(passkey(&*self.issuer.digester, shown), origin))
    }

    fn count(
        &self,
        counts: Vec<Counted>,
    ) -> Result<Result<CountedAttempt, TooManyAttempts>, StoreError> {
        let keys = counts.iter().map(|one| (one.key.clone(), one.rule));
        let keys: Vec<_> = keys.collect();
        let counted = count(&*self.failures, &keys, self.issuer.clock.now())?;
        Ok(counted.map(|()| CountedAttempt { counts }))
    }

    /// The attempt succeeded: the account's count from its address starts again at zero, and every other has one failure less.
    ///
    /// # Errors
    /// What the store reports.
    pub(crate) fn succeeded(&self, attempt: &CountedAttempt) -> Result<(), StoreError> {
        update(&*self.failures, &attempt.keys(), &mut |counts| {
            attempt.after_success(counts)
        })
    }

    /// The attempt was not judged, as the queue was full, say, or the password hash was replaced meanwhile: it does not count.
    ///
    /// # Errors
    /// What the store reports.
    pub(crate) fn not_judged(&self, attempt: &CountedAttempt) -> Result<(), StoreError> {
        update(&*self.failures, &attempt.keys(), &mut |counts| {
            let counted = attempt.counts.iter().zip(counts);
            counted
                .map(|(one, count)| count.and_then(|count| one.rule.take_back(&count)))
                .collect()
        })
    }

    fn counts(&self, email: &EmailAddress, origin: &ClientInfo) -> Vec<Counted> {
        self.counts_of(account(&*self.issuer.digester, email), origin)
    }

    fn counts_of(&self, account: Digest, origin: &ClientInfo) -> Vec<Counted> {
        if !self.enabled {
            return Vec::new();
        }
        vec![
            Counted {
                key: FailureKey {
                    account: Some(account),
                    address: origin.network().to_string(),
                },
                rule: PER_ACCOUNT,
                on_success: OnSuccess::Forgets,
            },
            Counted {
                key: from_address(origin),
                rule: PER_ADDRESS,
                on_success: OnSuccess::TakesBack,
            },
        ]
    }
}

impl CountedAttempt {
    /// Whose failures it counts as one of.
    pub(crate) fn keys(&self) -> Vec<FailureKey> {
        self.counts.iter().map(|one| one.key.clone()).collect()
    }

    /// What the counts of [`Self::keys`] are once it has succeeded.
    pub(crate) fn after_success(
        &self,
        counts: &[Option<FailureCount>],
    ) -> Vec<Option<FailureCount>> {
        let counted = self.counts.iter().zip(counts);
        counted
            .map(|(one, count)| match one.on_success {
                OnSuccess::Forgets => None,
                OnSuccess::TakesBack => count.and_then(|count| one.rule.take_back(&count)),
            })
            .collect()
    }
}

/// Counts one attempt with each of these keys, all or none: a refused one does not count.
///
/// # Errors
/// What the store reports. A refusal is a [`TooManyAttempts`] inside.
pub(crate) fn count(
    failures: &dyn LoginFailures,
    keys: &[(FailureKey, ThrottleRule)],
    now: DateTime<Utc>,
) -> Result<Result<(), TooManyAttempts>, StoreError> {
    let mut refused = None;
    let of_keys: Vec<_> = keys.iter().map(|(key, _)| key.clone()).collect();
    update(failures, &of_keys, &mut |counts| {
        // The callback may run again after a conflict between two servers.
        refused = None;
        let mut next = Vec::with_capacity(counts.len());
        for ((_, rule), count) in keys.iter().zip(counts) {
            match rule.count(*count, now) {
                Ok(count) => next.push(Some(count)),
                Err(wait) => refused = refused.max(Some(wait)),
            }
        }
        if refused.is_none() {
            next
        } else {
            counts.to_vec()
        }
    })?;
    Ok(refused.map_or(Ok(()), |wait| Err(TooManyAttempts(wait))))
}

fn update(
    failures: &dyn LoginFailures,
    keys: &[FailureKey],
    change: &mut ChangeCounts<'_>,
) -> Result<(), StoreError> {
    if keys.is_empty() {
        return Ok(());
    }
    failures.update_failures(keys, change)
}

fn from_address(origin: &ClientInfo) -> FailureKey {
    FailureKey {
        account: None,
        address: origin.network().to_string(),
    }
}

/// A digest, because what people type into the wrong field must not be stored in a table.
pub(super) fn account(digester: &dyn Digester, email: &EmailAddress) -> Digest {
    digester.digest(email.key())
}

/// Under which wrong codes at logins to an account are counted. The text holds a space, so that no e-mail address has the same digest.
pub(super) fn second_factor(digester: &dyn Digester, email: &EmailAddress) -> Digest {
    digester.digest(&format!("second factor of {}", email.key()))
}

/// Under which wrong codes in a session are counted.
pub(super) fn second_factor_in(digester: &dyn Digester, session: &Id<Session>) -> Digest {
    digester.digest(&format!("second factor of session {session}"))
}

/// Under which the wrong logins by a passkey are counted. The text holds spaces, so that no e-mail address has the same digest.
pub(super) fn passkey(digester: &dyn Digester, shown: &CredentialId) -> Digest {
    let mut text = "login by passkey ".to_owned();
    for byte in shown.as_bytes() {
        // Two digits each: what is kept must not depend on how something is debugged. A text takes them all.
        let _ = write!(text, "{byte:02x}");
    }
    digester.digest(&text)
}
