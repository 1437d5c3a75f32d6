use std::env;

use super::finding::Finding;
use crate::settings::{InvalidSettings, VARIABLES, unknown_settings};

const SETTINGS: &str = "settings";

pub(super) fn unknown() -> Vec<Finding> {
    let variables = env::vars_os().map(|(name, _)| name);
    let unknown = unknown_settings(variables, VARIABLES).into_iter();
    unknown
        .map(|sentence| {
            Finding::warning(SETTINGS, sentence)
                .advising("It has no effect: correct its name, or remove it.")
        })
        .collect()
}

pub(super) fn invalid(mistakes: &InvalidSettings) -> Vec<Finding> {
    let sentences = mistakes.to_string();
    let failures = sentences.lines().map(|sentence| {
        Finding::failure(SETTINGS, sentence)
            .advising("Correct it: nothing else was looked at, and the service does not start.")
    });
    failures.collect()
}

pub(super) fn valid() -> Finding {
    let all = VARIABLES.len();
    Finding::ok(SETTINGS, format!("All {all} have values that are valid."))
}
