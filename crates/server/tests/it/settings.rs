use std::process::Output;

use serde_json::json;

use crate::support::client::{Client, text};
use crate::support::program::World;

/// Every setting, with a value that is refused.
const WRONG: [(&str, &str); 33] = [
    ("SENDOOK_BIND", "localhost"),
    ("DATABASE_URL", "mysql://ada:hunter2@db/sendook"),
    ("SENDOOK_DATABASE_POOL", "0"),
    ("SENDOOK_DATABASE_WAIT", "2h"),
    ("SENDOOK_EMAIL_DOMAIN", "localhost"),
    ("SENDOOK_ENVIRONMENT", "my laptop"),
    ("SENDOOK_ACCESS_TOKEN_TTL", "31d"),
    ("SENDOOK_REFRESH_TOKEN_TTL", "59m"),
    ("SENDOOK_SESSION_IDLE_TTL", "4m"),
    ("SENDOOK_LOGIN_THROTTLE", "maybe"),
    ("SENDOOK_AUDIT_RETENTION", "0d"),
    ("SENDOOK_ACCEPT_ENVIRONMENTS", "production,prod"),
    ("SENDOOK_CREDENTIAL_CACHE", "10000001"),
    ("SENDOOK_CORS_ORIGINS", "app.example.com"),
    ("SENDOOK_DASHBOARD", "maybe"),
    ("SENDOOK_PUBLIC_URL", "auth.example.com"),
    ("SENDOOK_REGISTRATION", "invited"),
    ("SENDOOK_REGISTRATION_DOMAINS", "example.com, @example.org"),
    ("SENDOOK_INVITATION_TTL", "59m"),
    ("SENDOOK_SMTP_URL", "smtp://ada:hunter2@mail.example.com"),
    ("SENDOOK_MAIL_FROM", "nobody"),
    ("SENDOOK_TRUSTED_PROXIES", "192.0.2.7, 10.0.0.5/8"),
    ("SENDOOK_MAX_CONNECTIONS", "63"),
    ("SENDOOK_WORKERS", "many"),
    ("SENDOOK_PASSWORD_MIN_LENGTH", "7"),
    ("SENDOOK_ARGON2_MEMORY_KIB", "19455"),
    ("SENDOOK_ARGON2_PASSES", "1"),
    ("SENDOOK_ARGON2_LANES", "0"),
    ("SENDOOK_HASH_QUEUE_WAIT", "0s"),
    ("SENDOOK_METRICS_BIND", "9464"),
    ("SENDOOK_ACCESS_LOG", "yes"),
    ("SENDOOK_LOG_FORMAT", "JSON"),
    ("RUST_LOG", "sendook=loud"),
];

fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn help_lists_every_setting_with_its_default_and_not_its_value() {
    let output = World::new().run(&["--help"], &[("DATABASE_URL", "sqlite://private.db")]);
    assert_eq!(output.status.code(), Some(0));
    let help = String::from_utf8(output.stdout).unwrap();
    let help = help.split_whitespace().collect::<Vec<_>>().join(" ");
    for (name, _) in WRONG {
        assert!(help.contains(&format!("[env: {name}]")), "{name}: {help}");
    }
    for default in [
        "[env: SENDOOK_BIND] [default: 127.0.0.1:8006]",
        "[default: two per core, 4 to 32] [env: SENDOOK_DATABASE_POOL]",
    ] {
        assert!(help.contains(default), "{default}: {help}");
    }
    assert!(!help.contains("private"), "{help}");
}

#[test]
fn every_mistake_is_told_at_once_and_nothing_starts() {
    let world = World::new();
    let output = world.run(&[], &WRONG);
    assert_eq!(output.status.code(), Some(2));
    let told = stderr(&output);
    let lines: Vec<&str> = told.lines().collect();
    assert_eq!(lines.len(), WRONG.len(), "{told}");
    for (name, _) in WRONG {
        assert!(
            lines.iter().any(|line| line.starts_with(name)),
            "no {name} in {told}"
        );
    }
    for line in [
        "SENDOOK_ACCESS_TOKEN_TTL is \"31d\", but must be 60 seconds to 30 days, in seconds or as 45s, 15m, 24h, 30d.",
        "SENDOOK_CREDENTIAL_CACHE is \"10000001\", but must be a whole number of credentials from 0 to 10000000.",
        "SENDOOK_ARGON2_MEMORY_KIB is \"19455\", but must be a whole number of KiB from 19456 to 1048576.",
        "SENDOOK_TRUSTED_PROXIES: 10.0.0.5/8 has bits set after its prefix. Write 10.0.0.0/8 for the range, or 10.0.0.5 for the one address.",
        "DATABASE_URL: The database URL must begin with sqlite:// or postgres://.",
    ] {
        assert!(lines.contains(&line), "{line}\n{told}");
    }
    assert!(!told.contains("hunter2"), "{told}");
    assert!(world.bytes().is_empty());
}

