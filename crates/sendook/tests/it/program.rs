//! A program of `examples/`, as cargo built it.

use std::env;
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process};
use ureq::Agent;

/// How often it is looked whether a program has come up, and how often at most.
const POLL: Duration = Duration::from_millis(10);
const POLLS: usize = 3_000;

pub(crate) struct Program {
    child: Child,
    address: SocketAddr,
    agent: Agent,
}

impl Program {
    /// Starts an example in this folder, on a free port of the loopback interface.
    pub(crate) fn start(example: &str, folder: &Path) -> Self {
        // A port that is free now may be taken in a moment: then another one is tried.
        (0..10)
            .find_map(|_| Self::try_start(example, folder))
            .expect("the example listens")
    }

    fn try_start(example: &str, folder: &Path) -> Option<Self> {
        let free = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = free.local_addr().unwrap();
        drop(free);
        let child = Command::new(path(example))
            .arg(address.to_string())
            .current_dir(folder)
            .stdin(Stdio::null())
            .spawn()
            .unwrap_or_else(|error| {
                panic!("{example}: {error}; \"cargo build --examples\" builds it")
            });
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .proxy(None);
        let mut program = Self {
            child,
            address,
            agent: config.build().into(),
        };
        for _ in 0..POLLS {
            if program.child.try_wait().unwrap().is_some() {
                return None;
            }
            if TcpStream::connect(address).is_ok() {
                return Some(program);
            }
            thread::park_timeout(POLL);
        }
        None
    }

    /// Asks with this credential, if there is one. Gives status and body.
    pub(crate) fn get(&self, path: &str, credential: Option<&str>) -> (u16, String) {
        let (status, _, body) = self.get_with_headers(path, credential);
        (status, body)
    }

    /// The same with a header of the answer: `Location` or `WWW-Authenticate`.
    pub(crate) fn get_with_headers(
        &self,
        path: &str,
        credential: Option<&str>,
    ) -> (u16, Option<String>, String) {
        let mut request = self.agent.get(format!("http://{}{path}", self.address));
        if let Some(credential) = credential {
            request = request.header("Authorization", format!("Bearer {credential}"));
        }
        parts(request.call().unwrap())
    }

    /// Posts nothing, with this credential.
    pub(crate) fn post(&self, path: &str, credential: &str) -> (u16, String) {
        let request = self.agent.post(format!("http://{}{path}", self.address));
        let request = request.header("Authorization", format!("Bearer {credential}"));
        let (status, _, body) = parts(request.send_empty().unwrap());
        (status, body)
    }

    /// Asks the program to end, and waits until it has.
    pub(crate) fn stop(mut self) {
        let process = Pid::from_child(&self.child);
        kill_process(process, Signal::TERM).unwrap();
        assert!(self.child.wait().unwrap().success());
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn parts(mut answer: ureq::http::Response<ureq::Body>) -> (u16, Option<String>, String) {
    let headers = answer.headers();
    let header = headers.get("Location").or(headers.get("WWW-Authenticate"));
    let header = header.map(|value| value.to_str().unwrap().to_owned());
    let body = answer.body_mut().read_to_string().unwrap();
    (answer.status().as_u16(), header, body)
}

/// Beside this test, where cargo puts what it builds: `deps/it-…` and `examples/…`.
fn path(example: &str) -> PathBuf {
    let test = env::current_exe().unwrap();
    let folder = test.parent().and_then(Path::parent).unwrap();
    folder
        .join("examples")
        .join(format!("{example}{}", env::consts::EXE_SUFFIX))
}
