use std::process::{Command, Stdio};

/// Sends a signal to processes; says whether it reached all of them. It takes the shell's own `kill`, as a minimal system has
/// no program of that name.
pub(crate) fn send(signal: &str, processes: &[&str]) -> bool {
    let sent = Command::new("/bin/sh")
        .args(["-c", r#"kill -s "$0" "$@""#, signal])
        .args(processes)
        .stderr(Stdio::null())
        .status();
    sent.is_ok_and(|status| status.success())
}
