//! `/organizations` and `/organizations/{id}`: the resources in them, under both prefixes, have folders of their own.

mod audit;
mod audit_events;
mod audit_lines;
mod audited_requests;
mod create_and_delete;
mod invitations;
mod list_and_rename;
mod members;
mod registrations;
mod second_factor;
