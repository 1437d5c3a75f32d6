use std::fs;
use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Output, Stdio};
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::Duration;

use tempfile::TempDir;

use crate::support::client::Client;
use crate::support::signal;

/// How long a program that has nothing left to do may take to end.
pub(crate) const PROMPT: Duration = Duration::from_secs(5);

/// A folder for one test, and the program started in it, with no setting but those of the test.
pub(crate) struct World {
    folder: Arc<TempDir>,
    /// Where everything is kept, if not in a file of the folder.
    elsewhere: Option<String>,
}

/// A program that serves.
pub(crate) struct Running {
    pub(crate) address: SocketAddr,
    pub(crate) pid: String,
    exit: Receiver<ExitStatus>,
    exited: bool,
    log: Receiver<String>,
    pub(crate) log_until_it_listened: String,
    /// Stays as long as the program runs in it.
    _folder: Arc<TempDir>,
}

impl World {
    pub(crate) fn new() -> Self {
        Self {
            folder: Arc::new(tempfile::tempdir().unwrap()),
            elsewhere: None,
        }
    }

    /// The program is to keep everything in this database.
    #[cfg(feature = "postgres")]
    pub(crate) fn on(database_url: &str) -> Self {
        Self {
            elsewhere: Some(database_url.to_owned()),
            ..Self::new()
        }
    }

    pub(crate) fn database(&self) -> PathBuf {
        self.folder.path().join("test.db")
    }

    pub(crate) fn database_url(&self) -> String {
        let file = || format!("sqlite://{}", self.database().display());
        self.elsewhere.clone().unwrap_or_else(file)
    }

    /// The program, about to be started with a database of its own and on a free port.
    pub(crate) fn command(&self) -> Command {
        self.prepared(Command::new(env!("CARGO_BIN_EXE_sendook")))
    }

    /// Another program, in the same place and with the same settings.
    pub(crate) fn command_of(&self, program: &str) -> Command {
        self.prepared(Command::new(program))
    }

    fn prepared(&self, mut command: Command) -> Command {
        command
            .env_clear()
            .current_dir(self.folder.path())
            .env("DATABASE_URL", self.database_url())
            .env("SENDOOK_BIND", "127.0.0.1:0")
            .stdin(Stdio::null());
        command
    }

    /// Runs the program to its end.
    pub(crate) fn run(&self, arguments: &[&str], settings: &[(&str, &str)]) -> Output {
        let mut command = self.command();
        command
            .args(arguments)
            .envs(settings.iter().copied())
            .output()
            .unwrap()
    }

    /// Runs the program to its end: exit code, standard output and standard error.
    pub(crate) fn outcome(&self, arguments: &[&str]) -> (Option<i32>, String, String) {
        let output = self.run(arguments, &[]);
        let text = |bytes| String::from_utf8_lossy(bytes).trim().to_owned();
        (
            output.status.code(),
            text(&output.stdout),
            text(&output.stderr),
        )
    }

    /// Starts the program and waits until it listens.
    pub(crate) fn start(&self, settings: &[(&str, &str)]) -> Running {
        self.start_by(Command::new(env!("CARGO_BIN_EXE_sendook")), settings)
    }

    /// A world of its own, the program that serves in it, and a client of that.
    pub(crate) fn serving(settings: &[(&str, &str)]) -> (Self, Running, Client) {
        let world = Self::new();
        let server = world.start(settings);
        let client = Client::new(&server);
        (world, server, client)
    }

    /// Starts a command that ends as the program.
    pub(crate) fn start_by(&self, command: Command, settings: &[(&str, &str)]) -> Running {
        let mut command = self.prepared(command);
        command
            .envs(settings.iter().copied())
            .stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let pid = child.id().to_string();
        let (send_line, log) = mpsc::channel();
        let lines = BufReader::new(child.stderr.take().unwrap()).lines();
        thread::spawn(move || {
            for line in lines.map_while(Result::ok) {
                let _ = send_line.send(line);
            }
        });
        let (send_exit, exit) = mpsc::channel();
        thread::spawn(move || send_exit.send(child.wait().unwrap()));
        // Before anything can fail: whatever happens, the program ends with the test.
        let mut running = Running {
            address: SocketAddr::from(([0, 0, 0, 0], 0)),
            pid,
            exit,
            exited: false,
            log,
            log_until_it_listened: String::new(),
            _folder: Arc::clone(&self.folder),
        };
        (running.address, running.log_until_it_listened) = listening(&running.log);
        running
    }

    /// Every byte that the program has left in its folder.
    pub(crate) fn bytes(&self) -> Vec<(PathBuf, Vec<u8>)> {
        files(self.folder.path())
            .map(|path| (path.clone(), fs::read(&path).unwrap()))
            .collect()
    }
}

fn files(folder: &Path) -> impl Iterator<Item = PathBuf> {
    fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
}

/// The address from the log line that reports it, and the log up to that line.
fn listening(lines: &Receiver<String>) -> (SocketAddr, String) {
    let mut log = String::new();
    loop {
        let Ok(line) = lines.recv_timeout(Duration::from_secs(20)) else {
            panic!("does not listen:\n{log}");
        };
        log += &line;
        log += "\n";
        if let Some((_, rest)) = line.split_once("listens on http://") {
            let address = rest.split_whitespace().next().unwrap().parse().unwrap();
            return (address, log);
        }
    }
}

impl Running {
    pub(crate) fn signal(&self, name: &str) {
        assert!(signal::send(name, &[&self.pid]), "the program has ended");
    }

    /// The exit code, if the program ends in time; `None` if a signal ended it.
    pub(crate) fn exit_code(&mut self, within: Duration) -> Option<i32> {
        let status = self.exit.recv_timeout(within).expect("the program goes on");
        self.exited = true;
        status.code()
    }

    /// Waits until the log holds this.
    pub(crate) fn wait_for(&self, text: &str) {
        if !self.log_until_it_listened.contains(text) {
            self.next_line_with(text);
        }
    }

    /// Waits for the next line of the log that holds this, since the program listens.
    pub(crate) fn next_line_with(&self, text: &str) -> String {
        loop {
            let line = self.log.recv_timeout(Duration::from_secs(20));
            let line = line.unwrap_or_else(|_| panic!("the log does not tell: {text}"));
            if line.contains(text) {
                return line;
            }
        }
    }

    /// What was logged since it listens, once it has ended.
    pub(crate) fn rest_of_log(&self) -> String {
        self.log.iter().collect::<Vec<_>>().join("\n")
    }

    /// Asks the program to end, and gives what it logged since it listens.
    pub(crate) fn stop(mut self) -> String {
        self.signal("TERM");
        assert_eq!(self.exit_code(PROMPT), Some(0));
        self.rest_of_log()
    }

    /// Ends the program as a loss of power would, if it has not ended yet.
    pub(crate) fn kill(&mut self) {
        self.exited |= self.exit.try_recv().is_ok();
        if !self.exited {
            // It may end by itself a moment before. A panic here could be the second one, which ends all tests at once.
            let _ = signal::send("KILL", &[&self.pid]);
            self.exited = self.exit.recv().is_ok();
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.kill();
    }
}
