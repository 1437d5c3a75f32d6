//! The pages: read the form, one use case, render.

pub(crate) mod api_keys;
pub(crate) mod audit;
pub(crate) mod factors;
pub(crate) mod forgot_password;
pub(crate) mod help;
pub(crate) mod home;
pub(crate) mod inboxes;
pub(crate) mod invitation;
pub(crate) mod log_in;
pub(crate) mod log_out;
pub(crate) mod members;
mod names;
pub(crate) mod organization;
pub(crate) mod overview;
pub(crate) mod passkey_login;
pub(crate) mod reset_password;
pub(crate) mod second_factor;
pub(crate) mod sessions;
pub(crate) mod settings;
pub(crate) mod sign_up;
pub(crate) mod verify_email;
