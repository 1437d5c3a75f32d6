use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::{env, fs, thread};

use diesel::prelude::*;
use diesel::sql_types::Bool;

use super::certificates::{SERVER_NAME, make_authority, make_server_certificate, random_password};
use super::folder::Folder;

/// A server that takes connections through TLS alone.
pub(super) struct TlsCluster {
    folder: Folder,
    server: Child,
    port: u16,
    password: String,
}

#[derive(QueryableByName)]
struct Link {
    #[diesel(sql_type = Bool)]
    encrypted: bool,
}

impl TlsCluster {
    pub(super) fn start() -> Self {
        let folder = Folder::new();
        make_authority(&folder, "authority");
        make_server_certificate(&folder);
        let password = random_password(&folder);
        init(&folder, &password);
        // A port that is free now may be taken a moment later.
        let (server, port) = (0..5)
            .find_map(|_| serve(&folder))
            .expect("the server starts");
        Self {
            folder,
            server,
            port,
            password,
        }
    }

    pub(super) fn folder(&self) -> &Folder {
        &self.folder
    }

    /// The path of a file in the folder.
    pub(super) fn file(&self, name: &str) -> String {
        self.folder.path().join(name).display().to_string()
    }

    /// The URL by which a client knows the server as `host`, wherever it really is.
    pub(super) fn url(&self, host: &str, settings: &str) -> String {
        let (password, port) = (&self.password, self.port);
        format!("postgres://ada:{password}@{host}:{port}/postgres?hostaddr=127.0.0.1&{settings}")
    }

    /// Of each connection of an application, whether the server has it encrypted.
    pub(super) fn encryption_of(&self, application: &str) -> Vec<bool> {
        let url = self.url(SERVER_NAME, "sslmode=require");
        let rows: Vec<Link> = diesel::sql_query(format!(
            "SELECT ssl AS encrypted FROM pg_stat_ssl JOIN pg_stat_activity USING (pid) \
             WHERE application_name = '{application}'"
        ))
        .load(&mut PgConnection::establish(&url).unwrap())
        .unwrap();
        rows.into_iter().map(|row| row.encrypted).collect()
    }
}

impl Drop for TlsCluster {
    fn drop(&mut self) {
        // An immediate stop: only `kill -9` would leave shared memory behind.
        let stopped = Command::new("/bin/sh")
            .args(["-c", r#"kill -s QUIT "$0""#])
            .arg(self.server.id().to_string())
            .status();
        // Nothing may panic here: a second panic would end all tests at once, and leave their servers.
        if !stopped.is_ok_and(|status| status.success()) {
            let _ = self.server.kill();
        }
        let _ = self.server.wait();
    }
}

/// One of PostgreSQL's programs.
fn program(name: &str) -> PathBuf {
    let folder = env::var_os("SENDOOK_TEST_POSTGRES_BIN").expect(
        "SENDOOK_TEST_POSTGRES_BIN must name the folder of PostgreSQL's programs, as scripts/test does",
    );
    Path::new(&folder).join(name)
}

fn init(folder: &Folder, password: &str) {
    fs::write(folder.path().join("password"), password).unwrap();
    let made = folder
        .command(program("initdb"))
        .args(["-D", "data", "-U", "ada", "-A", "scram-sha-256"])
        .args(["--pwfile", "password", "--no-sync"])
        .output()
        .unwrap();
    assert!(
        made.status.success(),
        "{}",
        String::from_utf8_lossy(&made.stderr)
    );
    let only_tls = "hostssl all all 127.0.0.1/32 scram-sha-256\n";
    fs::write(folder.path().join("data/pg_hba.conf"), only_tls).unwrap();
}

/// Starts the server on a free port, and waits until it takes connections.
fn serve(folder: &Folder) -> Option<(Child, u16)> {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    drop(listener);
    let mut server = folder
        .command(program("postgres"))
        .args(["-D", "data", "-p", &port.to_string()])
        .args(["-c", "listen_addresses=127.0.0.1"])
        .args(["-c", "unix_socket_directories="])
        .args(["-c", "ssl=on"])
        .args(["-c", "ssl_cert_file=../server.crt"])
        .args(["-c", "ssl_key_file=../server.key"])
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut log = BufReader::new(server.stderr.take().unwrap()).lines();
    let ready = log
        .by_ref()
        .map_while(Result::ok)
        .any(|line| line.contains("ready to accept connections"));
    if !ready {
        server.wait().unwrap();
        return None;
    }
    // A full pipe would stop the server.
    thread::spawn(move || log.for_each(drop));
    Some((server, port))
}