#[test]
fn a_part_of_the_mail_settings_is_refused_with_what_is_missing() {
    const SERVER: (&str, &str) = ("SENDOOK_SMTP_URL", "smtp://127.0.0.1");
    const SENDER: (&str, &str) = ("SENDOOK_MAIL_FROM", "no-reply@example.com");
    const SITE: (&str, &str) = ("SENDOOK_PUBLIC_URL", "https://auth.example.com");
    for (set, missing) in [
        (&[SERVER][..], "SENDOOK_MAIL_FROM and SENDOOK_PUBLIC_URL"),
        (&[SENDER], "SENDOOK_SMTP_URL"),
        (&[SERVER, SENDER], "SENDOOK_PUBLIC_URL"),
        (&[SERVER, SITE], "SENDOOK_MAIL_FROM"),
        (&[SENDER, SITE], "SENDOOK_SMTP_URL"),
    ] {
        let world = World::new();
        let output = world.run(&[], set);
        let wanted = format!(
            "To send mail, set {missing} too; to send none, set neither SENDOOK_SMTP_URL nor SENDOOK_MAIL_FROM."
        );
        assert_eq!(output.status.code(), Some(2), "{set:?}");
        assert_eq!(stderr(&output).trim(), wanted);
        assert!(world.bytes().is_empty());
    }
}

#[test]
fn an_option_counts_more_than_the_environment() {
    let output = World::new().run(
        &["--workers", "none", "--argon2-passes=3"],
        &[("SENDOOK_WORKERS", "2"), ("SENDOOK_ARGON2_PASSES", "1")],
    );
    assert_eq!(
        stderr(&output).trim(),
        "SENDOOK_WORKERS is \"none\", but must be a whole number of threads from 1 to 256."
    );
}

#[test]
fn an_empty_setting_counts_as_not_set() {
    let world = World::new();
    let own = ["SENDOOK_BIND", "DATABASE_URL"];
    let others = WRONG.into_iter().filter(|(name, _)| !own.contains(name));
    let settings: Vec<_> = others.map(|(name, _)| (name, " ")).collect();
    let server = world.start(&settings);
    let (_, health) = Client::new(&server).get("/health", "");
    assert_eq!(text(&health, "/environment"), "production");
}

#[test]
fn keys_of_other_environments_are_refused_where_the_operator_says_so() {
    let (_world, _server, client) =
        World::serving(&[("SENDOOK_ACCEPT_ENVIRONMENTS", "production, staging")]);
    let account = client.register("ada@example.com");
    let key = text(&account, "/apiKey/key");
    for (environment, expected) in [("production", 200), ("staging", 200), ("development", 403)] {
        let body = json!({"name": "One", "environment": environment});
        let (_, made) = client.post("/v1/api_keys", key, &body);
        let (status, answer) = client.get("/v1/whoami", text(&made, "/key"));
        assert_eq!(status, expected, "{answer}");
    }
}

#[test]
fn a_mistyped_name_is_told_in_the_log() {
    let world = World::new();
    let output = world.run(
        &["migrate"],
        &[("SENDOOK_WORKER", "2"), ("SENDOOK_BIND", "")],
    );
    let told = stderr(&output);
    assert!(
        told.contains("There is no setting SENDOOK_WORKER; did you mean SENDOOK_WORKERS?"),
        "{told}"
    );
    assert_eq!(told.matches("There is no setting").count(), 1, "{told}");
}

#[test]
fn a_database_that_cannot_be_opened_is_told_in_a_sentence() {
    let world = World::new();
    let output = world.run(
        &[],
        &[("DATABASE_URL", "sqlite:///nowhere/at/all/sendook.db")],
    );
    assert_eq!(output.status.code(), Some(1));
    let told = stderr(&output);
    assert!(
        told.contains("/nowhere/at/all/sendook.db") && told.trim().ends_with('.'),
        "{told}"
    );
    assert!(!told.contains("panicked"), "{told}");
}
