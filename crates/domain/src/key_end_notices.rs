//! Telling organizations by mail that keys of theirs end soon: seven days ahead and one day ahead, one mail on a day.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};

use crate::entities::{EndingKeyNote, MailContent, OutgoingMail, Role};
use crate::policies::{is_key_end_to_tell, is_told_of_key_ends, key_ends_told_until};
use crate::ports::{ApiKeys, EndingKey, Issuer, KeyEnd, KeyEndNotices, Members, Ports, StoreError};

/// How many keys one step looks at, so that no request has to wait for it.
const BATCH: u16 = 200;

/// How many keys of one organization are looked at on a day.
const KEYS_LOOKED_AT: u16 = 1_000;

/// How many keys one mail lists.
const KEYS_LISTED: usize = 20;

/// Tells owners and admins, who manage the keys, on any number of servers at once.
pub struct KeyEndNoticeService {
    notices: Arc<dyn KeyEndNotices>,
    keys: Arc<dyn ApiKeys>,
    members: Arc<dyn Members>,
    issuer: Issuer,
}

/// How far a server has come with a day. It may be lost: what was told is known to the store.
#[derive(Debug, Clone, Default)]
pub struct KeyEndRound {
    day: Option<NaiveDate>,
    after: Option<KeyEnd>,
    failed: bool,
    is_over: bool,
}

impl KeyEndRound {
    /// Whether there is no more to do on this day.
    pub fn is_over(&self) -> bool {
        self.is_over
    }
}

impl KeyEndNoticeService {
    pub(crate) fn new(ports: &Ports, issuer: Issuer) -> Self {
        Self {
            notices: ports.store.clone(),
            keys: ports.store.clone(),
            members: ports.store.clone(),
            issuer,
        }
    }

    /// Tells some of the organizations whose keys end soon, and goes on with a round of this server, or begins that of a new day. A
    /// round that is over costs nothing. Without mail, nobody is told, and nothing is noted.
    ///
    /// # Errors
    /// What the store reported first. The organizations after it were told nevertheless; the round begins again when it is over.
    pub fn tell_some(&self, round: &mut KeyEndRound) -> Result<(), StoreError> {
        let now = self.issuer.clock.now();
        let today = now.date_naive();
        if round.day != Some(today) {
            *round = KeyEndRound {
                day: Some(today),
                is_over: !self.issuer.sends_mail,
                ..KeyEndRound::default()
            };
        }
        if round.is_over {
            return Ok(());
        }
        let within = now..key_ends_told_until(today);
        let ending = self
            .notices
            .ending_keys(&within, round.after.as_ref(), BATCH)?;
        let is_last = ending.len() < usize::from(BATCH);
        round.after = ending.last().map(|last| last.end.clone());
        let mut told = Ok(());
        for organization in to_tell(ending, today).into_values() {
            let done = self.tell(&organization, now);
            round.failed |= done.is_err();
            told = told.and(done);
        }
        if is_last {
            round.after = None;
            round.is_over = !round.failed;
            round.failed = false;
        }
        told
    }

    /// Tells one organization, unless another server has.
    fn tell(&self, found: &EndingKey, now: DateTime<Utc>) -> Result<(), StoreError> {
        let (organization, today) = (&found.organization_id, now.date_naive());
        let within = now..key_ends_told_until(today);
        let mut ending = self
            .keys
            .keys_that_expire(organization, &within, KEYS_LOOKED_AT)?;
        ending.retain(|key| is_key_end_to_tell(key, found.told_on, now));
        let notes = ending.iter().filter_map(EndingKeyNote::of);
        let content = MailContent::KeysEnding {
            organization: found.organization_name.clone(),
            keys: notes.take(KEYS_LISTED).collect(),
            more: ending.len().saturating_sub(KEYS_LISTED),
        };
        let mails = if ending.is_empty() {
            Vec::new()
        } else {
            self.mails(found, &content)?
        };
        self.notices
            .note_key_ends_told(organization, found.told_on, today, &mails)?;
        Ok(())
    }

    fn mails(
        &self,
        found: &EndingKey,
        content: &MailContent,
    ) -> Result<Vec<OutgoingMail>, StoreError> {
        let people = self
            .members
            .people_of_role(&found.organization_id, Role::Admin)?;
        let mails = people
            .iter()
            .map(|person| self.issuer.mail(&person.email, content.clone()));
        Ok(mails
            .collect::<Result<Vec<_>, _>>()?
            .into_iter()
            .flatten()
            .collect())
    }
}

/// A key of each organization that has not been told today.
fn to_tell(ending: Vec<EndingKey>, today: NaiveDate) -> BTreeMap<String, EndingKey> {
    let untold = ending
        .into_iter()
        .filter(|key| !is_told_of_key_ends(key.told_on, today));
    untold
        .map(|key| (key.organization_id.to_string(), key))
        .collect()
}
