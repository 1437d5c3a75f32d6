use chrono::{DateTime, Utc};

use crate::entities::{KeyWithDigests, StoredRunToken};

/// When a run token ends, now that its key has become `after` at `now`: at once, unless the key covered it before and still does; else
/// no later than the key, and than the secret that made it.
///
/// What has ended so does not come back with what the key regains later.
pub fn run_token_end(
    run: &StoredRunToken,
    before: &KeyWithDigests,
    after: &KeyWithDigests,
    now: DateTime<Utc>,
) -> DateTime<Utc> {
    let ends = [end_under(before, run, now), end_under(after, run, now)];
    ends.into_iter().fold(run.token.expires_at, Ord::min)
}

fn end_under(key: &KeyWithDigests, run: &StoredRunToken, now: DateTime<Utc>) -> DateTime<Utc> {
    let covers = key.key.active && run.token.is_covered_by(&key.key);
    let Some(secret) = key.secret(&run.secret).filter(|_| covers) else {
        return now;
    };
    let ends = [key.key.expires_at, secret.ends_at];
    ends.into_iter()
        .flatten()
        .fold(run.token.expires_at, Ord::min)
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;
    use crate::entities::{ApiKey, Attachment, InboxScope, RunToken, Scope, ScopeSet};
    use crate::values::{Digest, Id};

    const NOW: DateTime<Utc> = DateTime::UNIX_EPOCH;

    fn secret() -> Digest {
        Digest::from_bytes([1; 32])
    }

    fn after(seconds: i64) -> DateTime<Utc> {
        NOW + TimeDelta::seconds(seconds)
    }

    fn key(change: impl FnOnce(&mut ApiKey)) -> KeyWithDigests {
        let mut key = ApiKey::sample();
        change(&mut key);
        KeyWithDigests {
            key,
            digest: secret(),
            previous_digest: None,
        }
    }

    fn run() -> StoredRunToken {
        StoredRunToken {
            token: RunToken {
                id: Id::parse("token_1").unwrap(),
                label: None,
                scopes: ScopeSet::full(),
                inboxes: InboxScope::All,
                created_at: NOW,
                expires_at: after(60),
            },
            secret: secret(),
            rendered: Attachment::default(),
        }
    }

    fn narrow(key: &mut ApiKey) {
        key.scopes = [Scope::InboxesRead].into_iter().collect();
    }

    #[test]
    fn a_token_ends_with_its_key_and_its_secret() {
        let rotated = |end| {
            let mut rotated = key(|key| {
                let mut old = key.secret.clone();
                old.ends_at = Some(end);
                key.previous = Some(old);
            });
            rotated.digest = Digest::from_bytes([2; 32]);
            rotated.previous_digest = Some(secret());
            rotated
        };
        let mut replaced = rotated(after(9));
        (replaced.key.previous, replaced.previous_digest) = (None, None);
        for (becomes, end) in [
            (key(|key| key.request_count = 7), after(60)),
            (key(|key| key.expires_at = Some(after(30))), after(30)),
            (key(|key| key.expires_at = Some(after(90))), after(60)),
            (rotated(after(30)), after(30)),
            (rotated(after(90)), after(60)),
            (replaced, NOW),
            (key(|key| key.active = false), NOW),
            (key(narrow), NOW),
            (key(|key| key.inboxes = InboxScope::Only(Vec::new())), NOW),
        ] {
            assert_eq!(run_token_end(&run(), &key(|_| ()), &becomes, NOW), end);
        }
    }

    #[test]
    fn what_the_key_regains_the_token_does_not() {
        for before in [
            key(|key| key.active = false),
            key(narrow),
            key(|key| key.expires_at = Some(NOW)),
        ] {
            assert_eq!(run_token_end(&run(), &before, &key(|_| ()), NOW), NOW);
        }
    }

    #[test]
    fn what_has_expired_stays_so() {
        let disabled = key(|key| key.active = false);
        let end = run_token_end(&run(), &key(|_| ()), &disabled, after(90));
        assert_eq!(end, after(60));
    }
}
