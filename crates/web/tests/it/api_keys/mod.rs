//! `…/api_keys`, under `/organizations/{id}` and `/v1`.

mod create_and_change;
mod disabled_deleted_expired;
mod environments;
mod expiry;
mod identify;
mod limits;
mod list_filters;
mod rotate;
mod rotate_complete_and_cancel;
mod scopes_and_inboxes;
mod step_up;
mod usage;
mod usage_by_day;
