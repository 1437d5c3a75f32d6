//! The secrets of keys: the current one of each, and the previous one of those that are being rotated.

use chrono::{DateTime, Utc};
use sendook_domain::entities::{ApiKey, KeySecret};
use sendook_domain::policies::latest_use;
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
    /// Gives a key that is there a further secret.
    pub(super) fn rotate(&mut self, id: &Id<ApiKey>, rotation: &KeyRotation, at: DateTime<Utc>) {
        let Some(key) = self.keys.get_mut(id) else {
            return;
        };
        let mut old = std::mem::replace(&mut key.secret, rotation.secret.clone());
        let end = old.ends_at.unwrap_or(rotation.old_ends_at);
        old.ends_at = Some(end.min(rotation.old_ends_at));
        key.previous = Some(old).filter(|old| old.is_live_at(at));
        key.updated_at = at;
        let lives_on = key.previous.is_some();
        self.end_secret(id, Slot::Previous);
        self.move_secret(id, Slot::Current, lives_on.then_some(Slot::Previous));
        let new = (id.clone(), Slot::Current);
        self.key_digests.insert(rotation.digest, new);
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
