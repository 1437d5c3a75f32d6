//! What stands between the sockets and the service, so that no peer can use up either: how many connections
//! there may be, how long each part of a request may take, and how much an unread answer may hold.
//!
//! actix-http limits the first request of a connection only, and looks at what it holds too late
//! ([ADR 0016](../../../../docs/adr/0016-limits-of-connections.md)).

mod blank_line;
mod chunks;
mod cut_head;
mod deadlines;
mod early_answer;
mod exchange;
mod gate;
mod guarded_stream;
mod incoming;
mod listeners;
mod open_files;
mod server;
mod slots;
#[cfg(test)]
mod tests;
mod time_limits;
mod timer;
mod watch;

pub(crate) use early_answer::EarlyAnswer;
pub(crate) use gate::Gate;
pub(crate) use listeners::Listeners;
pub(crate) use open_files::{possible_connections, raise_open_files};
pub(crate) use server::{Threads, serve};
pub(crate) use slots::Slots;
pub(crate) use time_limits::TimeLimits;
