use std::process::ExitCode;

use clap::parser::ValueSource;
use clap::{ArgMatches, CommandFactory as _};
use serde_json::{Value, json};

use crate::cli::Cli;
use crate::console::{EXIT_USAGE, fail, print};
use crate::settings::{InvalidSettings, RawSettings, Row, Settings};

/// Prints the settings that hold, and where each comes from, unless they are wrong.
pub(crate) fn print_all(
    raw: &RawSettings,
    settings: &Result<Settings, InvalidSettings>,
    matches: &ArgMatches,
    as_json: bool,
) -> ExitCode {
    if let Err(mistakes) = settings {
        return fail(EXIT_USAGE, mistakes);
    }
    for row in raw.rows() {
        if as_json {
            print(to_json(&row, matches));
            continue;
        }
        let (variable, value) = (row.variable, masked(row.value()));
        let source = source(&row, matches);
        print(match meaning(&row) {
            Some(meaning) => format!("{variable} is not set: {meaning}"),
            None => format!("{variable}={value} ({source})"),
        });
    }
    ExitCode::SUCCESS
}

fn to_json(row: &Row<'_>, matches: &ArgMatches) -> Value {
    let value = Some(masked(row.value())).filter(|value| !value.is_empty());
    json!({
        "variable": row.variable,
        "option": format!("--{}", row.name.replace('_', "-")),
        "value": value,
        "unsetMeans": meaning(row),
        "source": source(row, matches),
    })
}

fn source(row: &Row<'_>, matches: &ArgMatches) -> &'static str {
    match matches.value_source(row.name) {
        _ if !row.is_given() => "default",
        Some(ValueSource::CommandLine) => "option",
        Some(ValueSource::EnvVariable) => "environment",
        _ => "default",
    }
}

/// What it means that a setting without a default is not set, as `--help` says.
fn meaning(row: &Row<'_>) -> Option<String> {
    if !row.value().is_empty() {
        return None;
    }
    let command = Cli::command();
    let argument = command
        .get_arguments()
        .find(|argument| argument.get_id() == row.name)?;
    let help = argument.get_help()?.to_string();
    let (_, meaning) = help.split_once("[default: ")?;
    Some(meaning.trim_end_matches(']').to_owned())
}

/// A value without the passwords that a URL in it may hold.
fn masked(value: &str) -> String {
    const MASK: &str = "***";
    let Some((scheme, rest)) = value.split_once("://") else {
        return value.to_owned();
    };
    // The last @ counts, also where a password has one that is not escaped: better too little is shown than too much.
    let (user, rest) = match rest.rsplit_once('@') {
        None => (String::new(), rest),
        Some((user, rest)) => match user.split_once([':', '/', '?']) {
            None => (format!("{user}@"), rest),
            Some((name, _)) => (format!("{name}:{MASK}@"), rest),
        },
    };
    let Some((place, settings)) = rest.split_once('?') else {
        return format!("{scheme}://{user}{rest}");
    };
    let settings = settings
        .split('&')
        .map(|setting| match setting.split_once('=') {
            Some((name, _)) if is_secret(name) => format!("{name}={MASK}"),
            _ => setting.to_owned(),
        });
    let settings: Vec<_> = settings.collect();
    format!("{scheme}://{user}{place}?{}", settings.join("&"))
}

/// `password` and `sslpassword`, however they are escaped.
fn is_secret(name: &str) -> bool {
    let name = percent_encoding::percent_decode_str(name).decode_utf8_lossy();
    name.to_ascii_lowercase().contains("password")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_password_of_a_url_is_shown() {
        for (value, shown) in [
            ("127.0.0.1:8006", "127.0.0.1:8006"),
            (
                "sqlite:///var/lib/sendook/sendook.db",
                "sqlite:///var/lib/sendook/sendook.db",
            ),
            ("postgres://ada@db/sendook", "postgres://ada@db/sendook"),
            (
                "postgres://ada:hunter2@db:5432/sendook?sslmode=require",
                "postgres://ada:***@db:5432/sendook?sslmode=require",
            ),
            ("postgres://ada:hun:t@er?2@db/x", "postgres://ada:***@db/x"),
            (
                "postgres://db/x?user=ada&password=hunter2&port=1",
                "postgres://db/x?user=ada&password=***&port=1",
            ),
            (
                "postgres://db/x?%70assword=hunter2",
                "postgres://db/x?%70assword=***",
            ),
            (
                "postgres://db/x?sslpassword=hunter2",
                "postgres://db/x?sslpassword=***",
            ),
            ("postgres://db/x?password=hunter@2", "postgres://db:***@2"),
        ] {
            assert_eq!(masked(value), shown);
        }
    }
}
