//! Which settings hold, and why.

use serde_json::Value;

use crate::support::program::World;

#[test]
fn each_setting_is_shown_with_its_source() {
    let world = World::new();
    let arguments = ["--workers", "3", "config", "print"];
    let settings = [
        ("SENDOOK_WORKERS", "7"),
        ("SENDOOK_ENVIRONMENT", " staging "),
        ("SENDOOK_LOGIN_THROTTLE", " "),
    ];
    let output = world.run(&arguments, &settings);
    assert_eq!(output.status.code(), Some(0));
    let shown = String::from_utf8(output.stdout).unwrap();
    for line in [
        "SENDOOK_WORKERS=3 (option)",
        "SENDOOK_ENVIRONMENT=staging (environment)",
        "SENDOOK_LOGIN_THROTTLE=on (default)",
        "SENDOOK_DATABASE_POOL is not set: two per core, 4 to 32",
    ] {
        assert!(
            shown.lines().any(|other| other == line),
            "no {line} in {shown}"
        );
    }
    assert!(!world.database().exists());
}

#[test]
fn programs_get_json() {
    let world = World::new();
    let (code, printed, _) = world.outcome(&["config", "print", "--json"]);
    assert_eq!(code, Some(0));
    let settings = printed
        .lines()
        .map(|line| serde_json::from_str(line).unwrap());
    let settings: Vec<Value> = settings.collect();
    let find = |name: &str| {
        let mut all = settings.iter();
        all.find(|setting| setting["variable"] == name).unwrap()
    };
    let database = find("DATABASE_URL");
    assert_eq!(database["value"], world.database_url());
    assert_eq!(database["source"], "environment");
    assert_eq!(database["option"], "--database-url");
    let workers = find("SENDOOK_WORKERS");
    assert_eq!(workers["value"], Value::Null);
    assert_eq!(workers["unsetMeans"], "one per core");
    assert_eq!(workers["source"], "default");
}

#[cfg(feature = "postgres")]
#[test]
fn no_password_is_shown() {
    let url = "postgres://ada:hunter2@db.example.com/sendook?password=hunter2";
    for arguments in [&["config", "print"][..], &["config", "print", "--json"]] {
        let output = World::new().run(arguments, &[("DATABASE_URL", url)]);
        let printed = String::from_utf8(output.stdout).unwrap();
        let shown = "postgres://ada:***@db.example.com/sendook?password=***";
        assert!(printed.contains(shown), "{printed}");
        assert!(!printed.contains("hunter2"), "{printed}");
    }
}

#[test]
fn settings_that_are_wrong_are_not_shown_but_told() {
    let output = World::new().run(&["config", "print"], &[("SENDOOK_WORKERS", "many")]);
    assert_eq!(output.status.code(), Some(2));
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(told.contains("SENDOOK_WORKERS is \"many\""), "{told}");
    assert!(output.stdout.is_empty());
}
