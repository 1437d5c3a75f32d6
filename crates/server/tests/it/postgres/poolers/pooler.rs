use std::fs;
use std::path::PathBuf;
use std::process::{Child, Command};
use std::time::{Duration, Instant};

use diesel::prelude::*;
use tempfile::TempDir;

use crate::postgres::cluster::{Cluster, as_its_owner, free_port};
use crate::support::signal;

/// A real pooler between the service and its database. Ends when it is dropped.
pub(super) struct Pooler {
    folder: TempDir,
    port: u16,
    running: Option<Child>,
}

impl Pooler {
    /// Pgpool-II, which balances load as it does by default, but for the weights: whatever may be read on the standby is. With
    /// equal weights it draws a server for each session, so that a run may happen to spare the standby.
    pub(super) fn pgpool(primary: &Cluster, standby: &Cluster, settings: &str) -> Self {
        let mut pooler = Self::new();
        let folder = pooler.folder.path().display().to_string();
        let (port, control) = (pooler.port, free_port());
        let backends = [primary, standby].map(Cluster::port);
        let configuration = format!(
            "backend_clustering_mode = 'streaming_replication'\n\
             listen_addresses = '127.0.0.1'\nport = {port}\n\
             pcp_listen_addresses = '127.0.0.1'\npcp_port = {control}\n\
             socket_dir = '{folder}'\npcp_socket_dir = '{folder}'\nwd_ipc_socket_dir = '{folder}'\n\
             pid_file_name = '{folder}/pgpool.pid'\nlogdir = '{folder}'\n\
             backend_hostname0 = '127.0.0.1'\nbackend_port0 = {}\nbackend_weight0 = 0\n\
             backend_hostname1 = '127.0.0.1'\nbackend_port1 = {}\nbackend_weight1 = 1\n\
             sr_check_user = 'sendook'\nsr_check_period = 1\n{settings}\n",
            backends[0], backends[1],
        );
        pooler.write("pgpool.conf", &configuration);
        pooler.write("pcp.conf", "");
        pooler.start("pgpool", &["-n", "-f", "pgpool.conf", "-F", "pcp.conf"]);
        pooler
    }

    /// `PgBouncer` in one of its modes.
    pub(super) fn pgbouncer(server: &Cluster, settings: &str) -> Self {
        let mut pooler = Self::new();
        let configuration = format!(
            "[databases]\npostgres = host=127.0.0.1 port={}\n\
             [pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = {}\nunix_socket_dir =\n\
             auth_type = trust\nauth_file = users\ndefault_pool_size = 40\n\
             ignore_startup_parameters = extra_float_digits,options\n{settings}\n",
            server.port(),
            pooler.port,
        );
        pooler.write("pgbouncer.ini", &configuration);
        pooler.write("users", "\"sendook\" \"\"\n");
        pooler.start("pgbouncer", &["pgbouncer.ini"]);
        pooler
    }

    pub(super) fn url(&self) -> String {
        format!("postgres://sendook@127.0.0.1:{}/postgres", self.port)
    }

    fn new() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
            port: free_port(),
            running: None,
        }
    }

    fn write(&self, file: &str, text: &str) {
        fs::write(self.folder.path().join(file), text).unwrap();
    }

    fn start(&mut self, program: &str, arguments: &[&str]) {
        let log = fs::File::create(self.folder.path().join("log")).unwrap();
        let mut command = as_its_owner(&find(program), self.folder.path());
        self.running = Some(command.args(arguments).stderr(log).spawn().unwrap());
        let begun = Instant::now();
        while PgConnection::establish(&self.url()).is_err() {
            assert!(
                begun.elapsed() < Duration::from_secs(30),
                "{program} does not answer:\n{}",
                fs::read_to_string(self.folder.path().join("log")).unwrap()
            );
        }
    }
}

/// Whether the `PgBouncer` that is installed can keep prepared statements where it shares sessions (1.21 and newer).
pub(super) fn keeps_statements() -> bool {
    let told = Command::new(find("pgbouncer")).arg("--version").output();
    let told = String::from_utf8(told.unwrap().stdout).unwrap();
    let version = told
        .split_whitespace()
        .nth(1)
        .expect("PgBouncer tells its version");
    let mut numbers = version
        .split('.')
        .map(|number| number.parse::<u32>().unwrap());
    (numbers.next(), numbers.next()) >= (Some(1), Some(21))
}

/// Debian puts them where only root's PATH leads.
fn find(program: &str) -> PathBuf {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders = std::env::split_paths(&path);
    let folders = folders.chain(["/usr/sbin", "/usr/local/sbin"].map(PathBuf::from));
    let mut found = folders.map(|folder| folder.join(program));
    found
        .find(|path| path.is_file())
        .unwrap_or_else(|| panic!("{program} is missing: scripts/pooler-test installs it"))
}

impl Drop for Pooler {
    fn drop(&mut self) {
        if let Some(mut running) = self.running.take() {
            // Pgpool ends its children at SIGINT, and so does PgBouncer, which has none.
            let _ = signal::send("INT", &[&running.id().to_string()]);
            let begun = Instant::now();
            while begun.elapsed() < Duration::from_secs(5) {
                if !matches!(running.try_wait(), Ok(None)) {
                    return;
                }
                std::thread::yield_now();
            }
            let _ = running.kill();
            let _ = running.wait();
        }
    }
}
