//! The filter of a list of keys, as a condition of the query.

use diesel::prelude::*;
use sendook_domain::ports::KeyFilter;

use super::super::text_search::contains;
use crate::connection::{MultiBackend, SqlConnection};
use crate::rows::micros;
use crate::schema::api_keys;

pub(super) type Keys<'a> = api_keys::BoxedQuery<'a, MultiBackend>;

/// Leaves those keys that the filter lets through.
pub(super) fn filtered<'a>(
    connection: &SqlConnection,
    mut keys: Keys<'a>,
    filter: &KeyFilter,
) -> Keys<'a> {
    if let Some(active) = filter.active {
        keys = keys.filter(api_keys::active.eq(active));
    }
    if let Some(environment) = filter.environment {
        keys = keys.filter(api_keys::environment.eq(environment.as_str()));
    }
    if let Some(since) = &filter.unused_since {
        let before = api_keys::last_used_at.lt(micros(since)).assume_not_null();
        keys = keys.filter(api_keys::last_used_at.is_null().or(before));
    }
    if let Some(before) = &filter.expires_before {
        keys = keys.filter(api_keys::expires_at.lt(micros(before)));
    }
    if let Some(maker) = filter.created_by.as_deref() {
        let by_user = api_keys::created_by.eq(maker.to_owned()).assume_not_null();
        let by_key = api_keys::created_by_key
            .eq(maker.to_owned())
            .assume_not_null();
        keys = keys.filter(by_user.or(by_key));
    }
    match &filter.name_contains {
        None => keys,
        Some(text) => keys.filter(contains(connection, "name", text)),
    }
}
