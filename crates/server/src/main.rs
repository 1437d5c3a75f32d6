//! The program `sendook`: reads the settings, puts the adapters together, and serves until it receives a signal to
//! stop.

mod background;
mod backup;
mod blocking;
mod cli;
mod commands;
mod config;
mod connections;
mod console;
mod copy;
mod doctor;
mod error;
mod logging;
mod mailer;
mod manual;
mod metrics;
mod migrate;
mod printable;
mod progress;
mod secret_key;
mod serve;
mod service_manager;
mod settings;
mod signals;
mod sweep;
mod upkeep;
mod waiting;
mod wiring;

use std::env;
use std::process::ExitCode;

use actix_web::rt::System;
use clap::{CommandFactory as _, FromArgMatches as _};
use sendook_crypto::SystemClock;
use sendook_domain::ports::Clock as _;

use crate::cli::{AnyCommand, Cli, Command, ConfigCommand};
use crate::commands::Group;
use crate::console::{EXIT_FAILURE, EXIT_USAGE, fail, outcome, printed};
use crate::printable::sentence;
use crate::service_manager::inherited_sockets;
use crate::settings::{Settings, VARIABLES, unknown_settings};

fn main() -> ExitCode {
    let parsed = Cli::command().try_get_matches().and_then(|matches| {
        let cli = Cli::from_arg_matches(&matches)?;
        Ok((matches, cli))
    });
    let (matches, cli) = match parsed {
        Ok(parsed) => parsed,
        Err(error) => return end(&error),
    };
    let settings = Settings::resolve(&cli.settings);
    let command = match cli.command {
        None => None,
        Some(AnyCommand::WithSettings(command)) => Some(command),
        Some(AnyCommand::Completions { shell }) => return manual::completions(shell),
        Some(AnyCommand::Man { command }) => return manual::man(&command),
        Some(AnyCommand::Doctor { json }) => {
            return doctor::examine(settings, json);
        }
        Some(AnyCommand::Config {
            command: ConfigCommand::Print { json },
        }) => return config::print_all(&cli.settings, &settings, &matches, json),
    };
    match settings {
        Ok(settings) => run(command, settings),
        Err(mistakes) => fail(EXIT_USAGE, mistakes),
    }
}

/// Prints what clap has to say: help, or what is wrong with the command line.
fn end(error: &clap::Error) -> ExitCode {
    if !error.use_stderr() {
        return outcome(printed(error.print()));
    }
    let said = error.render().to_string();
    // A secret that was given as an argument is not shown once more.
    if sentence(&said) == said {
        error.exit();
    }
    fail(EXIT_USAGE, said.trim_end())
}

/// Serves without a command.
fn run(command: Option<Command>, settings: Settings) -> ExitCode {
    logging::start(&settings.log, settings.log_format);
    let variables = env::vars_os().map(|(name, _)| name);
    for warning in unknown_settings(variables, VARIABLES) {
        log::warn!("{warning}");
    }
    match command {
        None => serve(settings),
        Some(Command::Migrate { check: false }) => {
            outcome(System::new().block_on(migrate::migrate(&settings)))
        }
        Some(Command::Migrate { check: true }) => {
            migrate::check(&settings).unwrap_or_else(|error| fail(EXIT_USAGE, error))
        }
        Some(Command::Sweep { now }) => {
            outcome(System::new().block_on(sweep::sweep(&settings, now)))
        }
        Some(Command::Backup { file, json }) => {
            System::new().block_on(backup::back_up(&settings, &file, json))
        }
        Some(Command::Copy { from, to }) => {
            System::new().block_on(copy::copy(&settings, &from, &to))
        }
        Some(Command::User { json, command }) => operate(&settings, Group::User(command), json),
        Some(Command::Org { json, command }) => operate(&settings, Group::Org(command), json),
        Some(Command::Key { json, command }) => operate(&settings, Group::Key(command), json),
        Some(Command::SecretKey { json, command }) => {
            operate(&settings, Group::SecretKey(command), json)
        }
        Some(Command::Import { json, command }) => operate(&settings, Group::Import(command), json),
        Some(Command::Export { command }) => operate(&settings, Group::Export(command), true),
        Some(Command::Audit { command }) => operate(&settings, Group::Audit(command), true),
    }
}

fn serve(settings: Settings) -> ExitCode {
    let format = settings.log_format;
    // Before there are other threads.
    let served = inherited_sockets()
        .and_then(|sockets| System::new().block_on(serve::serve(settings, sockets)));
    match served {
        Ok(()) => {
            log::info!("Sendook has stopped");
            ExitCode::SUCCESS
        }
        Err(error) => fail(
            EXIT_FAILURE,
            logging::failure(format, SystemClock.now(), &error),
        ),
    }
}

fn operate(settings: &Settings, group: Group, as_json: bool) -> ExitCode {
    System::new().block_on(commands::run(settings, group, as_json))
}
