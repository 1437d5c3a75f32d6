use std::io;
use std::process::ExitCode;

use clap::{Command, CommandFactory as _};
use clap_complete::Shell;
use clap_mangen::Man;

use crate::cli::Cli;
use crate::console::{EXIT_FAILURE, EXIT_USAGE, fail, outcome, print_bytes};

/// Prints what a shell needs to complete this program's commands and options.
pub(crate) fn completions(shell: Shell) -> ExitCode {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "sendook", &mut script);
    outcome(print_bytes(&script))
}

/// Prints the page of the manual about the program, or about one of its commands.
pub(crate) fn man(names: &[String]) -> ExitCode {
    let mut command = Cli::command();
    command.build();
    for name in names {
        command = match command.find_subcommand(name) {
            Some(found) => found.clone(),
            None => {
                return fail(
                    EXIT_USAGE,
                    format_args!("There is no command {}.", names.join(" ")),
                );
            }
        };
    }
    let mut page = Vec::new();
    match render(command, &mut page) {
        Ok(()) => outcome(print_bytes(&page)),
        Err(error) => fail(EXIT_FAILURE, error),
    }
}

fn render(command: Command, page: &mut Vec<u8>) -> io::Result<()> {
    let title = command.get_display_name().unwrap_or("sendook").to_owned();
    let source = concat!("sendook ", env!("CARGO_PKG_VERSION"));
    Man::new(command)
        .title(title.to_uppercase())
        .source(source)
        .manual("Sendook")
        .render(page)
}
