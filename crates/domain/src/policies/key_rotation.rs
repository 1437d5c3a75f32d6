use chrono::{DateTime, TimeDelta, Utc};

use crate::entities::{ApiKey, KeySecret, KeyWithDigests};
use crate::values::Digest;

/// What is asked for when a key is to get a new secret.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct RotationRequest {
    grace: Option<TimeDelta>,
    end_oldest: bool,
    of: Option<DateTime<Utc>>,
}

/// A grace period that no old secret can have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("An old secret can live on for 0 to {} days.", RotationRequest::MAX_GRACE.num_days())]
pub struct InvalidGrace;

impl RotationRequest {
    /// The longest time that an old secret lives on.
    pub const MAX_GRACE: TimeDelta = TimeDelta::days(7);

    /// How long an old secret lives on if nothing else is asked for.
    pub const DEFAULT_GRACE: TimeDelta = TimeDelta::days(1);

    /// Lets the old secret live on for this long, by default for [`Self::DEFAULT_GRACE`]. `end_oldest`: whether a secret that
    /// is still in its grace period may be ended for it.
    ///
    /// # Errors
    /// [`InvalidGrace`] if it is negative or longer than [`Self::MAX_GRACE`].
    pub fn new(grace: Option<TimeDelta>, end_oldest: bool) -> Result<Self, InvalidGrace> {
        if grace.is_some_and(|grace| grace < TimeDelta::zero() || grace > Self::MAX_GRACE) {
            return Err(InvalidGrace);
        }
        Ok(Self {
            grace,
            end_oldest,
            of: None,
        })
    }

    /// Only if the newest secret of the key is the one that was made at this moment: any other has taken its place since it was seen.
    #[must_use]
    pub fn of_secret_made_at(self, moment: DateTime<Utc>) -> Self {
        Self {
            of: Some(moment),
            ..self
        }
    }

    /// Whether it is about the newest secret that the key has.
    pub fn is_about(&self, key: &ApiKey) -> bool {
        self.of.is_none_or(|moment| moment == key.secret.created_at)
    }
}

/// A secret that a key is to have.
#[derive(Debug, Clone)]
pub struct NewSecret {
    /// The secret as people will see it.
    pub secret: KeySecret,
    /// Its digest.
    pub digest: Digest,
}

/// Which secret of a key that is being rotated ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EndRotation {
    /// The old one: the rotation is complete.
    Old,
    /// The new one: the rotation is cancelled, and the old one lives on as if there had been none.
    New,
}

/// What becomes of the secrets that a key has when it gets a further one. Of two, one survives at most.
enum OldSecrets {
    /// They all end at once.
    End,
    /// The newest lives on until this moment; the one before it ends at once.
    KeepNewest(DateTime<Utc>),
    /// The newest ends at once; the one before it lives on until this moment.
    KeepPrevious(DateTime<Utc>),
}

/// Both secrets of the key are in use, and one of them would have to end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("This API key is being rotated, and its newest secret is in use already.")]
pub struct RotationInProgress;

/// Gives a key a further secret at `now`. A leaked key can be enabled again then.
///
/// - If the key was disabled because it leaked, no secret of it survives.
/// - While an old secret is in its grace period, the newest is replaced if it was never used: it was
///   lost on the way, or has not been deployed. The old secret keeps the end that it was promised; a shorter grace that is
///   asked for now ends it sooner, a longer one does not prolong it.
/// - Otherwise the newest secret gets a grace period, never beyond its own end or that of the key.
///
/// # Errors
/// [`RotationInProgress`] if the newest secret was used while an old one is in its grace period, unless the request
/// allows the oldest to be ended.
pub fn rotate(
    before: KeyWithDigests,
    new: NewSecret,
    request: RotationRequest,
    now: DateTime<Utc>,
) -> Result<KeyWithDigests, RotationInProgress> {
    let old = old_secrets(&before.key, request, now)?;
    let mut key = before.key;
    let newest = (
        before.digest,
        std::mem::replace(&mut key.secret, new.secret),
    );
    let previous = before.previous_digest.zip(key.previous.take());
    let kept = match old {
        OldSecrets::End => None,
        OldSecrets::KeepNewest(until) => Some((newest, until)),
        OldSecrets::KeepPrevious(until) => previous.map(|previous| (previous, until)),
    };
    let kept = kept.map(|((digest, secret), until)| {
        let ends_at = Some(until);
        (digest, KeySecret { ends_at, ..secret })
    });
    let (previous_digest, previous) = kept.unzip();
    Ok(KeyWithDigests {
        key: ApiKey {
            previous,
            disabled_reason: None,
            updated_at: now,
            ..key
        },
        digest: new.digest,
        previous_digest,
    })
}

/// Ends one of the two secrets of a key at `now`. `None`: the key has one secret that is not over, and keeps it.
pub fn end_rotation(
    before: KeyWithDigests,
    end: EndRotation,
    now: DateTime<Utc>,
) -> Option<KeyWithDigests> {
    let mut key = before.key;
    let old = key.previous.take().filter(|old| old.is_live_at(now))?;
    if !key.secret.is_live_at(now) {
        return None;
    }
    let digest = match end {
        EndRotation::Old => before.digest,
        EndRotation::New => {
            let ends_at = None;
            key.secret = KeySecret { ends_at, ..old };
            before.previous_digest?
        }
    };
    key.updated_at = now;
    Some(KeyWithDigests {
        key,
        digest,
        previous_digest: None,
    })
}

fn old_secrets(
    key: &ApiKey,
    request: RotationRequest,
    now: DateTime<Utc>,
) -> Result<OldSecrets, RotationInProgress> {
    if key.disabled_reason.is_some() {
        return Ok(OldSecrets::End);
    }
    let until = |keep: fn(DateTime<Utc>) -> OldSecrets, end: DateTime<Utc>| {
        if end > now {
            keep(end)
        } else {
            OldSecrets::End
        }
    };
    let in_grace = key.previous.as_ref().and_then(|secret| secret.ends_at);
    if let Some(promised) = in_grace.filter(|end| *end > now && !request.end_oldest) {
        if key.secret.last_used_at.is_some() {
            return Err(RotationInProgress);
        }
        let asked = request.grace.map_or(promised, |grace| now + grace);
        return Ok(until(OldSecrets::KeepPrevious, asked.min(promised)));
    }
    let asked = now + request.grace.unwrap_or(RotationRequest::DEFAULT_GRACE);
    let ends = [Some(asked), key.expires_at, key.secret.ends_at];
    let end = ends.into_iter().flatten().min().unwrap_or(now);
    Ok(until(OldSecrets::KeepNewest, end))
}
