//! The contents of requests about API keys.

use chrono::{DateTime, TimeDelta, Utc};
use sendook_domain::api_keys::key_limits::{
    check_expiry, check_inboxes, check_inboxes_of_new_key, check_scopes,
};
use sendook_domain::api_keys::{KeyRequest, KeyRequestError};
use sendook_domain::entities::{ApiKey, Inbox, InboxScope, RequestLimits, Scope, ScopeSet};
use sendook_domain::policies::{KeyChange, RotationRequest};
use sendook_domain::ports::KeyFilter;
use sendook_domain::values::{
    AddressRange, AllowedIps, Environment, Id, KeyName, RateLimit, in_range,
};

use super::key_names;
use crate::error::Problem;
use crate::request::{Fields, Query, exact, instant};

/// The most seconds that an expiry is given in: a hundred years. An instant may lie as far ahead as the calendar goes.
const MAX_EXPIRES_IN: i64 = 100 * 365 * 24 * 60 * 60;

/// The longest text that names are searched for, in characters.
const MAX_SEARCH: usize = 100;

/// Reads what a key is to be.
///
/// # Errors
/// [`Problem::validation`] with everything that is wrong.
pub fn key_request(fields: &mut Fields, now: DateTime<Utc>) -> Result<KeyRequest, Problem> {
    fields.expect(&key_names::CREATE);
    let name = fields.required("name", KeyName::parse);
    let environment = fields.optional("environment", Environment::parse);
    let expires_at = expiry(fields, now);
    let scopes = scopes(fields);
    let inboxes = inboxes(fields, check_inboxes_of_new_key);
    let limits = RequestLimits {
        rate: rate_limit(fields),
        allowed_ips: allowed_ips(fields),
    };
    fields.check()?;
    let Some(name) = name else {
        return Err(fields.failed());
    };
    let usual = KeyRequest::new(name);
    Ok(KeyRequest {
        environment: environment.unwrap_or(usual.environment),
        scopes: scopes.unwrap_or(usual.scopes),
        inboxes: inboxes.unwrap_or(usual.inboxes),
        limits,
        expires_at,
        ..usual
    })
}

/// Reads what a key may do.
fn scopes(fields: &mut Fields) -> Option<ScopeSet> {
    let scopes = fields.list("scopes", Scope::parse)?.into_iter().collect();
    fields.judge("scopes", check_scopes(scopes));
    Some(scopes)
}

/// Reads which inboxes a key reaches.
fn inboxes(
    fields: &mut Fields,
    check: fn(&[Id<Inbox>]) -> Result<(), KeyRequestError>,
) -> Option<InboxScope> {
    let ids = fields.list("inbox_ids", |text| {
        Id::parse(text).map_err(|_| "inbox_ids must be a list of inbox ids.")
    })?;
    fields.judge("inbox_ids", check(&ids));
    Some(InboxScope::only(ids))
}

/// Reads how many requests a key may make.
fn rate_limit(fields: &mut Fields) -> Option<RateLimit> {
    fields.object("rate_limit", |fields| {
        fields.expect(&key_names::RATE_LIMIT);
        let most = RateLimit::MAX_LIMIT.into();
        let limit = fields.required_integer("limit", 1..=most);
        let longest = RateLimit::MAX_WINDOW_SECONDS.into();
        let window = fields.required_integer("window_seconds", 1..=longest);
        let (limit, window) = (limit?.try_into().ok()?, window?.try_into().ok()?);
        RateLimit::new(limit, window).ok()
    })
}

/// Reads from which addresses a key is accepted.
fn allowed_ips(fields: &mut Fields) -> Option<AllowedIps> {
    let ranges = fields.list("allowed_ips", AddressRange::parse)?;
    match AllowedIps::new(ranges) {
        Ok(allowed) => Some(allowed),
        Err(error) => {
            fields.fault("allowed_ips", error);
            None
        }
    }
}

