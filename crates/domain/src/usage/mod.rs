//! How credentials were used, gathered in memory and written in batches, so that no request waits for a write.

mod after_end_log;
mod key_use_log;
mod session_use;

pub use key_use_log::KeyUseLog;
pub use session_use::SessionUse;
