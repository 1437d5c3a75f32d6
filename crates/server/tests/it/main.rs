//! The program as people run it: started, asked, stopped, killed.

#![expect(
    clippy::unwrap_used,
    reason = "a test that meets the unexpected is to fail"
)]

mod access_log;
mod answers_again;
mod api_key_expiry;
mod api_key_rotation;
mod api_key_usage;
mod authorization_line_break;
mod backup;
mod commands;
mod config;
mod crash;
mod damaged_password_hash;
mod dashboard;
mod doctor;
mod doctor_certificate;
mod documents;
mod every_database;
mod first_steps;
mod java_client;
mod limits_documented;
mod listening;
mod log_as_json;
mod log_lines;
mod lost_output;
mod manual;
mod metrics;
mod migrate;
mod moving;
mod moving_sendook;
mod no_server_left_behind;
mod other_processes;
mod people_ends;
#[cfg(feature = "postgres")]
mod postgres;
mod progress;
mod quickstart;
mod quoted_secrets;
mod ready;
mod registration_flood;
mod request_limits;
mod revocation;
mod second_factor;
mod secrets_at_rest;
mod sendook_files;
mod service_manager;
mod settings;
mod shown_names;
mod stopping;
mod support;
mod sweep;
mod user_access;
mod user_unlock;
