//! What time and repetition change: waits after failed logins, limits, rotations, lifetimes, sweeps. Pure functions,
//! which stores call inside their transactions.

mod clock;
mod key_change;
mod key_difference;
mod key_end_notice;
mod key_rotation;
mod known_device;
mod login_throttle;
mod mail_delivery;
mod rate;
mod registration_mode;
mod replay;
mod run_token_end;
mod run_token_lifetime;
mod session_lifetimes;
mod step_up;
mod sweep;
mod totp;
mod wait;
mod window_limit;

pub use clock::{CLOCK_TOLERANCE, last_use, latest_use};
pub use key_change::{KeyChange, StillLeaked, change, disable_leaked};
pub(crate) use key_difference::key_difference;
pub(crate) use key_end_notice::{is_key_end_to_tell, is_told_of_key_ends, key_ends_told_until};
pub use key_rotation::{
    EndRotation, InvalidGrace, NewSecret, RotationInProgress, RotationRequest, end_rotation, rotate,
};
pub use known_device::{DEVICES_REMEMBERED, is_known_device};
pub use login_throttle::{FailureCount, PER_ACCOUNT, PER_ADDRESS, PER_SECOND_FACTOR, ThrottleRule};
pub use mail_delivery::{CLAIM_OF_MAIL, MAIL_IS_TRIED_FOR, pause_after};
pub use rate::{RateExceeded, RateStatus, RateUse, count_request};
pub use registration_mode::{
    RegistrationClosed, RegistrationMode, RegistrationRules, UnknownRegistrationMode,
};
pub use replay::{ANSWERS_REMEMBERED, Replay, replay};
pub use run_token_end::run_token_end;
pub use run_token_lifetime::{InvalidRunTokenLifetime, LIVE_RUN_TOKENS_PER_KEY, RunTokenLifetime};
pub use session_lifetimes::SessionLifetimes;
pub use step_up::PROOF_IS_RECENT_FOR;
pub(crate) use step_up::is_recent;
pub use sweep::{Doubt, SweepDecision, SweepRecord};
pub use totp::{accepted_step, hotp_code, totp_step};
pub use wait::seconds_to_wait;
pub(crate) use wait::try_again;
pub use window_limit::{
    MAILS_PER_ADDRESS, PASSKEY_QUESTIONS_PER_NETWORK, REGISTRATIONS_PER_NETWORK, WindowLimit,
};
