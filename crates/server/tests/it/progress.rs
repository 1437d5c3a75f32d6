//! How far long commands have come, as a terminal shows it, and Ctrl-C. The terminal is one of script(1).

use std::fs::{self, File};
use std::io::{Read as _, Write as _};
use std::process::{Child, ChildStdin, Command, Stdio};

use diesel::connection::SimpleConnection as _;

use crate::support::program::World;
use crate::support::sqlite;

/// A database that takes a while to be copied row by row.
fn filled() -> World {
    filled_with(100)
}

/// A database that takes a while to be backed up, which copies whole pages.
fn large() -> World {
    filled_with(2000)
}

/// A database with 25,000 rows of twice as many bytes each.
fn filled_with(bytes: u32) -> World {
    let world = World::new();
    assert_eq!(world.outcome(&["migrate"]).0, Some(0));
    sqlite::connect(&world)
        .batch_execute(&format!(
            "INSERT INTO audit_events (id, at, action, actor_kind, user_agent) \
             WITH RECURSIVE number(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < 25000) \
             SELECT printf('event_%026d', n), n, 'user.login_failed', 'anonymous', hex(randomblob({bytes})) FROM number",
        ))
        .unwrap();
    world
}

/// A command on a terminal of its own.
struct OnTerminal {
    child: Child,
    keyboard: ChildStdin,
    screen: String,
}

impl OnTerminal {
    fn start(world: &World, command: &str) -> Self {
        let program = env!("CARGO_BIN_EXE_sendook");
        let mut script = world.command_of("script");
        let script = script
            .args(["--quiet", "--return", "--command"])
            // Ctrl-C counts, also where the tests run in the background of a shell, which ignores it.
            .arg(format!("exec env --default-signal=INT {program} {command}"))
            .arg("/dev/null")
            .env("TERM", "xterm")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped());
        let mut child = script.spawn().unwrap();
        Self {
            keyboard: child.stdin.take().unwrap(),
            child,
            screen: String::new(),
        }
    }

    fn read_until(&mut self, text: &str) {
        let mut buffer = [0; 1024];
        while !self.screen.contains(text) {
            let read = self
                .child
                .stdout
                .as_mut()
                .unwrap()
                .read(&mut buffer)
                .unwrap();
            assert_ne!(read, 0, "{text} is not shown: {}", self.screen);
            self.screen += &String::from_utf8_lossy(&buffer[..read]);
        }
    }

    fn press_ctrl_c(&mut self) {
        self.keyboard.write_all(b"\x03").unwrap();
    }

    /// The exit code, and all that was shown.
    fn end(mut self) -> (Option<i32>, String) {
        let mut rest = Vec::new();
        let output = self.child.stdout.as_mut().unwrap();
        output.read_to_end(&mut rest).unwrap();
        self.screen += &String::from_utf8_lossy(&rest);
        (self.child.wait().unwrap().code(), self.screen)
    }
}

fn copy_of(world: &World) -> (String, String) {
    let (from, to) = (
        world.database_url(),
        format!("{}.copy", world.database_url()),
    );
    (format!("copy --from {from} --to {to}"), to)
}

#[test]
fn a_terminal_shows_how_far_long_work_is() {
    let world = large();
    for (command, shown, result) in [
        ("backup new.db", "% written", "new.db has all of it"),
        (
            copy_of(&world).0.as_str(),
            "% audit_events",
            "Everything was copied",
        ),
        ("audit export >lines", "25,000 lines", ""),
    ] {
        let mut running = OnTerminal::start(&world, command);
        running.read_until(shown);
        let (code, screen) = running.end();
        assert_eq!(code, Some(0), "{screen}");
        assert!(screen.contains(result), "{screen}");
    }
    let lines = fs::read_to_string(world.database().with_file_name("lines")).unwrap();
    assert_eq!(lines.lines().count(), 25_000);
}

#[test]
fn nothing_of_it_is_shown_elsewhere() {
    let world = filled();
    let (copy, _) = copy_of(&world);
    for command in ["backup new.db", &copy, "audit export"] {
        let words: Vec<_> = command.split(' ').collect();
        let (code, _, told) = world.outcome(&words);
        assert_eq!(code, Some(0), "{told}");
        assert!(!told.contains(['%', '\r', '\u{1b}']), "{told}");
        assert!(!told.contains("lines"), "{told}");
    }
}

#[test]
fn ctrl_c_gives_a_copy_up_and_leaves_the_target_empty() {
    let world = filled();
    let (copy, target) = copy_of(&world);
    let mut copying = OnTerminal::start(&world, &copy);
    copying.read_until("% audit_events");
    copying.press_ctrl_c();
    let (code, screen) = copying.end();
    assert_eq!(code, Some(1), "{screen}");
    assert!(
        screen.contains("The copy was interrupted, and nothing was kept."),
        "{screen}"
    );
    let again = ["copy", "--from", &world.database_url(), "--to", &target];
    assert_eq!(world.outcome(&again).0, Some(0));
}

#[test]
fn ctrl_c_ends_a_backup_and_an_export() {
    let world = large();
    let mut backup = OnTerminal::start(&world, "backup new.db");
    backup.read_until("% written");
    backup.press_ctrl_c();
    let (code, screen) = backup.end();
    assert_eq!(code, Some(1), "{screen}");
    assert!(screen.contains("nothing was kept"), "{screen}");
    let left = world.bytes();
    assert!(left.iter().all(|(path, _)| !path.ends_with("new.db")));

    // Nobody reads it, so that the export is not over before the key is pressed.
    let unread = world.database().with_file_name("lines");
    assert!(
        Command::new("mkfifo")
            .arg(&unread)
            .status()
            .unwrap()
            .success()
    );
    let _opened = File::options()
        .read(true)
        .write(true)
        .open(&unread)
        .unwrap();
    let mut export = OnTerminal::start(&world, "audit export >lines");
    export.read_until(" lines");
    export.press_ctrl_c();
    // As the shell reports the signal.
    assert_eq!(export.end().0, Some(130));
}
