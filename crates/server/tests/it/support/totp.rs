use sendook_crypto::{RingHmac, SystemClock};
use sendook_domain::ports::Clock as _;
use sendook_testkit::{app_code, app_secret};

/// The code that an app with this secret shows now.
pub(crate) fn code_now(secret: &str) -> String {
    app_code(&RingHmac, &app_secret(secret), SystemClock.now()).to_string()
}
