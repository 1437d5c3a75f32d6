//! `…/api_keys`, under `/organizations/{id}` and `/v1`.

mod create_and_change;
mod environments;
mod expiry;
mod identify;
mod list_filters;
mod reach;
mod rotate;
mod rotate_end;
mod states;
mod usage;
