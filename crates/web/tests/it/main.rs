//! The HTTP contract, route by route and subject by subject, on the memory store and a clock that tests move.

#![expect(
    clippy::unwrap_used,
    reason = "a test that meets the unexpected is to fail"
)]

mod api_keys;
mod audit;
mod audit_lines;
mod bearer;
mod bodies;
mod challenges;
mod client_address;
mod compatibility;
mod cors;
mod embedding;
mod end_self;
mod environments;
mod errors;
mod faults;
mod field_names;
mod fields;
mod fuzz;
mod gathered;
mod guard_example;
mod headers;
mod health;
mod identify;
mod inbox_addresses;
mod inboxes;
mod instants;
mod introspection;
mod key_expiry;
mod key_filters;
mod key_life;
mod key_reach;
mod key_rotation;
mod key_use;
mod known_faults;
mod leaks;
mod lifetimes;
mod login;
mod logout;
mod matrix;
mod messages;
mod methods;
mod misplaced;
mod mistaken_names;
mod organizations;
mod owned_fields;
mod paging;
mod password;
mod paths;
mod prefix;
mod refresh;
mod refresh_reuse;
mod register;
mod registration_throttle;
mod rotation_ends;
mod secret_scanning;
mod secrets;
mod sessions;
mod support;
mod throttle;
mod throttle_addresses;
mod token_revocation;
mod whoami;
mod wire;
