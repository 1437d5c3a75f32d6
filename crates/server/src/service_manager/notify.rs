use std::env;
use std::ffi::{OsStr, OsString};
use std::io;
#[cfg(target_os = "linux")]
use std::os::linux::net::SocketAddrExt as _;
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::net::{SocketAddr, UnixDatagram};
use std::process;
use std::time::Duration;

/// The service manager that started this process, as far as it wants to be told about it. Without one, nothing happens.
#[derive(Debug, Clone, Default)]
pub(crate) struct ServiceManager {
    socket: Option<OsString>,
    watchdog: Option<Duration>,
}

impl ServiceManager {
    pub(crate) fn from_environment() -> Self {
        let number = |name| env::var_os(name)?.to_str()?.parse().ok();
        Self {
            socket: env::var_os("NOTIFY_SOCKET"),
            watchdog: watchdog(
                number("WATCHDOG_USEC"),
                env::var_os("WATCHDOG_PID").as_deref(),
                process::id(),
            ),
        }
    }

    /// Within how long it expects the next sign of life; `None` if it expects none.
    pub(crate) fn watchdog(&self) -> Option<Duration> {
        self.watchdog
    }

    /// The service answers requests.
    pub(crate) fn ready(&self, status: &str) {
        self.tell(&format!("READY=1\nSTATUS={status}"));
    }

    /// The service finishes the requests in flight, and ends.
    pub(crate) fn stopping(&self) {
        self.tell("STOPPING=1\nSTATUS=Finishing the requests in flight");
    }

    /// A sign of life.
    pub(super) fn alive(&self) {
        self.tell("WATCHDOG=1");
    }

    fn tell(&self, state: &str) {
        let Some(socket) = &self.socket else { return };
        let told = address(socket)
            .and_then(|manager| UnixDatagram::unbound()?.send_to_addr(state.as_bytes(), &manager));
        if let Err(error) = told {
            let socket = socket.display();
            log::warn!("the service manager could not be told through {socket}: {error}");
        }
    }
}

/// What `NOTIFY_SOCKET` names: a file, or behind an `@` an abstract socket (`unix`(7)), as it is for a service in a container.
fn address(socket: &OsStr) -> io::Result<SocketAddr> {
    #[cfg(target_os = "linux")]
    if let Some(name) = socket.as_bytes().strip_prefix(b"@") {
        return SocketAddr::from_abstract_name(name);
    }
    SocketAddr::from_pathname(socket)
}

/// The watchdog's time (`sd_watchdog_enabled`(3)). `process`: which one is watched, if that is said; this one is `own`.
fn watchdog(microseconds: Option<u64>, process: Option<&OsStr>, own: u32) -> Option<Duration> {
    let is_meant = process.is_none_or(|process| process == own.to_string().as_str());
    let time = microseconds.filter(|microseconds| is_meant && *microseconds > 0);
    time.map(Duration::from_micros)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Tells a manager that listens there all that there is to tell.
    fn assert_told(socket: &OsStr) {
        let manager = UnixDatagram::bind_addr(&address(socket).unwrap()).unwrap();
        let told = ServiceManager {
            socket: Some(socket.to_owned()),
            watchdog: None,
        };
        told.ready("Listens");
        told.alive();
        told.stopping();
        manager.set_nonblocking(true).unwrap();
        let received = || {
            let mut buffer = [0; 256];
            let length = manager.recv(&mut buffer).unwrap();
            String::from_utf8(buffer[..length].to_vec()).unwrap()
        };
        assert_eq!(received(), "READY=1\nSTATUS=Listens");
        assert_eq!(received(), "WATCHDOG=1");
        assert!(received().starts_with("STOPPING=1\n"));
    }

    #[test]
    fn the_manager_is_told_through_its_socket() {
        let folder = tempfile::tempdir().unwrap();
        assert_told(folder.path().join("notify").as_os_str());
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn an_abstract_socket_is_no_file() {
        let folder = tempfile::tempdir().unwrap();
        // Unique, as the folder is.
        let name = format!("@{}", folder.path().display());
        assert_told(OsStr::new(&name));
        let manager = address(OsStr::new(&name)).unwrap();
        assert_eq!(
            manager.as_abstract_name(),
            Some(folder.path().as_os_str().as_bytes())
        );
    }

    #[test]
    fn a_watchdog_counts_for_the_process_that_it_names() {
        let second = Some(Duration::from_secs(1));
        for (microseconds, process, expected) in [
            (Some(1_000_000), None, second),
            (Some(1_000_000), Some("7"), second),
            (Some(1_000_000), Some("8"), None),
            (Some(0), None, None),
            (None, Some("7"), None),
        ] {
            assert_eq!(watchdog(microseconds, process.map(OsStr::new), 7), expected);
        }
    }
}
