//! The program `sendook`: reads the settings, puts the adapters together, and serves until it receives a signal to
//! stop.

mod background;
mod backup;
mod blocking;
mod cli;
mod connections;
mod console;
mod copy;
mod error;
mod logging;
mod metrics;
mod migrate;
mod serve;
mod settings;
mod signals;
mod sweep;
mod upkeep;
mod user;
mod waiting;
mod wiring;

use std::env;
use std::fmt::Display;
use std::process::ExitCode;

use actix_web::rt::System;
use clap::Parser;

use crate::cli::{Cli, Command, UserCommand};
use crate::console::{EXIT_FAILURE, EXIT_USAGE, fail};
use crate::settings::{Settings, VARIABLES, unknown_settings};

fn main() -> ExitCode {
    let cli = Cli::parse();
    let settings = match Settings::resolve(&cli.settings) {
        Ok(settings) => settings,
        Err(mistakes) => return fail(EXIT_USAGE, mistakes),
    };
    logging::start(&settings.log);
    let variables = env::vars_os().map(|(name, _)| name);
    for warning in unknown_settings(variables, VARIABLES) {
        log::warn!("{warning}");
    }
    match cli.command {
        None => serve(settings),
        Some(Command::Migrate { check: false }) => {
            outcome(System::new().block_on(migrate::migrate(&settings)))
        }
        Some(Command::Migrate { check: true }) => {
            migrate::check(&settings).unwrap_or_else(|error| fail(EXIT_USAGE, error))
        }
        Some(Command::User {
            command: UserCommand::Unlock { email, addresses },
        }) => outcome(System::new().block_on(user::unlock(&settings, &email, &addresses))),
        Some(Command::Sweep { now }) => {
            outcome(System::new().block_on(sweep::sweep(&settings, now)))
        }
        Some(Command::Backup { file, json }) => {
            System::new().block_on(backup::back_up(&settings, &file, json))
        }
        Some(Command::Copy { from, to }) => copy::copy(&settings, &from, &to),
    }
}

fn serve(settings: Settings) -> ExitCode {
    let served = System::new().block_on(serve::serve(settings));
    outcome(served.inspect(|()| log::info!("Sendook has stopped")))
}

fn outcome(done: Result<(), impl Display>) -> ExitCode {
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => fail(EXIT_FAILURE, error),
    }
}
