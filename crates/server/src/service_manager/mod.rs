//! What systemd, or another service manager that speaks its protocols, hands over and is told: sockets
//! (`sd_listen_fds`(3)), readiness and signs of life (`sd_notify`(3)).

mod notify;
mod sockets;
mod watchdog;

pub(crate) use notify::ServiceManager;
pub(crate) use sockets::inherited_sockets;
pub(crate) use watchdog::{Heartbeats, keep_alive};
