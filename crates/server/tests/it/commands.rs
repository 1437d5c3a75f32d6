//! The operator's commands beside a server that runs: what they show, and that what they change holds on its next request.

mod audit;
mod keys;
mod people;

use std::io::Write as _;
use std::process::Stdio;

use serde_json::Value;

use crate::support::client::{Client, text};
use crate::support::program::{Running, World};

/// A server with one account, and the command line beside it.
pub(crate) struct Site {
    world: World,
    /// Requests go to another server than the one that the account was made on.
    servers: [Running; 2],
    account: Value,
}

impl Site {
    fn new(world: World) -> Self {
        let servers = [(); 2].map(|()| world.start(&[]));
        let account = Client::new(&servers[0]).register("ada@example.com");
        Self {
            world,
            servers,
            account,
        }
    }

    fn text(&self, pointer: &str) -> &str {
        text(&self.account, pointer)
    }

    fn clients(&self) -> [Client; 2] {
        self.servers.each_ref().map(Client::new)
    }

    /// What both servers answer to this key on the next request.
    fn key_statuses(&self, secret: &str) -> [u16; 2] {
        let ask = |client: Client| client.get("/v1/whoami", secret).0;
        self.clients().map(ask)
    }

    /// Runs a command that does what it is asked for, and gives what it prints.
    fn does(&self, command: &[&str]) -> String {
        let (code, told, complaint) = self.world.outcome(command);
        assert_eq!(code, Some(0), "{command:?}: {complaint}");
        told
    }

    /// The same as lines of JSON.
    fn lines(&self, command: &[&str]) -> Vec<Value> {
        let told = self.does(command);
        let lines = told.lines();
        lines
            .map(|line| serde_json::from_str(line).unwrap())
            .collect()
    }

    /// Runs a command that is refused with this exit code, and gives the sentence.
    fn refuses(&self, code: i32, command: &[&str]) -> String {
        let (got, told, complaint) = self.world.outcome(command);
        assert_eq!(
            (got, told.as_str()),
            (Some(code), ""),
            "{command:?}: {complaint}"
        );
        complaint
    }

    /// Runs a command that reads this: exit code, standard output and standard error.
    fn reads(&self, input: impl AsRef<[u8]>, command: &[&str]) -> (Option<i32>, String, String) {
        let mut program = self.world.command();
        let program = program.args(command).stdin(Stdio::piped());
        let program = program.stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = program.spawn().unwrap();
        child
            .stdin
            .take()
            .unwrap()
            .write_all(input.as_ref())
            .unwrap();
        let output = child.wait_with_output().unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        (
            output.status.code(),
            text(output.stdout),
            text(output.stderr),
        )
    }

    /// The lines of the organization's audit trail about this action, newest first.
    fn audited(&self, action: &str) -> Vec<Value> {
        let organization = self.text("/organization/id");
        let path = format!("/organizations/{organization}/audit?action={action}");
        let (status, lines) = self.clients()[0].get(&path, self.text("/token"));
        assert_eq!(status, 200, "{lines}");
        lines.as_array().unwrap().clone()
    }
}

/// Everything that the commands do.
pub(crate) fn walk(make: &mut dyn FnMut() -> World) {
    people::walk(&Site::new(make()));
    keys::walk(&Site::new(make()));
    audit::walk(&Site::new(make()));
}

#[test]
fn the_commands_work_on_sqlite() {
    walk(&mut World::new);
}
