//! `…/inboxes`, under `/organizations/{id}` and `/v1`.

mod addresses;
mod create_and_delete;
mod restricted_keys;