/// Reads what is to be changed of a key.
///
/// # Errors
/// As [`key_request`].
pub fn key_change(fields: &mut Fields, now: DateTime<Utc>) -> Result<KeyChange, Problem> {
    fields.expect_change(&key_names::CHANGE);
    fields.refuse_null("scopes");
    let name = fields.optional("name", KeyName::parse);
    let active = fields.boolean("active");
    let expires_at = expiry(fields, now).map(Some);
    let endless = fields.is_null("expires_at") || fields.is_null("expires_in");
    let scopes = scopes(fields);
    let inboxes = inboxes(fields, check_inboxes);
    let unrestricted = fields.is_null("inbox_ids");
    let (rate_limit, allowed_ips) = (rate_limit(fields), allowed_ips(fields));
    let any_rate = fields.is_null("rate_limit");
    let any_address = fields.is_null("allowed_ips");
    fields.check()?;
    Ok(KeyChange {
        name,
        active,
        expires_at: expires_at.or(endless.then_some(None)),
        scopes,
        inboxes: inboxes.or(unrestricted.then_some(InboxScope::All)),
        rate_limit: rate_limit.map(Some).or(any_rate.then_some(None)),
        allowed_ips: allowed_ips.map(Some).or(any_address.then_some(None)),
        as_of: None,
    })
}

/// An instant to come, given as such or in seconds from now. The use case has the last word on it;
/// here it is judged together with the other fields.
fn expiry(fields: &mut Fields, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let at = fields.optional("expires_at", |text| {
        let at = instant("expires_at")(text)?;
        let judged = check_expiry(at, now).map(|()| at);
        judged.map_err(|error| error.to_string())
    });
    let within = fields.integer("expires_in", 1..=MAX_EXPIRES_IN);
    if at.is_some() && within.is_some() {
        fields.fault("expires_in", "Give either expires_at or expires_in.");
    }
    let after = within.map(|seconds| in_range(now + TimeDelta::seconds(seconds)));
    let after = after.transpose().unwrap_or_else(|error| {
        fields.fault("expires_in", error.about("The end of expires_in"));
        None
    });
    at.or(after)
}

/// Reads how a key is to be rotated.
///
/// # Errors
/// As [`key_request`].
pub fn rotation_request(fields: &mut Fields) -> Result<RotationRequest, Problem> {
    fields.expect(&key_names::ROTATE);
    let longest = RotationRequest::MAX_GRACE.num_seconds();
    let grace = fields
        .integer("grace_seconds", 0..=longest)
        .map(TimeDelta::seconds);
    let end_oldest = fields.boolean("end_oldest");
    fields.check()?;
    RotationRequest::new(grace, end_oldest.unwrap_or(false))
        .map_err(|error| Problem::field("grace_seconds", &error))
}

pub(super) fn key_filter(query: &mut Query) -> KeyFilter {
    KeyFilter {
        active: query.optional("active", |text| match text {
            "true" => Ok(true),
            "false" => Ok(false),
            _ => Err("active must be true or false."),
        }),
        environment: query.optional("environment", Environment::parse),
        unused_since: query.optional("unused_since", instant("unused_since")),
        expires_before: query.optional("expires_before", instant("expires_before")),
        name_contains: query.optional("q", |text| {
            let fits = text.chars().count() <= MAX_SEARCH;
            fits.then(|| text.to_owned())
                .ok_or("q must have at most 100 characters.")
        }),
        created_by: query.optional("created_by", |text| {
            // The id of a person or of a key: no id is of both, as each begins with its kind.
            Id::<ApiKey>::parse(text).map(|id| id.to_string())
        }),
    }
}

/// The filter as the parameters that it was read from, for the link to the next page.
pub(super) fn parameters(filter: &KeyFilter) -> [(&'static str, Option<String>); 6] {
    let environment = filter.environment.map(Environment::as_str);
    [
        ("active", filter.active.map(|active| active.to_string())),
        ("environment", environment.map(str::to_owned)),
        ("unused_since", filter.unused_since.map(exact)),
        ("expires_before", filter.expires_before.map(exact)),
        ("created_by", filter.created_by.clone()),
        ("q", filter.name_contains.clone()),
    ]
}
