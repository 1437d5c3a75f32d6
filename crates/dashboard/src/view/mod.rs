//! What templates show.

mod action;
mod device;
mod error_page;
mod field;
mod key;
mod moment;
mod notice;
mod reveal;
mod shell;

pub(crate) use action::action_label;
pub(crate) use device::device;
pub(crate) use error_page::ErrorPage;
pub(crate) use field::Field;
pub(crate) use key::{Key, SecretView, scope_label, secret_mark};
pub(crate) use moment::Moment;
pub(crate) use notice::notice;
pub(crate) use reveal::Reveal;
pub(crate) use shell::{Section, Shell, full_name};
