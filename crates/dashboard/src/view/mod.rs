//! What templates show.

mod action;
mod device;
mod error_page;
mod factor;
mod field;
mod key;
mod link;
mod moment;
mod notice;
mod qr_code;
mod reveal;
mod role;
mod run_token;
mod select;
mod shell;
mod usage_chart;

pub(crate) use action::{action_label, recorded_label};
pub(crate) use device::device;
pub(crate) use error_page::error_page;
pub(crate) use factor::FactorView;
pub(crate) use field::Field;
pub(crate) use key::{Key, SecretView, scope_label};
pub(crate) use link::link;
pub(crate) use moment::Moment;
pub(crate) use notice::notice;
pub(crate) use qr_code::QrPicture;
pub(crate) use reveal::Reveal;
pub(crate) use role::{role_choices, role_label};
pub(crate) use run_token::RunTokenView;
pub(crate) use select::{Choice, Select};
pub(crate) use shell::{Section, Shell, full_name};
pub(crate) use usage_chart::UsageChart;
