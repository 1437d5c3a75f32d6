//! Entities for tests: each call gives another one, with unique ids and addresses, and moments that rise
//! from call to call and have odd microseconds. What a test cares about, it sets itself:
//! `User { last_name: None, ..a_user() }`.

mod account;
mod belongings;
mod factors;
mod mails;
mod principals;
mod sequence;

pub use account::{
    a_generation, a_session, a_user, an_account, an_account_of, an_organization, some_tokens,
};
pub use belongings::{
    a_key, a_rotation, a_run_token, an_answer, an_audit_event, an_inbox, an_inbox_address,
    fifty_ranges,
};
pub use factors::{a_factor, a_factor_login, a_passkey};
pub use mails::{a_mail, a_mail_link};
pub use principals::{a_key_holder, a_key_holder_with, a_user_session};
pub use sequence::{a_digest, a_late_moment, a_moment, an_id};
