use chrono::{DateTime, SecondsFormat, Utc};

use crate::entities::{ApiKey, InboxScope};
use crate::values::{AllowedIps, RateLimit};

/// More inboxes or address ranges than this are counted instead of named, so that a line stays short.
const NAMED: usize = 3;

/// What differs between a key and what it has become, as the audit trail says it: `name "Old" → "New"; disabled`. `None`:
/// nothing of name, state, expiry, scopes, inboxes, limits and secrets.
pub(crate) fn key_difference(before: &ApiKey, after: &ApiKey) -> Option<String> {
    let mut parts = Vec::new();
    let mut differ = |what: &str, old: String, new: String| {
        if old != new {
            parts.push(format!("{what} {old} → {new}"));
        }
    };
    let quoted = |key: &ApiKey| format!("\"{}\"", key.name.as_str());
    differ("name", quoted(before), quoted(after));
    differ("expiry", expiry(before), expiry(after));
    differ("scopes", before.scopes.to_text(), after.scopes.to_text());
    differ("inboxes", reach(&before.inboxes), reach(&after.inboxes));
    let rate = |key: &ApiKey| rate(key.limits.rate);
    differ("rate limit", rate(before), rate(after));
    let addresses = |key: &ApiKey| addresses(key.limits.allowed_ips.as_ref());
    differ("addresses", addresses(before), addresses(after));
    let hint = |key: &ApiKey| key.secret.hint.clone();
    differ("secret", hint(before), hint(after));
    if let (Some(old), None) = (&before.previous, &after.previous)
        && old.hint != after.secret.hint
    {
        parts.push(format!("secret {} ended", old.hint));
    }
    // A report of a leak disables a key too, and is a line of its own kind.
    if before.active != after.active && before.disabled_reason == after.disabled_reason {
        parts.push(if after.active { "enabled" } else { "disabled" }.to_owned());
    }
    (!parts.is_empty()).then(|| parts.join("; "))
}

fn expiry(key: &ApiKey) -> String {
    let exact = |at: DateTime<Utc>| at.to_rfc3339_opts(SecondsFormat::Secs, true);
    key.expires_at.map_or_else(|| "never".to_owned(), exact)
}

fn reach(inboxes: &InboxScope) -> String {
    match inboxes {
        InboxScope::All => "all".to_owned(),
        InboxScope::Only(ids) if ids.is_empty() => "none".to_owned(),
        InboxScope::Only(ids) if ids.len() > NAMED => format!("{} of them", ids.len()),
        InboxScope::Only(ids) => {
            let ids: Vec<_> = ids.iter().map(ToString::to_string).collect();
            ids.join(", ")
        }
    }
}

fn rate(limit: Option<RateLimit>) -> String {
    limit.map_or_else(|| "none".to_owned(), |limit| limit.to_string())
}

fn addresses(allowed: Option<&AllowedIps>) -> String {
    match allowed {
        None => "all".to_owned(),
        Some(allowed) if allowed.ranges().len() > NAMED => {
            format!("{} ranges", allowed.ranges().len())
        }
        Some(allowed) => allowed.to_text().replace(' ', ", "),
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;
    use crate::entities::{DisabledReason, KeySecret, Scope};
    use crate::values::{AddressRange, Id, KeyName};

    fn secret(hint: &str) -> KeySecret {
        KeySecret {
            hint: hint.to_owned(),
            created_at: DateTime::UNIX_EPOCH,
            ends_at: None,
            last_used_at: None,
        }
    }

    fn key() -> ApiKey {
        ApiKey {
            name: KeyName::restore("Old".to_owned()),
            secret: secret("…old"),
            ..ApiKey::sample()
        }
    }

    fn said(change: impl FnOnce(&mut ApiKey)) -> Option<String> {
        let mut after = key();
        change(&mut after);
        key_difference(&key(), &after)
    }

    fn ranges(count: u8) -> AllowedIps {
        let range = |number| AddressRange::parse(&format!("10.0.{number}.0/24")).unwrap();
        AllowedIps::new((0..count).map(range).collect()).unwrap()
    }

    #[test]
    fn every_change_is_said_with_what_was_before() {
        let inboxes = |count: u8| {
            let ids = (0..count).map(|number| Id::new(DateTime::UNIX_EPOCH, [number; 8]));
            InboxScope::Only(ids.collect())
        };
        let first = inboxes(1);
        let InboxScope::Only(ids) = &first else {
            unreachable!("made above")
        };
        for (is, expected) in [
            (said(|_| {}), None),
            (said(|key| key.request_count = 7), None),
            (
                said(|key| key.name = KeyName::restore("New".to_owned())),
                Some("name \"Old\" → \"New\"".to_owned()),
            ),
            (
                said(|key| key.expires_at = Some(DateTime::UNIX_EPOCH + TimeDelta::days(1))),
                Some("expiry never → 1970-01-02T00:00:00Z".to_owned()),
            ),
            (
                said(|key| key.inboxes = first.clone()),
                Some(format!("inboxes all → {}", ids[0])),
            ),
            (
                said(|key| key.inboxes = inboxes(100)),
                Some("inboxes all → 100 of them".to_owned()),
            ),
            (
                said(|key| key.limits.rate = Some(RateLimit::new(100, 60).unwrap())),
                Some("rate limit none → 100 requests in 60 seconds".to_owned()),
            ),
            (
                said(|key| key.limits.allowed_ips = Some(ranges(2))),
                Some("addresses all → 10.0.0.0/24, 10.0.1.0/24".to_owned()),
            ),
            (
                said(|key| key.limits.allowed_ips = Some(ranges(50))),
                Some("addresses all → 50 ranges".to_owned()),
            ),
            (
                said(|key| {
                    key.active = false;
                    key.scopes = [Scope::KeysRead].into_iter().collect();
                    key.inboxes = inboxes(0);
                }),
                Some("scopes full_access → keys:read; inboxes all → none; disabled".to_owned()),
            ),
            (
                said(|key| {
                    key.active = false;
                    key.disabled_reason = Some(DisabledReason::Leaked);
                }),
                None,
            ),
            (
                said(|key| {
                    key.secret = secret("…new");
                    key.previous = Some(secret("…old"));
                }),
                Some("secret …old → …new".to_owned()),
            ),
        ] {
            assert_eq!(is, expected);
        }
    }

    #[test]
    fn the_end_of_a_rotation_names_the_secret_that_ended() {
        let rotated = ApiKey {
            secret: secret("…new"),
            previous: Some(secret("…old")),
            ..key()
        };
        let completed = ApiKey {
            previous: None,
            ..rotated.clone()
        };
        let difference = |after| key_difference(&rotated, after);
        assert_eq!(difference(&completed).as_deref(), Some("secret …old ended"));
        assert_eq!(difference(&key()).as_deref(), Some("secret …new → …old"));
    }
}
