use chrono::{DateTime, Utc};
use sendook_domain::policies::is_known_device;
use sendook_domain::ports::NewSession;

use super::state::State;

impl State {
    /// Keeps a session, and remembers its device.
    pub(super) fn begin_session(&mut self, new: &NewSession) {
        self.sessions.insert(new);
        let (user, now) = (&new.session.user_id, new.session.created_at);
        let is_first = !self.devices.contains_key(user);
        let devices = self.devices.entry(user.clone()).or_default();
        let before = devices.insert(new.device.digest, now);
        let is_known = before.is_some_and(|seen_at| is_known_device(seen_at, now));
        if !is_known && !is_first {
            self.queue_mails(new.device.told.as_slice());
        }
    }

    /// Forgets devices that were not seen for long.
    pub(super) fn forget_devices(&mut self, unseen: DateTime<Utc>, limit: usize) -> usize {
        let devices = self.devices.values_mut();
        let old = devices.flat_map(move |one| one.extract_if(move |_, seen_at| *seen_at < unseen));
        old.take(limit).count()
    }
}
