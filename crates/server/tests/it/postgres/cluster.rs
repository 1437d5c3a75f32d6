use std::fs::{self, File};
use std::net::TcpListener;
use std::os::unix::fs::{MetadataExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use diesel::prelude::*;
use tempfile::TempDir;

use crate::support::signal;

/// A PostgreSQL server of the test's own, which can be killed.
pub(crate) struct Cluster {
    programs: PathBuf,
    folder: TempDir,
    port: u16,
    running: Option<Child>,
}

impl Cluster {
    pub(crate) fn start() -> Self {
        let mut cluster = Self::new();
        cluster.make(
            "initdb",
            &[
                "-D",
                "data",
                "-U",
                "sendook",
                "-A",
                "trust",
                "--no-sync",
                "--no-locale",
                "-E",
                "UTF8",
            ],
        );
        cluster.restart();
        cluster
    }

    /// A standby that follows this server and answers what only reads.
    pub(crate) fn standby(&self) -> Self {
        let mut standby = Self::new();
        let from = self.url();
        standby.make(
            "pg_basebackup",
            &["-d", &from, "-D", "data", "-R", "-c", "fast", "--no-sync"],
        );
        standby.restart();
        standby
    }

    fn new() -> Self {
        let programs = std::env::var_os("SENDOOK_TEST_POSTGRES_BIN").expect(
            "SENDOOK_TEST_POSTGRES_BIN must name the folder of PostgreSQL's programs, as in /usr/lib/postgresql/17/bin",
        );
        Self {
            programs: programs.into(),
            folder: tempfile::tempdir().unwrap(),
            port: free_port(),
            running: None,
        }
    }

    fn make(&self, program: &str, arguments: &[&str]) {
        let made = self.command(program).args(arguments).output().unwrap();
        assert!(
            made.status.success(),
            "{program}: {}",
            String::from_utf8_lossy(&made.stderr)
        );
    }

    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    pub(crate) fn url(&self) -> String {
        format!("postgres://sendook@127.0.0.1:{}/postgres", self.port)
    }

    /// Starts the server and waits until it takes connections; gives how long that took.
    pub(crate) fn restart(&mut self) -> Duration {
        let begun = Instant::now();
        let mut ready = false;
        while !ready {
            assert!(
                begun.elapsed() < Duration::from_secs(30),
                "PostgreSQL does not start"
            );
            // As long as a process of the one that was killed is there, a new one ends at once.
            let ended = |child: &mut Child| child.try_wait().unwrap().is_some();
            if self.running.as_mut().is_none_or(ended) {
                self.running = Some(self.spawn());
            }
            ready = PgConnection::establish(&self.url()).is_ok();
        }
        begun.elapsed()
    }

    /// Ends the server and all of its processes as a loss of power would.
    pub(crate) fn kill(&mut self) {
        let Some(mut server) = self.running.take() else {
            return;
        };
        let id = server.id();
        let children = fs::read_to_string(format!("/proc/{id}/task/{id}/children"));
        let children = children.unwrap_or_default();
        let id = id.to_string();
        let mut all = vec![id.as_str()];
        all.extend(children.split_whitespace());
        // One of the children may have ended by itself. Nothing may panic here: a second panic would end all tests at once,
        // and leave their servers.
        let _ = signal::send("KILL", &all);
        let _ = server.kill();
        let _ = server.wait();
    }

    fn spawn(&self) -> Child {
        let log = self.folder.path().join("log");
        let log = File::options().create(true).append(true).open(log).unwrap();
        self.command("postgres")
            .args(["-D", "data", "-p", &self.port.to_string()])
            .args(["-c", "listen_addresses=127.0.0.1"])
            .args(["-c", "unix_socket_directories="])
            .stderr(log)
            .spawn()
            .unwrap()
    }

    /// A program of PostgreSQL, as a user under whom it is willing to run.
    fn command(&self, program: &str) -> Command {
        as_its_owner(&self.programs.join(program), self.folder.path())
    }
}

/// A port on which nothing listens.
pub(crate) fn free_port() -> u16 {
    let free = TcpListener::bind("127.0.0.1:0").unwrap();
    free.local_addr().unwrap().port()
}

/// A program in a folder, not as root: the folder becomes that of a user who may do little, if it is root's.
pub(crate) fn as_its_owner(program: &Path, folder: &Path) -> Command {
    let mut command = Command::new(program);
    command
        .current_dir(folder)
        .env("LC_ALL", "C")
        .stdin(Stdio::null())
        .stdout(Stdio::null());
    let (root, owner) = (0, fs::metadata(folder).unwrap().uid());
    if owner == root {
        let (user, group) = unprivileged();
        chown(folder, Some(user), Some(group)).unwrap();
        command.uid(user).gid(group);
    } else if fs::metadata("/proc/self").unwrap().uid() == root {
        command.uid(owner).gid(fs::metadata(folder).unwrap().gid());
    }
    command
}

/// The numbers of a user who may do little.
fn unprivileged() -> (u32, u32) {
    let users = fs::read_to_string("/etc/passwd").unwrap();
    let find = |name| {
        let mut users = users
            .lines()
            .map(|line| line.split(':').collect::<Vec<_>>());
        users.find(|user| user[0] == name)
    };
    let user = find("postgres").or_else(|| find("nobody"));
    let user = user.expect("there is a user postgres or nobody");
    (user[2].parse().unwrap(), user[3].parse().unwrap())
}

impl Drop for Cluster {
    fn drop(&mut self) {
        self.kill();
    }
}
