//! The pages that people use, each with its forms.

mod api_key_change;
mod api_key_limits;
mod api_key_list;
mod api_key_rotation;
mod api_keys;
mod assets;
mod audit;
mod audit_export;
mod errors;
mod help;
mod inboxes;
mod log_in;
mod log_in_next;
mod organizations;
mod overview;
mod reset_password;
mod run_tokens;
mod sessions;
mod settings;
mod sign_up;
mod verify_email;
