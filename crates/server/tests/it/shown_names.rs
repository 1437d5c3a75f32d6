//! Names that would steer a terminal: requests are refused with them, but a database may have them.

use diesel::connection::SimpleConnection as _;
use serde_json::Value;

use crate::support::client::text;
use crate::support::program::World;
use crate::support::sqlite;

#[test]
fn no_name_steers_the_terminal_or_begins_a_line() {
    let (world, _server, client) = World::serving(&[]);
    let account = client.register("ada@example.com");
    // Clears the screen, sets the title of the window, and turns the direction of writing.
    let name = "'A' || char(27) || '[2J' || char(27) || ']0;x' || char(7) || char(10) || 'B' || char(8238) || char(173)";
    let statements = format!(
        "UPDATE users SET first_name = {name}; UPDATE organizations SET name = {name}; UPDATE api_keys SET name = {name}"
    );
    sqlite::connect(&world).batch_execute(&statements).unwrap();
    let (org, key) = (
        text(&account, "/organization/id"),
        text(&account, "/apiKey/id"),
    );
    let shown = r"A\u{1b}[2J\u{1b}]0;x\u{7}\nB\u{202e}\u{ad}";
    for command in [
        &["user", "list"][..],
        &["user", "show", "ada@example.com"],
        &["org", "list"],
        &["org", "show", org],
        &["key", "list"],
        &["key", "show", key],
        &["key", "disable", key],
        &["key", "enable", key],
        &["user", "disable", "ada@example.com"],
    ] {
        let (code, told, complaint) = world.outcome(command);
        assert_eq!(code, Some(0), "{command:?}: {complaint}");
        assert!(told.contains(shown), "{command:?}: {told:?}");
        let document = world.outcome(&[command, &["--json"]].concat()).1;
        for said in [told, document] {
            let steers = |char: char| {
                char != '\n' && (char.is_control() || matches!(char, '\u{202e}' | '\u{ad}'))
            };
            assert!(!said.contains(steers), "{command:?}: {said:?}");
        }
    }
    let document = world.outcome(&["key", "show", "--json", key]).1;
    let document: Value = serde_json::from_str(&document).unwrap();
    assert_eq!(
        document["name"],
        "A\u{1b}[2J\u{1b}]0;x\u{7}\nB\u{202e}\u{ad}"
    );
}
