//! May you? Pure decisions over one table.

mod action;
mod clock;
mod decision;
mod grant;
mod key_rotation;
mod login_throttle;
mod refresh;
mod registration_limit;
mod sweep;

pub use action::Action;
pub use clock::{CLOCK_TOLERANCE, latest_use};
pub use decision::{Decision, Denial, Policy, RolePolicy, ScopePolicy};
pub use grant::Grant;
pub use key_rotation::{OldSecrets, RotationInProgress, RotationRequest, decide_rotation};
pub use login_throttle::{FailureCount, PER_ACCOUNT, PER_ADDRESS, ThrottleRule};
pub use refresh::{
    PresentedRefresh, REUSE_TOLERANCE, RefreshChain, RefreshClient, RefreshDecision,
};
pub use registration_limit::{REGISTRATIONS_PER_NETWORK, RegistrationLimit};
pub use sweep::{Doubt, SweepDecision, SweepRecord};
