use std::process::ExitCode;

use clap::parser::ValueSource;
use clap::{ArgMatches, CommandFactory as _};
use serde_json::{Value, json};

use crate::cli::Cli;
use crate::console::{CannotPrint, EXIT_USAGE, fail, outcome, print};
use crate::printable::without_passwords;
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
    let mut rows = raw.rows().into_iter();
    outcome(rows.try_for_each(|row| print_row(&row, matches, as_json)))
}

fn print_row(row: &Row<'_>, matches: &ArgMatches, as_json: bool) -> Result<(), CannotPrint> {
    if as_json {
        return print(to_json(row, matches));
    }
    let (variable, value) = (row.variable, shown(row));
    let source = source(row, matches);
    print(match meaning(row) {
        Some(meaning) => format!("{variable} is not set: {meaning}"),
        None => format!("{variable}={value} ({source})"),
    })
}

fn to_json(row: &Row<'_>, matches: &ArgMatches) -> Value {
    let value = Some(shown(row)).filter(|value| !value.is_empty());
    json!({
        "variable": row.variable,
        "option": format!("--{}", row.name.replace('_', "-")),
        "value": value,
        "unsetMeans": meaning(row),
        "source": source(row, matches),
    })
}

/// The value without any secret in it.
fn shown(row: &Row<'_>) -> String {
    match row.variable {
        "SENDOOK_SECRET_KEY" if row.is_given() => "***".to_owned(),
        _ => without_passwords(row.value()),
    }
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
