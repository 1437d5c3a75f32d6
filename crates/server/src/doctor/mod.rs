//! `sendook doctor`: looks at the set-up, and says what to do about what is wrong. Changes nothing.

mod database;
mod disk;
mod files;
mod finding;
mod mail;
mod network;
mod public_url;
mod secret_key;
mod settings;

use std::process::ExitCode;

use serde_json::json;

use self::finding::{Finding, Status};
use crate::console::{CannotPrint, EXIT_FAILURE, fail, print};
use crate::settings::{InvalidSettings, Settings};

/// Prints what was found. Ends with 1 if anything does not work, or not safely.
pub(crate) fn examine(settings: Result<Settings, InvalidSettings>, as_json: bool) -> ExitCode {
    let findings = findings(settings);
    let has_failed = findings
        .iter()
        .any(|finding| finding.status == Status::Failure);
    let printed = if as_json {
        print(json!({"ok": !has_failed, "findings": findings}))
    } else {
        findings.iter().try_for_each(print_finding)
    };
    match printed {
        Err(error) => fail(EXIT_FAILURE, error),
        Ok(()) if has_failed => ExitCode::from(EXIT_FAILURE),
        Ok(()) => ExitCode::SUCCESS,
    }
}

fn findings(settings: Result<Settings, InvalidSettings>) -> Vec<Finding> {
    let mut findings = settings::unknown();
    let settings = match settings {
        Ok(settings) => settings,
        Err(mistakes) => {
            findings.extend(settings::invalid(&mistakes));
            return findings;
        }
    };
    findings.push(settings::valid());
    findings.extend(files::examine(&settings));
    findings.extend(database::examine(&settings));
    findings.extend(secret_key::examine(&settings));
    findings.extend(network::examine(&settings));
    findings.extend(public_url::examine(&settings));
    findings.push(mail::examine(&settings));
    findings
}

fn print_finding(finding: &Finding) -> Result<(), CannotPrint> {
    let status = match finding.status {
        Status::Ok => "ok",
        Status::Warning => "warning",
        Status::Failure => "FAILURE",
    };
    let Finding { check, message, .. } = finding;
    print(format_args!("{status:<8} {check}: {message}"))?;
    match &finding.advice {
        Some(advice) => print(format_args!("{:<8} {advice}", "")),
        None => Ok(()),
    }
}
