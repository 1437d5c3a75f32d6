//! The secrets of keys: the current one of each, and the previous one of those that are being rotated.

use chrono::{DateTime, Utc};
use sendook_domain::entities::{ApiKey, KeySecret};
use sendook_domain::policies::{OldSecrets, latest_use};
use sendook_domain::ports::{EndRotation, KeyRotation, KeyUse};
use sendook_domain::values::Id;

use super::state::State;

/// Which secret of its key a digest stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Slot {
    /// [`ApiKey::secret`].
    Current,
    /// [`ApiKey::previous`].
    Previous,
}

impl Slot {
    pub(super) fn of(self, key: &ApiKey) -> Option<&KeySecret> {
        match self {
            Self::Current => Some(&key.secret),
            Self::Previous => key.previous.as_ref(),
        }
    }

    fn of_mut(self, key: &mut ApiKey) -> Option<&mut KeySecret> {
        match self {
            Self::Current => Some(&mut key.secret),
            Self::Previous => key.previous.as_mut(),
        }
    }
}

impl State {
    /// Gives a key that is there a further secret, and does with those that it has what was decided.
    pub(super) fn rotate(
        &mut self,
        mut key: ApiKey,
        rotation: &KeyRotation,
        old: OldSecrets,
        at: DateTime<Utc>,
    ) -> ApiKey {
        let newest = std::mem::replace(&mut key.secret, rotation.secret.clone());
        let previous = key.previous.take();
        let kept = match old {
            OldSecrets::End => None,
            OldSecrets::KeepNewest(until) => Some((Slot::Current, newest, until)),
            OldSecrets::KeepPrevious(until) => {
                previous.map(|secret| (Slot::Previous, secret, until))
            }
        };
        for slot in [Slot::Previous, Slot::Current] {
            let survives = kept.as_ref().is_some_and(|(kept, ..)| *kept == slot);
            self.move_secret(&key.id, slot, survives.then_some(Slot::Previous));
        }
        key.previous = kept.map(|(_, secret, until)| KeySecret {
            ends_at: Some(until),
            ..secret
        });
        key.disabled_reason = None;
        key.updated_at = at;
        let new = (key.id.clone(), Slot::Current);
        self.key_digests.insert(rotation.digest, new);
        self.keys.insert(key.id.clone(), key.clone());
        key
    }

    /// Ends one of the two secrets of a key. Tells whether there were two that were live.
    pub(super) fn end_rotation(
        &mut self,
        id: &Id<ApiKey>,
        end: EndRotation,
        at: DateTime<Utc>,
    ) -> bool {
        let Some(key) = self.keys.get_mut(id) else {
            return false;
        };
        if !key.secret.is_live_at(at) {
            return false;
        }
        let Some(old) = key.previous.take_if(|old| old.is_live_at(at)) else {
            return false;
        };
        key.updated_at = at;
        if end == EndRotation::Old {
            self.end_secret(id, Slot::Previous);
        } else {
            key.secret = KeySecret {
                ends_at: None,
                ..old
            };
            self.end_secret(id, Slot::Current);
            self.move_secret(id, Slot::Previous, Some(Slot::Current));
        }
        true
    }

    fn end_secret(&mut self, id: &Id<ApiKey>, slot: Slot) {
        self.move_secret(id, slot, None);
    }

    fn move_secret(&mut self, id: &Id<ApiKey>, from: Slot, to: Option<Slot>) {
        self.key_digests.retain(|_, (key, slot)| {
            if key != id || *slot != from {
                return true;
            }
            *slot = to.unwrap_or(*slot);
            to.is_some()
        });
    }

    /// Adds up how a key was used, if it is still there.
    pub(super) fn record_use(&mut self, used: &KeyUse, now: DateTime<Utc>) {
        let real = |known: &DateTime<Utc>| *known <= latest_use(now);
        let Some(key) = self.keys.get_mut(&used.key_id) else {
            return;
        };
        key.request_count += used.requests;
        let known = key.last_used_at.filter(real);
        if known.is_none_or(|known| known <= used.last_at) {
            key.last_used_at = Some(used.last_at);
            key.last_used_ip = used.last_ip;
        }
        for (digest, at) in &used.secrets {
            let slot = self.key_digests.get(digest);
            let slot = slot.filter(|(id, _)| *id == used.key_id);
            if let Some(secret) = slot.and_then(|(_, slot)| slot.of_mut(key)) {
                secret.last_used_at = secret.last_used_at.filter(real).max(Some(*at));
            }
        }
    }
}
